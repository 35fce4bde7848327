import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { selfMadeCertificate } from '../setup/certificate.ts'
import { sendRaw, testGateway, type TestGateway } from '../setup/gateway.ts'
import { rawUpstream, respond, type RawRequest, type RawUpstream } from '../setup/raw-upstream.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function world(
  answer: (request: RawRequest, index: number) => void,
  environment: Record<string, string> = {},
): Promise<{ upstream: RawUpstream; gateway: TestGateway; get: () => Promise<string> }> {
  const upstream = await rawUpstream(answer)
  closing.push(() => upstream.close())
  const gateway = await testGateway({ ZOOM_API_URL: upstream.url, ...environment })
  closing.push(() => gateway.close())
  return { upstream, gateway, get: () => get(gateway) }
}

const auth = ({ apiKey }: TestGateway): string => `Host: x\r\nAuthorization: Bearer ${apiKey}\r\n`
const get = (gateway: TestGateway): Promise<string> =>
  sendRaw(
    gateway.url,
    `GET /zoom/v2/users/me HTTP/1.1\r\n${auth(gateway)}Connection: close\r\n\r\n`,
  )

describe('connections to upstream', () => {
  it('are kept and used again: as many as there were requests at once', async () => {
    const held: (() => void)[] = []
    const { upstream, get } = await world(({ socket }, index) => {
      if (index > 1) respond(socket)
      else
        held.push(() => {
          respond(socket)
        })
      if (held.length === 2) for (const release of held.splice(0)) release()
    })
    await Promise.all([get(), get()])
    for (let i = 0; i < 4; i++) expect(await get()).toMatch(/^HTTP\/1\.1 200 /)
    expect(upstream.received).toHaveLength(2)
  })

  it('make one request wait for another when all are busy', async () => {
    const { upstream, get } = await world(
      ({ socket }) =>
        setTimeout(() => {
          respond(socket)
        }, 50),
      {
        VALETKEY_UPSTREAM_CONNECTIONS: '1',
      },
    )
    const answers = await Promise.all([get(), get(), get()])
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(upstream.received).toHaveLength(1)
  })

  it('that stay busy end the wait with an answer that says nothing was sent', async () => {
    const held: (() => void)[] = []
    const { get } = await world(
      ({ socket }) =>
        held.push(() => {
          respond(socket)
        }),
      {
        VALETKEY_UPSTREAM_CONNECTIONS: '1',
        VALETKEY_CONNECT_TIMEOUT_MS: '300',
      },
    )
    const first = get()
    while (held.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const second = await get()
    expect(second).toMatch(/^HTTP\/1\.1 502 /)
    expect(second).toContain('valetkey-error: upstream_unreachable')
    expect(second).toContain('retry-after: 1')
    expect(second).toContain('was not sent')
    held[0]?.()
    expect(await first).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('to a dead origin are not tried by everybody, and are made as soon as it lives again', async () => {
    const first = await rawUpstream(({ socket }) => {
      respond(socket)
    })
    const { gateway, get } = await world(
      ({ socket }) => {
        respond(socket)
      },
      {
        ZOOM_API_URL: first.url,
      },
    )
    await first.close()
    for (let i = 0; i < 5; i++) expect(await get()).toContain('could not be made')
    const spared = await get()
    expect(spared).toMatch(/^HTTP\/1\.1 502 /)
    expect(spared).toContain('several times in a row')
    expect(spared).toContain('retry-after: 1')

    const port = Number(new URL(first.url).port)
    const again = await rawUpstream(({ socket }) => {
      respond(socket)
    }, port)
    closing.push(() => again.close())
    await expect.poll(() => get(), { interval: 200, timeout: 5_000 }).toMatch(/^HTTP\/1\.1 200 /)
    expect(gateway.logged()).not.toContain('"level":"error"')
  })
})

describe('a connection to upstream is not used again', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n'
  it.each([
    ['when upstream says that it closes', `${head}Connection: close\r\n\r\n{}`],
    [
      'when more came than the answer',
      `${head}\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`,
    ],
    ['when upstream speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}'],
    ['when upstream keeps it for no time', `${head}Keep-Alive: timeout=1\r\n\r\n{}`],
  ])('%s', async (_, answer) => {
    const { upstream, get } = await world(({ socket }) => void socket.write(answer))
    expect(await get()).toMatch(/^HTTP\/1\.1 200 [^]*\{\}$/)
    expect(await get()).toMatch(/^HTTP\/1\.1 200 [^]*\{\}$/)
    expect(upstream.received).toHaveLength(2)
  })

  it('when upstream sends something that was not asked for', async () => {
    const closed: Promise<unknown>[] = []
    const { upstream, get } = await world(({ socket }) => {
      respond(socket)
      closed.push(once(socket, 'close'))
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'), 20)
    })
    expect(await get()).toMatch(/\{\}$/)
    await closed[0]
    expect(await get()).toMatch(/\{\}$/)
    expect(upstream.received).toHaveLength(2)
  })
})

describe('an answer', () => {
  it('that nobody can read for certain is a 502 that says why, and the next request gets its own answer', async () => {
    const { get } = await world(({ socket }, index) => {
      if (index > 0) respond(socket)
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 4\r\n\r\nevil')
    })
    const answer = await get()
    expect(answer).toMatch(/^HTTP\/1\.1 502 /)
    expect(answer).toContain('its Content-Length is not one number')
    expect(answer).toContain('Whether it acted on the request is unknown')
    expect(await get()).toMatch(/\{\}$/)
  })

  it('is passed on without the interim ones that came before it', async () => {
    const { get } = await world(({ socket }) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')
      setTimeout(() => {
        respond(socket)
      }, 20)
    })
    expect(await get()).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  })
})

describe('a connection that cannot be made', () => {
  /** Accepts connections and does not say a word. */
  async function silentHost(): Promise<string> {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  const gatewayTo = async (url: string): Promise<TestGateway> => {
    const environment = { ZOOM_API_URL: url, VALETKEY_CONNECT_TIMEOUT_MS: '300' }
    const gateway = await testGateway(environment)
    closing.push(() => gateway.close())
    return gateway
  }

  it('in time ends the wait with a 502 that says nothing was sent, and five of them spare the next caller the wait', async () => {
    const gateway = await gatewayTo(await silentHost())
    const late = await Promise.all(Array.from({ length: 5 }, () => get(gateway)))
    for (const answer of late) {
      expect(answer).toMatch(/^HTTP\/1\.1 502 /)
      expect(answer).toContain('valetkey-error: upstream_unreachable')
      expect(answer).toContain('could not be made (ETIMEDOUT)')
      expect(answer).toContain('was not sent')
    }
    const spared = await get(gateway)
    expect(spared).toMatch(/^HTTP\/1\.1 502 /)
    expect(spared).toContain('several times in a row')
  })

  it('because nobody vouches for the certificate is a 502 that says so', async () => {
    const server = createTlsServer(selfMadeCertificate('localhost'))
    server.on('tlsClientError', () => undefined)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(async () => {
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const answer = await get(await gatewayTo(`https://localhost:${port}`))
    expect(answer).toMatch(/^HTTP\/1\.1 502 /)
    expect(answer).toContain('could not be made (DEPTH_ZERO_SELF_SIGNED_CERT)')
    expect(answer).toContain('was not sent')
  })
})

describe('an upload that upstream answers before it has read it', () => {
  const size = 4 * 1024 * 1024

  /** Sends the head, waits for the answer, sends the whole body after it, and then a second request on the same connection. */
  async function upload(gateway: TestGateway): Promise<string> {
    const { hostname, port } = new URL(gateway.url)
    const socket = connect(Number(port), hostname)
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    const seen = async (pattern: RegExp) => {
      while (!pattern.test(text)) await once(socket, 'data')
    }
    socket.write(
      `POST /zoom/v2/users/me/meetings HTTP/1.1\r\n${auth(gateway)}Content-Length: ${size}\r\n\r\n{`,
    )
    await seen(/413 [^]*\r\n\r\n/)
    for (let sent = 1; sent < size;) {
      const chunk = Buffer.alloc(Math.min(65_536, size - sent), 'x')
      sent += chunk.length
      if (!socket.write(chunk)) await once(socket, 'drain')
    }
    socket.write(`GET /zoom/v2/users/me HTTP/1.1\r\n${auth(gateway)}\r\n`)
    await seen(/HTTP\/1\.1 200 /)
    socket.destroy()
    return text
  }

  it('ends with that answer while it is still sent, and the caller’s connection goes on', async () => {
    const { gateway } = await world(({ socket, text }) => {
      if (text().startsWith('POST')) respond(socket, '{}', 'HTTP/1.1 413 Too Large')
      else respond(socket)
    })
    expect(await upload(gateway)).toMatch(/^HTTP\/1\.1 413 Too Large\r\n/)
  })

  it('ends the same way when upstream closes after its answer', async () => {
    const { gateway } = await world(({ socket, text }) => {
      if (!text().startsWith('POST')) respond(socket)
      else socket.end('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}')
    })
    expect(await upload(gateway)).toMatch(/^HTTP\/1\.1 413 Too Large\r\n/)
  })
})
