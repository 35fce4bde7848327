import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, LookupFunction } from 'node:net'
import { TLSSocket, type SecureVersion } from 'node:tls'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import type { Network } from '../../src/gateway/connector.ts'
import type { Lane, Receiver } from '../../src/gateway/lane.ts'
import { createUpstream, unansweredBy, type Upstream } from '../../src/gateway/upstream.ts'
import { selfMadeCertificate } from '../setup/certificate.ts'

const hostname = 'api.test'
const certificate = selfMadeCertificate(hostname)
const fiveMinutesMs = 5 * 60_000

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function listening(server: Server, address: string, port = 0): Promise<number> {
  server.listen(port, address)
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function wire(network: Network, now: () => number = () => 0): Upstream {
  const timeouts = { connectMs: 2_000, headersMs: 2_000, idleMs: 2_000 }
  const upstream = createUpstream({ timeouts, connectionsPerOrigin: 4, now, network })
  closing.push(() => {
    upstream.close()
  })
  return upstream
}

/** The name server of these tests: whatever the name, this address. */
const resolvesTo =
  (address: () => string): LookupFunction =>
  (_name, { all }, callback) => {
    if (all) callback(null, [{ address: address(), family: 4 }])
    else callback(null, address(), 4)
  }

/** The body of the answer to one request. Keeps every piece as it was given, and lets upstream wait after each of the longer ones. */
function bytesOf(upstream: Upstream, origin: string, path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let lane: Lane | null = null
    const receiver: Receiver = {
      isGone: () => false,
      onSending: (its) => (lane = its),
      onHead: () => undefined,
      onBody: (piece) => {
        pieces.push(piece)
        const goesOn = piece.length < 10_000
        if (!goesOn) setTimeout(() => lane?.resume(receiver), 1)
        return goesOn
      },
      onEnd: () => {
        resolve(Buffer.concat(pieces))
      },
      onError: reject,
    }
    upstream.send(origin, { path, method: 'GET', headers: [], body: null }, receiver)
  })
}

const ask = async (upstream: Upstream, origin: string): Promise<string> =>
  String(await bytesOf(upstream, origin, '/'))

describe('a new connection to upstream', () => {
  /** Says whether the session was resumed, and ends the connection. */
  const tellResumed: RequestListener = ({ socket }, response) => {
    response.setHeader('Connection', 'close')
    response.end(String(socket instanceof TLSSocket && socket.isSessionReused()))
  }

  async function resuming(maxVersion: SecureVersion) {
    const server = createHttpsServer({ ...certificate, maxVersion }, tellResumed)
    const origin = `https://${hostname}:${await listening(server, '127.0.0.1')}`
    const upstream = wire({ ca: certificate.cert, lookup: resolvesTo(() => '127.0.0.1') })
    return () => ask(upstream, origin)
  }

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'resumes the %s session of the one before, also after a full garbage collection',
    async (version) => {
      setFlagsFromString('--expose-gc')
      const collectGarbage = runInNewContext('gc') as () => void
      const isResumed = await resuming(version)
      expect(await isResumed()).toBe('false')
      expect(await isResumed()).toBe('true')
      // What weak references point to is kept until the end of the turn that looked at it.
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setImmediate(resolve))
        collectGarbage()
      }
      expect(await isResumed()).toBe('true')
    },
  )

  it('to a host with another name in its certificate is not made, and nothing is sent', async () => {
    let requests = 0
    const server = createHttpsServer(certificate, (_request, response) => {
      requests++
      response.end()
    })
    const port = await listening(server, '127.0.0.1')
    const upstream = wire({ ca: certificate.cert, lookup: resolvesTo(() => '127.0.0.1') })
    const error = await ask(upstream, `https://other.test:${port}`).catch((error: unknown) => error)
    expect(error).toHaveProperty(
      'message',
      'the connection could not be made (ERR_TLS_CERT_ALTNAME_INVALID)',
    )
    expect(unansweredBy(error as Error)).toMatchObject({
      code: 'upstream_unreachable',
      mayHaveArrived: false,
    })
    expect(requests).toBe(0)
  })
})

describe('answers that come in at once', () => {
  const size = 300_000
  const names = ['a', 'b', 'c', 'd']

  /** Sends what it was asked for, in pieces of all sizes, with other answers in between. */
  const inPieces: RequestListener = ({ url = '/' }, response) => {
    const body = Buffer.alloc(size, url.slice(1))
    response.setHeader('Content-Length', size)
    let [at, piece] = [0, 1]
    const more = () => {
      response.write(body.subarray(at, at + piece))
      at += piece
      piece = (piece * 7) % 90_001
      if (at < size) setImmediate(more)
      else response.end()
    }
    more()
  }

  it.each([
    ['http', () => createHttpServer(inPieces)],
    ['https', () => createHttpsServer(certificate, inPieces)],
  ])('over %s keep to their own bytes', async (scheme, create) => {
    const origin = `${scheme}://${hostname}:${await listening(create(), '127.0.0.1')}`
    const upstream = wire({ ca: certificate.cert, lookup: resolvesTo(() => '127.0.0.1') })
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(names.map((name) => bytesOf(upstream, origin, `/${name}`)))
      for (const [i, name] of names.entries())
        expect(answers[i]?.equals(Buffer.alloc(size, name)), name).toBe(true)
    }
  })
})

describe('when the address of upstream changes', () => {
  /** Two hosts with the same port, and a name that can be moved from one to the other. */
  async function moving() {
    const telling = (name: string) => createHttpServer((_request, response) => response.end(name))
    const port = await listening(telling('old'), '127.0.0.1')
    await listening(telling('new'), '127.0.0.2', port)
    const state = { address: '127.0.0.1', now: 1_000_000 }
    const lookup = resolvesTo(() => state.address)
    const upstream = wire({ lookup }, () => state.now)
    return { state, get: () => ask(upstream, `http://${hostname}:${port}`) }
  }

  it('connections that are made after that go there', async () => {
    const { state, get } = await moving()
    expect(await get()).toBe('old')
    state.address = '127.0.0.2'
    expect(await get()).toBe('old')
    state.now += fiveMinutesMs
    expect(await Promise.all([get(), get()])).toEqual(['old', 'new'])
  })

  it('no request is sent on a connection that is older than five minutes', async () => {
    const { state, get } = await moving()
    expect(await get()).toBe('old')
    state.address = '127.0.0.2'
    state.now += fiveMinutesMs + 1
    expect(await get()).toBe('new')
    expect(await get()).toBe('new')
  })
})

it('of those who wait for a connection, fifty thousand may leave at once', async () => {
  let isSent = false
  let release = (): void => undefined
  const server = createHttpServer((_request, response) => {
    isSent = true
    release = () => response.end('fine')
  })
  const origin = `http://127.0.0.1:${await listening(server, '127.0.0.1')}`
  const upstream = wire({}, () => 0)
  const first = Array.from({ length: 4 }, () => ask(upstream, origin))
  await expect.poll(() => isSent).toBe(true)
  const gone: Receiver = {
    isGone: () => true,
    onSending: () => undefined,
    onHead: () => undefined,
    onBody: () => true,
    onEnd: () => undefined,
    onError: () => undefined,
  }
  const request = { path: '/', method: 'GET', headers: [], body: null }
  for (let i = 0; i < 50_000; i++) upstream.send(origin, request, gone)
  const last = ask(upstream, origin)
  server.removeAllListeners('request')
  server.on('request', (_request, response) => response.end('fine'))
  release()
  expect(await last).toBe('fine')
  upstream.close()
  await Promise.allSettled(first)
})
