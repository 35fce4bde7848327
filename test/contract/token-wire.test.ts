import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { zoom } from '../../src/apps/zoom/app.ts'
import { createTokenEndpoint } from '../../src/oauth/token-endpoint.ts'
import { Secret } from '../../src/secret.ts'

/* The token endpoint at its worst: what comes over the wire is written byte by byte here, and not by an HTTP server. */

type Misbehave = (socket: Socket, question: string, nth: number) => unknown

let server: Server | null = null
afterEach(() => server?.close())

async function endpoint(misbehave: Misbehave) {
  let questions = 0
  server = createServer((socket) => {
    let heard = ''
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      heard += chunk.toString()
      if (!heard.includes('refresh_token=')) return
      void misbehave(socket, heard, ++questions)
      heard = ''
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const appClient = { app: zoom, apiUrl: url, apiUrlIsVendors: false, oauthUrl: url, issuer: url }
  const tokens = createTokenEndpoint({ ...appClient, client: null })
  const client = { id: 'client', secret: new Secret('secret') }
  return {
    refresh: () => tokens.refresh({ refreshToken: new Secret('old one'), client }),
    questions: () => questions,
  }
}

const pair = '{"access_token":"access","refresh_token":"refresh","expires_in":3600}'
const head = (...lines: string[]): string => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n')
const length = `content-length: ${pair.length}`
const answering =
  (answer: string | Buffer): Misbehave =>
  (socket) =>
    socket.end(answer)
const packed = gzipSync(pair)

const rotated = { kind: 'granted' }

describe('a rotated pair arrives', () => {
  it.each<[string, string | Buffer]>([
    ['behind 100 Continue', `HTTP/1.1 100 Continue\r\n\r\n${head(length)}${pair}`],
    [
      'behind 103 Early Hints',
      `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${head(length)}${pair}`,
    ],
    ['in HTTP/1.0, up to the end of the connection', `HTTP/1.0 200 OK\r\n\r\n${pair}`],
    [
      'in chunks with trailers',
      `${head('transfer-encoding: chunked')}${pair.length.toString(16)};x=1\r\n${pair}\r\n0\r\nx-sum: 1\r\n\r\n`,
    ],
    [
      'with a length and in chunks',
      `${head(length, 'transfer-encoding: chunked')}${pair.length.toString(16)}\r\n${pair}\r\n0\r\n\r\n`,
    ],
    ['with a length that is too short', `${head(`content-length: ${pair.length - 3}`)}${pair}`],
    ['with a head of 100 KB', `${head(`x-big: ${'x'.repeat(100_000)}`, length)}${pair}`],
    ['with a head that no HTTP knows', `${head('x-odd: \u0001', length)}${pair}`],
    ['called packed, and is not', `${head('content-encoding: gzip', length)}${pair}`],
    [
      'packed, and is not called so',
      Buffer.concat([Buffer.from(head(`content-length: ${packed.length}`)), packed]),
    ],
    [
      'beside a megabyte of something else',
      `${head()}{"x":"${'x'.repeat(1_000_000)}",${pair.slice(1)}`,
    ],
    ['before the connection breaks in its last member', `${head(length)}${pair.slice(0, -3)}`],
  ])('%s', async (_, answer) => {
    const { refresh, questions } = await endpoint(answering(answer))
    const outcome = await refresh()
    expect(outcome).toMatchObject(rotated)
    expect(outcome.kind === 'granted' && outcome.tokens.refreshToken?.reveal()).toBe('refresh')
    expect(questions()).toBe(1)
  })

  it('byte by byte', async () => {
    const { refresh } = await endpoint(async (socket) => {
      for (const byte of Buffer.from(`${head(length)}${pair}`)) {
        socket.write(Buffer.of(byte))
        await sleep(1)
      }
    })
    expect(await refresh()).toMatchObject(rotated)
  })
})

describe('a question to the token endpoint', () => {
  it('has a connection of its own, for a kept one may be closed under it', async () => {
    const sockets = new Set<Socket>()
    const { refresh } = await endpoint((socket) => {
      // As a server does that has just given up an idle connection.
      if (sockets.has(socket)) socket.resetAndDestroy()
      else socket.write(`${head(length)}${pair}`)
      sockets.add(socket)
    })
    for (let n = 0; n < 3; n++) expect(await refresh()).toMatchObject(rotated)
    expect(sockets.size).toBe(3)
  })

  it('goes to no other address, whoever sends it there', async () => {
    const { refresh, questions } = await endpoint((socket) =>
      socket.end('HTTP/1.1 307 Elsewhere\r\nlocation: /oauth/token\r\ncontent-length: 0\r\n\r\n'),
    )
    expect((await refresh()).kind).toBe('unreachable')
    expect(questions()).toBe(1)
  })

  it('did nothing when no connection stood, and may have done something when one did', async () => {
    const { refresh } = await endpoint((socket) => socket.destroy())
    expect((await refresh()).kind).toBe('answer_lost')
    server?.close()
    expect(await refresh()).toMatchObject({
      kind: 'unreachable',
      reason: 'the token endpoint could not be reached (ECONNREFUSED)',
    })
  })

  it('is given up when its answer has no end', async () => {
    const { refresh } = await endpoint(async (socket) => {
      socket.write(head())
      while (!socket.destroyed) {
        socket.write(Buffer.alloc(65_536, 32))
        await sleep(0)
      }
    })
    expect((await refresh()).kind).toBe('answer_lost')
  })
})
