import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sendRaw, testGateway, type TestGateway } from '../setup/gateway.ts'
import { rawUpstream, respond, type RawRequest, type RawUpstream } from '../setup/raw-upstream.ts'
import { afterStrictAnswer, strictRequests } from '../setup/strict-messages.ts'

let upstream: RawUpstream
let gateway: TestGateway
let answer: (request: RawRequest) => void
/** The targets of requests that Node's own server has read. */
let nodes: string[] = []
const note = (message: unknown): void => {
  nodes.push((message as { request: IncomingMessage }).request.url ?? '')
}
const open: Socket[] = []

beforeAll(async () => {
  upstream = await rawUpstream((request) => {
    answer(request)
  })
  gateway = await testGateway({ ZOOM_API_URL: upstream.url })
  subscribe('http.server.request.start', note)
})
afterAll(async () => {
  unsubscribe('http.server.request.start', note)
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  nodes = []
  answer = ({ text, socket }) => {
    respond(socket, `{"asked":"${lastLine(text())}"}`)
  }
})
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy()
})

const lastLine = (text: string): string =>
  text.match(/[A-Z]+ \S+(?= HTTP\/1\.1\r\n)/g)?.at(-1) ?? ''
const request = (line: string, more = ''): string =>
  `${line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.apiKey}\r\n${more}\r\n`
const get = (name: string, more = ''): string => request(`GET /zoom/v2/users/${name}`, more)
/** Means nothing, and a name that is there twice is left to Node. */
const doubled = 'X-Twice: 1\r\nX-Twice: 2\r\n'

/** A connection on which a test says when which bytes go. */
async function dial(): Promise<{ socket: Socket; text: () => string }> {
  const { hostname, port } = new URL(gateway.url)
  const socket = connect(Number(port), hostname)
  open.push(socket)
  let text = ''
  socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')))
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return { socket, text: () => text }
}

/** What was asked of upstream, according to the answers on a connection, which are whole. */
function asked(text: string): string[] {
  for (let rest = text; rest !== '';) rest = afterStrictAnswer(rest)
  return [...text.matchAll(/\{"asked":"([^"]*)"\}/g)].map(([, line]) => line ?? '')
}

describe('a connection that begins with bare requests', () => {
  it('is not read by the server of Node', async () => {
    const { socket, text } = await dial()
    for (const name of ['a', 'b', 'c']) {
      socket.write(get(name, 'Connection: keep-alive\r\n'))
      await expect.poll(() => asked(text()).at(-1)).toBe(`GET /v2/users/${name}`)
    }
    expect(nodes).toEqual([])
  })

  it('goes to it with the first that is not bare, and stays there', async () => {
    const { socket, text } = await dial()
    socket.write(get('a'))
    await expect.poll(() => asked(text())).toHaveLength(1)
    socket.write(
      request('POST /zoom/v2/users/me/meetings', 'Content-Length: 2\r\n\r\n{}').slice(0, -2),
    )
    await expect.poll(() => asked(text())).toHaveLength(2)
    socket.write(get('b'))
    await expect.poll(() => asked(text())).toHaveLength(3)
    expect(asked(text())).toEqual([
      'GET /v2/users/a',
      'POST /v2/users/me/meetings',
      'GET /v2/users/b',
    ])
    expect(nodes).toEqual(['/zoom/v2/users/me/meetings', '/zoom/v2/users/b'])
  })

  it('goes to it for what is not proxied, too', async () => {
    const { socket, text } = await dial()
    socket.write(get('a'))
    await expect.poll(() => asked(text())).toHaveLength(1)
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    // The other planes are loaded by their first request.
    await expect.poll(text, { timeout: 10_000 }).toContain('"status"')
    expect(nodes).toEqual(['/healthz'])
  })

  it.each([1, 2, 3, 50, 200])('may send a head in %i pieces', async (pieces) => {
    const { socket, text } = await dial()
    const bytes = get('a', `X-Long: ${'x'.repeat(200)}\r\n`)
    const size = Math.ceil(bytes.length / pieces)
    for (let at = 0; at < bytes.length; at += size) {
      socket.write(bytes.slice(at, at + size))
      await sleep(1)
    }
    await expect.poll(() => asked(text())).toEqual(['GET /v2/users/a'])
  })
})

describe('requests that do not wait for the answer before them', () => {
  it('are answered in their order when they come at once', async () => {
    const { socket, text } = await dial()
    socket.write(get('a') + get('b') + get('c'))
    await expect
      .poll(() => asked(text()).join())
      .toBe('GET /v2/users/a,GET /v2/users/b,GET /v2/users/c')
  })

  it('are answered in their order when they come while one is under way, also in pieces', async () => {
    const held: RawRequest[] = []
    answer = (one) => held.push(one)
    const { socket, text } = await dial()
    socket.write(get('a'))
    await expect.poll(() => held).toHaveLength(1)
    answer = ({ text: sent, socket: its }) => {
      respond(its, `{"asked":"${lastLine(sent())}"}`)
    }
    const rest = get('b') + request('DELETE /zoom/v2/meetings/1') + get('c')
    for (const piece of rest.match(/[^]{1,70}/g) ?? []) {
      socket.write(piece)
      await sleep(2)
    }
    expect(text()).toBe('')
    for (const one of held) answer(one)
    await expect.poll(() => asked(text())).toHaveLength(4)
    expect(asked(text())).toEqual([
      'GET /v2/users/a',
      'GET /v2/users/b',
      'DELETE /v2/meetings/1',
      'GET /v2/users/c',
    ])
  })
})

describe('an answer to a bare request', () => {
  const chunks = (trailer: string): string => `3\r\nabc\r\n5\r\ndefgh\r\n0\r\n${trailer}\r\n`
  const answers: Record<string, string> = {
    'with a length': 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\xe9\r\n\r\nhello',
    'with the length nought': 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    'in chunks': `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks('')}`,
    'in chunks, with a trailer': `HTTP/1.1 206 Partial\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n${chunks('X-T: v\r\n')}`,
    'in no chunk': 'HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'without a body': 'HTTP/1.1 204 No Content\r\n\r\n',
    'that says what a body would be':
      'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: "a"\r\n\r\n',
    'with its own date':
      'HTTP/1.1 200 \r\nDate: Tue, 01 Dec 2026 00:00:00 GMT\r\nContent-Length: 1\r\n\r\nx',
  }

  it.each(Object.entries(answers))('%s is the same as by the server of Node', async (_, bytes) => {
    answer = ({ socket }) => socket.write(bytes, 'latin1')
    const bare = await whole(get('a'))
    expect(nodes).toEqual([])
    const ofNode = await whole(get('a', doubled))
    expect(nodes).toEqual(['/zoom/v2/users/a'])
    expect(bare).toEqual(ofNode)
  })

  it('that ends with its connection, too', async () => {
    answer = ({ socket }) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello')
    expect(await whole(get('a'))).toEqual(await whole(get('a', doubled)))
    expect(nodes).toHaveLength(1)
  })

  it('of our own, too', async () => {
    const nobody = get('a').replace(/Bearer \S+/, 'Bearer nobody')
    expect(await whole(nobody)).toEqual(
      await whole(nobody.replace('\r\n\r\n', `\r\n${doubled}\r\n`)),
    )
    expect(nodes).toHaveLength(1)
  })

  it('that breaks off is broken off', async () => {
    answer = ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf')
      setTimeout(() => socket.destroy(), 50)
    }
    const { socket, text } = await dial()
    socket.write(get('a'))
    await once(socket, 'close')
    expect(text()).toMatch(/content-length: 50[^]*half$/i)
    expect(nodes).toEqual([])
  })

  it.each([0, 1, 20])(
    'is given up when its caller leaves, with %i requests behind it',
    async (behind) => {
      const [came, left]: [Socket[], Socket[]] = [[], []]
      answer = ({ socket }) => {
        came.push(socket)
        socket.once('close', () => left.push(socket))
      }
      const { socket } = await dial()
      socket.write(get('a'))
      await expect.poll(() => came).toHaveLength(1)
      socket.end(get('b').repeat(behind))
      await expect.poll(() => left).toHaveLength(1)
      expect(nodes).toEqual([])
    },
  )

  /** One answer: its first line, its headers in any order, and its body; without what differs from one request to the next. */
  async function whole(bytes: string): Promise<unknown> {
    const { socket, text } = await dial()
    socket.write(bytes)
    await expect.poll(() => isWhole(text())).toBe(true)
    const [head = '', ...body] = text().split('\r\n\r\n')
    const [line, ...fields] = head.split('\r\n')
    const steady = (said: string): string =>
      said.replace(/req_\w+/g, 'req').replace(/^(Date: ).*(?<!Dec 2026 00:00:00 GMT)$/, '$1now')
    return { line, fields: fields.map(steady).sort(), body: steady(body.join('\r\n\r\n')) }
  }

  function isWhole(text: string): boolean {
    try {
      return text !== '' && afterStrictAnswer(text) === ''
    } catch {
      // Too strict for trailers.
      return /\r\n0\r\nX-T: v\r\n\r\n$/.test(text)
    }
  }
})

it('hides no second request, whatever stands in it', async () => {
  const seenBefore = upstream.received.map(({ length }) => length)
  const hidden = 'DELETE /v2/meetings/666 HTTP/1.1\r\nHost: x\r\n\r\n'
  for (const more of ['', 'X: a\nb', 'Content-Length: 0', 'Content-Length : 5', ' X: folded', 'X'])
    await sendRaw(gateway.url, get('a', `${more}\r\n`) + hidden, (text) =>
      text.includes('\r\n\r\n'),
    )
  const seen = upstream.received.flatMap((text, i) =>
    strictRequests(text.slice(seenBefore[i] ?? 0)),
  )
  expect(seen.map(({ line }) => line).filter((line) => line.includes('666'))).toEqual([])
})

it('holds up a caller that sends without end behind a request that is under way', async () => {
  const held: RawRequest[] = []
  answer = (one) => held.push(one)
  const { socket } = await dial()
  socket.write(get('a'))
  await expect.poll(() => held).toHaveLength(1)
  const more = Buffer.from(get('b').repeat(2_000))
  let written = 0
  while (socket.write(more) || (await Promise.race([once(socket, 'drain'), sleep(300)]))) {
    written += more.length
    if (written > 64 * 1024 * 1024) break
  }
  expect(written).toBeLessThan(32 * 1024 * 1024)
  socket.destroy()
  // Only now is it seen that the caller has left.
  answer = ({ socket: its }) => {
    respond(its)
  }
  for (const one of held) answer(one)
})
