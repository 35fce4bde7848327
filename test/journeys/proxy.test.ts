import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sendRaw, testGateway, type TestGateway } from '../setup/gateway.ts'
import { rawUpstream, respond, type RawRequest, type RawUpstream } from '../setup/raw-upstream.ts'

let upstream: RawUpstream
let gateway: TestGateway
let answer: (request: RawRequest, index: number) => void
/** How much of each connection had arrived before this test. */
let seenBefore: number[]

beforeAll(async () => {
  upstream = await rawUpstream((request, index) => {
    answer(request, index)
  })
  gateway = await testGateway({
    ZOOM_API_URL: upstream.url,
    VALETKEY_HEADERS_TIMEOUT_MS: '1500',
    VALETKEY_IDLE_TIMEOUT_MS: '1500',
  })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  answer = ({ socket }) => {
    respond(socket)
  }
  seenBefore = upstream.received.map((text) => text.length)
})

const seen = (): string =>
  upstream.received.map((text, index) => text.slice(seenBefore[index] ?? 0)).join('')
const auth = (): string => `Authorization: Bearer ${gateway.apiKey}\r\n`
const get = (target: string, headers = ''): Promise<string> =>
  sendRaw(
    gateway.url,
    `GET ${target} HTTP/1.1\r\nHost: x\r\n${auth()}${headers}Connection: close\r\n\r\n`,
  )
const problemOf = (text: string): Record<string, unknown> =>
  JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>

describe('the request', () => {
  it.each([
    '/v2/users/me',
    '/v2/past_meetings/%252FajXp112QmuoKj4854875%253D%253D/participants',
    '/v2/past_meetings/aj%2FXp112QmuoKj4854875%3d%3D/participants',
    '/v2/past_meetings//ajXp112QmuoKj4854875==/participants',
    '/v2/past_meetings/aj//Xp==/participants',
    '/v2/meetings/a+b;c=1,d[0]',
    '/v2/meetings/1?a=1&a=2&b[]=x+y%20z&c=%zz&d=/../x&&=',
    '/v2/meetings/1?',
    '/v2/users/me/meetings?from=2026-01-01&to=2026-02-01&x=%252F',
  ])('arrives with its target as sent: %s', async (target) => {
    await get(`/zoom${target}`)
    expect(seen()).toContain(`GET ${target} HTTP/1.1\r\n`)
  })

  it('carries the token instead of the key, and nothing that was said to us', async () => {
    await get(
      '/zoom/v2/users/me',
      `X-Api-Key: ${gateway.apiKey}\r\nCookie: a=b\r\nMaton-Connection: ${gateway.connection.id}\r\nX-Maton-Client-User-Agent: {}\r\n`,
    )
    expect(seen()).toContain('authorization: Bearer token-1\r\n')
    expect(seen()).not.toContain(gateway.apiKey)
    expect(seen().toLowerCase()).not.toMatch(/cookie|maton|x-api-key|valetkey/)
  })

  it('keeps duplicate headers, their order and spelling', async () => {
    await get(
      '/zoom/v2/users/me',
      'X-One: 1\r\nx-ONE: 2\r\nAccept-Encoding: br\r\nUser-Agent: Python-urllib/3.11\r\n',
    )
    expect(seen()).toContain(
      'X-One: 1\r\nx-ONE: 2\r\nAccept-Encoding: br\r\nUser-Agent: Python-urllib/3.11\r\n',
    )
  })

  it('does not forward what Connection names', async () => {
    await sendRaw(
      gateway.url,
      `GET /zoom/v2/users/me HTTP/1.1\r\nHost: x\r\n${auth()}X-Hop: 1\r\nConnection: close, X-Hop, Authorization\r\n\r\n`,
    )
    expect(seen()).not.toContain('X-Hop')
    expect(seen()).toContain('authorization: Bearer token-1')
  })

  it('forwards a body with its length, byte for byte', async () => {
    const body = '{"topic":"caf\u00e9 \\u0000 1e400 12345678901234567890"}'
    const bytes = Buffer.from(body)
    await sendRaw(
      gateway.url,
      Buffer.concat([
        Buffer.from(
          `POST /zoom/v2/users/me/meetings HTTP/1.1\r\nHost: x\r\n${auth()}Content-Type: application/json\r\nContent-Length: ${bytes.length}\r\nConnection: close\r\n\r\n`,
        ),
        bytes,
      ]),
    )
    expect(seen().toLowerCase()).toContain(`content-length: ${bytes.length}\r\n`)
    expect(Buffer.from(seen(), 'latin1').includes(bytes)).toBe(true)
  })

  it('forwards a chunked body as chunks and answers', async () => {
    answer = ({ socket }) => {
      const wait = setInterval(() => {
        if (!seen().includes('0\r\n\r\n')) return
        clearInterval(wait)
        respond(socket, '{}', 'HTTP/1.1 201 Created')
      }, 5)
    }
    const text = await sendRaw(
      gateway.url,
      `POST /zoom/v2/users/me/meetings HTTP/1.1\r\nHost: x\r\n${auth()}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nTrailer-A: 1\r\n\r\n`,
    )
    expect(text).toMatch(/^HTTP\/1\.1 201 Created/)
    expect(seen().toLowerCase()).toContain('transfer-encoding: chunked')
    expect(seen().replace(/\r\n[0-9a-f]+\r\n/g, '')).toContain('hello')
  })

  it('is asked for only after the key was accepted, when the caller expects 100-continue', async () => {
    const refused = await sendRaw(
      gateway.url,
      'POST /zoom/v2/users/me/meetings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer nonsense\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n',
    )
    expect(refused).toMatch(/^HTTP\/1\.1 401 /)
    expect(refused).not.toContain('100 Continue')
    const text = await sendRaw(
      gateway.url,
      `POST /zoom/v2/users/me/meetings HTTP/1.1\r\nHost: x\r\n${auth()}Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    )
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
    expect(seen().toLowerCase()).not.toContain('expect')
  })

  it('is asked for once, also when upstream refuses the token and it is sent again', async () => {
    const other = await gateway.connectAnother({ token: 'token-refused' })
    answer = ({ text, socket }) => {
      if (text().startsWith('POST /oauth/token')) {
        const grant = {
          access_token: 'token-renewed',
          token_type: 'bearer',
          refresh_token: 'r2',
          expires_in: 3600,
        }
        respond(socket, JSON.stringify(grant), 'HTTP/1.1 200 OK\r\nContent-Type: application/json')
      } else if (text().slice(text().lastIndexOf('POST ')).includes('token-refused')) {
        respond(socket, '{"code":124}', 'HTTP/1.1 401 Unauthorized')
      } else {
        respond(socket, '{}', 'HTTP/1.1 201 Created')
      }
    }
    const text = await sendRaw(
      gateway.url,
      `POST /zoom/v2/users/me/meetings HTTP/1.1\r\nHost: x\r\n${auth()}Valetkey-Connection: ${other.id}\r\nExpect: 100-continue\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{"topic":"a"}`,
    )
    expect(text.match(/100 Continue/g)).toHaveLength(1)
    expect(text).toContain('HTTP/1.1 201 Created')
    expect(seen()).toContain('Bearer token-renewed')
  })

  it('may come in absolute form', async () => {
    await get('http://anything.example/zoom/v2/users/me?a=1')
    expect(seen()).toContain('GET /v2/users/me?a=1 HTTP/1.1\r\n')
  })

  it('breaks upstream’s connection when the caller leaves in the middle of its body', async () => {
    const caller = connect(Number(new URL(gateway.url).port), '127.0.0.1')
    const closed = new Promise<void>((resolve) => {
      answer = ({ socket }) => {
        socket.once('close', resolve)
        caller.destroy()
      }
    })
    caller.write(
      `POST /zoom/v2/users/me/meetings HTTP/1.1\r\nHost: x\r\n${auth()}Content-Length: 100\r\n\r\nhalf`,
    )
    await closed
    expect(seen()).toContain('POST /v2/users/me/meetings')
  })

  it('breaks upstream’s connection when the caller leaves before the answer', async () => {
    const caller = connect(Number(new URL(gateway.url).port), '127.0.0.1')
    const closed = new Promise<void>((resolve) => {
      answer = ({ socket }) => {
        socket.once('close', resolve)
        caller.destroy()
      }
    })
    caller.write(`GET /zoom/v2/users/me HTTP/1.1\r\nHost: x\r\n${auth()}\r\n`)
    await closed
  })

  it('may be answered before it is complete: the caller gets the answer', async () => {
    answer = ({ socket }) => {
      respond(socket, '{"code":300}', 'HTTP/1.1 400 Bad Request')
    }
    const chunk = '4000\r\n' + 'x'.repeat(0x4000) + '\r\n'
    const text = await sendRaw(
      gateway.url,
      `POST /zoom/v2/users/me/meetings HTTP/1.1\r\nHost: x\r\n${auth()}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(8)}`,
      (soFar) => soFar.endsWith('}'),
    )
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request/)
    expect(text.slice(-200)).toContain('{"code":300}')
  })
})

describe('the answer', () => {
  it('keeps status, reason, headers and bytes, and drops cookies', async () => {
    answer = ({ socket }) => {
      socket.write(
        'HTTP/1.1 418 Short And Stout\r\nX-Zm-TrackingId: v=2.0;rid=WEB_1\r\nLink: <a>\r\nlink: <b>\r\nSet-Cookie: zm_aid=""\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x00\xff\x1f',
        'latin1',
      )
    }
    const text = await get('/zoom/v2/users/me')
    expect(text).toMatch(/^HTTP\/1\.1 418 Short And Stout\r\n/)
    expect(text).toContain(
      'X-Zm-TrackingId: v=2.0;rid=WEB_1\r\nLink: <a>\r\nlink: <b>\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n',
    )
    expect(text).toContain(`Valetkey-Connection: ${gateway.connection.id}\r\n`)
    expect(text).not.toMatch(/set-cookie|valetkey-error/i)
    expect(text.endsWith('\r\n\r\n\x00\xff\x1f')).toBe(true)
  })

  it.each([
    ['204 No Content', ''],
    ['304 Not Modified', 'ETag: "1"\r\n'],
  ])('%s stays without a body', async (status, headers) => {
    answer = ({ socket }) => socket.write(`HTTP/1.1 ${status}\r\n${headers}\r\n`)
    const text = await get('/zoom/v2/users/me')
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\r\n`))
    expect(text).not.toMatch(/transfer-encoding|content-length: [1-9]/i)
    expect(text.endsWith('\r\n\r\n')).toBe(true)
  })

  it('to HEAD keeps the length and has no body', async () => {
    answer = ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n')
    const text = await sendRaw(
      gateway.url,
      `HEAD /zoom/v2/users/me HTTP/1.1\r\nHost: x\r\n${auth()}Connection: close\r\n\r\n`,
    )
    expect(seen()).toMatch(/^HEAD /)
    expect(text).toContain('Content-Length: 1234\r\n')
    expect(text.endsWith('\r\n\r\n')).toBe(true)
  })

  it('passes chunks on as they come, with trailers', async () => {
    answer = ({ socket }) => {
      socket.write(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n',
      )
    }
    const text = await get('/zoom/v2/users/me')
    expect(text.toLowerCase()).toContain('transfer-encoding: chunked')
    expect(text).toContain('5\r\nhello\r\n')
    expect(text).toMatch(/0\r\nX-Sum: 42\r\n\r\n$/)
  })

  it('is not held back until it is whole', async () => {
    let finish = (): void => undefined
    answer = ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst')
      finish = () => socket.write('later')
    }
    const text = await sendRaw(
      gateway.url,
      `GET /zoom/v2/users/me HTTP/1.1\r\nHost: x\r\n${auth()}Connection: close\r\n\r\n`,
      (soFar) => {
        if (soFar.endsWith('first')) finish()
        return false
      },
    )
    expect(text.endsWith('firstlater')).toBe(true)
  })

  it('is broken off visibly when upstream dies in the middle', async () => {
    answer = ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.destroy())
    }
    const text = await get('/zoom/v2/users/me')
    expect(text).toContain('Content-Length: 100')
    expect(text.length - text.indexOf('\r\n\r\n') - 4).toBeLessThan(100)
  })

  it('skips interim answers', async () => {
    answer = ({ socket }) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n')
      respond(socket, 'ok')
    }
    const text = await get('/zoom/v2/users/me')
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(text.endsWith('ok')).toBe(true)
  })

  it('of an API is passed on even if it is a redirect', async () => {
    answer = ({ socket }) => {
      respond(socket, '', 'HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/')
    }
    const text = await get('/zoom/v2/users/me')
    expect(text).toMatch(/^HTTP\/1\.1 302 Found/)
    expect(text).toContain('Location: http://169.254.169.254/')
    expect(seen().match(/GET /g)).toHaveLength(1)
  })

  it.each([
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
    'garbage\r\n\r\n',
    'HTTP/1.1 999999 X\r\n\r\n',
  ])('that is no HTTP becomes an honest 502: %j', async (bytes) => {
    answer = ({ socket }) => {
      socket.end(bytes)
    }
    const text = await get('/zoom/v2/users/me')
    expect(text).toMatch(/^HTTP\/1\.1 502 /)
    expect(problemOf(text)).toMatchObject({ code: 'upstream_unreachable' })
  })
})

describe('a slow upstream', () => {
  it('that never begins its answer is an honest 504', async () => {
    answer = () => undefined
    const text = await get('/zoom/v2/users/me')
    expect(text).toMatch(/^HTTP\/1\.1 504 /)
    expect(problemOf(text)).toMatchObject({ code: 'upstream_timeout' })
  })

  it('that stops in the middle is broken off, so that nobody takes half for whole', async () => {
    answer = ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')
    const text = await get('/zoom/v2/users/me')
    expect(text.endsWith('half')).toBe(true)
  })
})

describe('when upstream breaks a kept-alive connection', () => {
  it('a GET is sent once more', async () => {
    answer = ({ socket }, index) => {
      if (first < 0) first = index
      if (index === first) socket.destroy()
      else respond(socket, 'second')
    }
    let first = -1
    const text = await get('/zoom/v2/users/me')
    expect(text.endsWith('second')).toBe(true)
    expect(seen().match(/GET /g)).toHaveLength(2)
  })

  it('a POST is never sent twice', async () => {
    answer = ({ socket }) => socket.destroy()
    const text = await sendRaw(
      gateway.url,
      `POST /zoom/v2/users/me/meetings HTTP/1.1\r\nHost: x\r\n${auth()}Content-Length: 2\r\nConnection: close\r\n\r\n{}`,
    )
    expect(text).toMatch(/^HTTP\/1\.1 502 /)
    expect(problemOf(text)).toMatchObject({ code: 'upstream_unreachable' })
    expect(seen().match(/POST /g)).toHaveLength(1)
  })
})

describe('refusals happen before any token is touched', () => {
  it.each([
    ['GET', '/zoom/v2/users/me/zak', 404, 'endpoint_not_supported'],
    ['GET', '/zoom/v2/users', 404, 'endpoint_not_supported'],
    ['GET', '/zoom', 404, 'endpoint_not_supported'],
    ['GET', '/zoom/', 404, 'endpoint_not_supported'],
    ['PUT', '/zoom/v2/users/me', 404, 'endpoint_not_supported'],
    ['GET', '/zoom/v2/users/%2e%2e/me', 400, 'invalid_path'],
    ['GET', '/zoom/v2/users/me%2Fzak', 400, 'invalid_path'],
    ['GET', '/zoom/v2/users/me?api_key=vk_abc', 400, 'invalid_request'],
    [
      'GET',
      '/zoom/_download?url=https%3A%2F%2Fevil.example%2Frec%2Fdownload%2Fx',
      400,
      'invalid_request',
    ],
    ['GET', '/zoom/_download', 400, 'invalid_request'],
  ])('%s %s is %i %s', async (...[method, target, status, code]) => {
    const text = await sendRaw(
      gateway.url,
      `${method} ${target} HTTP/1.1\r\nHost: x\r\n${auth()}Connection: close\r\n\r\n`,
    )
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(text.toLowerCase()).toContain(`valetkey-error: ${code}`)
    expect(problemOf(text)).toMatchObject({ code, status, error: { code } })
    expect(seen()).toBe('')
  })

  it.each([
    ['no key', ''],
    ['a wrong scheme', 'Authorization: Basic abc\r\n'],
    ['a key of another spelling', 'Authorization: Bearer abc\r\n'],
    [
      'a well-formed key that nobody has',
      'Authorization: Bearer vk_0000000000000000000000000000000000s5NFOC\r\n',
    ],
  ])('%s is 401 and says "Invalid API key"', async (_, header) => {
    const text = await sendRaw(
      gateway.url,
      `GET /zoom/v2/users/me HTTP/1.1\r\nHost: x\r\n${header}Connection: close\r\n\r\n`,
    )
    expect(text).toMatch(/^HTTP\/1\.1 401 /)
    expect(problemOf(text)['message']).toContain('Invalid API key')
    expect(seen()).toBe('')
  })
})

describe('request smuggling and malformed heads', () => {
  const valid = (): string =>
    `GET /zoom/v2/users/me HTTP/1.1\r\nHost: x\r\n${auth()}Connection: close\r\n\r\n`
  it.each([
    ['both framings', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ['two lengths', 'Content-Length: 4\r\nContent-Length: 5\r\n', 'abcde'],
    ['a length list', 'Content-Length: 4, 5\r\n', 'abcd'],
    ['a signed length', 'Content-Length: +4\r\n', 'abcd'],
    ['a negative length', 'Content-Length: -1\r\n', ''],
    ['a hexadecimal length', 'Content-Length: 0x4\r\n', 'abcd'],
    ['chunked that is not last', 'Transfer-Encoding: chunked, gzip\r\n', '0\r\n\r\n'],
    ['an unknown coding', 'Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'],
    ['a folded header', 'X-A: 1\r\n folded: 2\r\n', ''],
    ['a bare LF in the head', 'X-A: 1\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ['a bare CR in the head', 'X-A: 1\rX-B: 2\r\n', ''],
    ['a space before the colon', 'Transfer-Encoding : chunked\r\n', '0\r\n\r\n'],
    ['a header without a name', ': x\r\n', ''],
    ['a NUL in a value', 'X-A: a\0b\r\n', ''],
  ])('%s never reaches upstream as a second request', async (_, headers, body) => {
    const text = await sendRaw(
      gateway.url,
      `POST /zoom/v2/users/me/meetings HTTP/1.1\r\nHost: x\r\n${auth()}${headers}\r\n${body}${valid()}`,
    )
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(seen()).not.toContain('GET /v2/users/me')
    expect(seen()).toBe('')
  })

  it.each([
    '\r\n\r\n\0\0',
    'GET\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    `GET /${'a'.repeat(70_000)} HTTP/1.1\r\n\r\n`,
    '\x16\x03\x01\x02\x00\x01',
  ])('garbage gets a problem document and the process lives (%#)', async (bytes) => {
    const text = await sendRaw(gateway.url, bytes, (soFar) => soFar.includes('}'))
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(text).toContain('application/problem+json')
    expect(await get('/zoom/v2/users/me')).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('behind a whole request are dropped, and the request is answered', async () => {
    for (const connection of ['close', 'keep-alive']) {
      const text = await sendRaw(
        gateway.url,
        `GET /zoom/v2/users/me HTTP/1.1\r\nHost: x\r\n${auth()}Connection: ${connection}\r\n\r\ngarbage \0\r\n\r\n`,
      )
      expect(text).toMatch(/^HTTP\/1\.1 200 OK/)
      expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
    }
  })

  it('a missing Host is refused', async () => {
    const text = await sendRaw(
      gateway.url,
      `GET /zoom/v2/users/me HTTP/1.1\r\n${auth()}Connection: close\r\n\r\n`,
    )
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('a chunk size that lies ends the connection, and no second request comes of it', async () => {
    await sendRaw(
      gateway.url,
      `POST /zoom/v2/users/me/meetings HTTP/1.1\r\nHost: x\r\n${auth()}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n${valid()}`,
    )
    expect(seen()).not.toContain('GET /v2/users/me')
  })
})

describe('choosing the connection', () => {
  it.each(['Valetkey-Connection', 'Maton-Connection', 'x-maton-connection'])(
    '%s names it',
    async (header) => {
      const other = await gateway.connectAnother({ token: `token-${header}` })
      const text = await get('/zoom/v2/users/me', `${header}: ${other.id}\r\n`)
      expect(text).toContain(`Valetkey-Connection: ${other.id}`)
      expect(seen()).toContain(`Bearer token-${header}`)
    },
  )

  it('is never a fallback: unknown, foreign and other apps’ connections are one and the same 404', async () => {
    const stranger = await gateway.server.rooms.owners.ensure('stranger')
    const foreign = await gateway.connectAnother({ ownerId: stranger.id, token: 'token-foreign' })
    for (const id of ['11111111-1111-4111-8111-111111111111', foreign.id, 'x', "' or 1=1 --"]) {
      const text = await get('/zoom/v2/users/me', `Valetkey-Connection: ${id}\r\n`)
      expect(text).toMatch(/^HTTP\/1\.1 404 /)
      expect(problemOf(text)).toMatchObject({ code: 'connection_not_found' })
    }
    expect(seen()).toBe('')
  })

  it('is refused when two headers disagree', async () => {
    const text = await get(
      '/zoom/v2/users/me',
      `Valetkey-Connection: ${gateway.connection.id}\r\nMaton-Connection: other\r\n`,
    )
    expect(problemOf(text)).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(seen()).toBe('')
  })

  it('without any active connection is a 400 whose message says "connection"', async () => {
    const text = await get('/zoom-admin/v2/users')
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(problemOf(text)).toMatchObject({ code: 'connection_required' })
    expect(problemOf(text)['message']).toMatch(/connection/i)
  })
})

describe('streaming', () => {
  it('waits for a slow reader instead of filling memory', async () => {
    const total = 200 * 1024 * 1024
    const big = createServer((_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-length': total })
      const chunk = Buffer.alloc(1024 * 1024, 7)
      let sent = 0
      const more = (): void => {
        while (sent < total) {
          sent += chunk.length
          if (!response.write(chunk)) {
            response.once('drain', more)
            return
          }
        }
        response.end()
      }
      more()
    })
    big.listen(0, '127.0.0.1')
    await once(big, 'listening')
    const slow = await testGateway({
      ZOOM_API_URL: `http://127.0.0.1:${(big.address() as AddressInfo).port}`,
    })
    const before = process.memoryUsage().rss
    const response = await fetch(`${slow.url}/zoom/v2/users/me`, {
      headers: { authorization: `Bearer ${slow.apiKey}` },
    })
    let read = 0
    let peak = 0
    for await (const chunk of response.body!) {
      read += (chunk as Uint8Array).length
      peak = Math.max(peak, process.memoryUsage().rss - before)
    }
    expect(read).toBe(total)
    // Client, gateway and upstream share this process, so this is three times stricter than it looks.
    expect(peak).toBeLessThan(120 * 1024 * 1024)
    await slow.close()
    big.close()
  })
})
