import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sendRaw, testGateway, type TestGateway } from '../setup/gateway.ts'
import { rawUpstream, respond, type RawRequest, type RawUpstream } from '../setup/raw-upstream.ts'
import { afterStrictAnswer, strictRequests, type StrictRequest } from '../setup/strict-messages.ts'

let upstream: RawUpstream
let gateway: TestGateway
let answer: (request: RawRequest) => void
let seenBefore: number[]

beforeAll(async () => {
  upstream = await rawUpstream((request) => {
    answer(request)
  })
  gateway = await testGateway({
    ZOOM_API_URL: upstream.url,
    VALETKEY_HEADERS_TIMEOUT_MS: '700',
    VALETKEY_IDLE_TIMEOUT_MS: '700',
  })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  answer = ({ socket }) => {
    respond(socket, '{"fine":true}')
  }
  seenBefore = upstream.received.map((text) => text.length)
})

/** What reached upstream since the test began, read without any leniency. */
function seen(): StrictRequest[] {
  return upstream.received.flatMap((text, index) =>
    strictRequests(text.slice(seenBefore[index] ?? 0)),
  )
}

const auth = (): string => `Authorization: Bearer ${gateway.apiKey}\r\n`
const head = (fields: string, line = 'POST /zoom/v2/users/me/meetings HTTP/1.1'): string =>
  `${line}\r\nHost: x\r\n${auth()}${fields}\r\n`
/** Without a key, so that it can only get to upstream inside of somebody else's request. */
const hidden = 'DELETE /v2/meetings/666 HTTP/1.1\r\nHost: x\r\n\r\n'
const hiddenLength = hidden.length
const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`

async function play(bytes: string): Promise<string> {
  // What stands behind a HEAD may be answered in the same read, and that answer has a body.
  const whole = bytes.startsWith('HEAD') ? /(\r\n\r\n|\})$/ : /\r\n\r\n[^]*(\}|0\r\n\r\n)$/
  return sendRaw(gateway.url, bytes, (text) => whole.test(text))
}

/** Whatever was sent: upstream saw no request but whole ones, each with our token, and never the hidden one. */
function expectNothingHidden(): void {
  for (const { line, headers } of seen()) {
    expect(line).not.toContain('666')
    const tokens = headers.filter(([name]) => name === 'authorization')
    expect(tokens).toEqual([['authorization', 'Bearer token-1']])
  }
}

async function expectStillFine(): Promise<void> {
  const text = await sendRaw(
    gateway.url,
    head('Connection: close\r\n', 'GET /zoom/v2/users/me HTTP/1.1'),
  )
  expect(text).toMatch(/^HTTP\/1\.1 200 /)
  expect(text).toContain('{"fine":true}')
}

/** Header fields that two parsers may read in two ways; the body holds a request for the one that reads it wrong. */
const framings: string[] = [
  `Content-Length: ${hiddenLength}\r\nTransfer-Encoding: chunked\r\n`,
  `Transfer-Encoding: chunked\r\nContent-Length: ${hiddenLength}\r\n`,
  `Content-Length: 0\r\nContent-Length: ${hiddenLength}\r\n`,
  `Content-Length: ${hiddenLength}\r\nContent-Length: ${hiddenLength}\r\n`,
  `Content-Length: 0, ${hiddenLength}\r\n`,
  `Content-Length: +${hiddenLength}\r\n`,
  `Content-Length: -1\r\n`,
  `Content-Length: 0x${hiddenLength.toString(16)}\r\n`,
  `Content-Length: ${hiddenLength} 0\r\n`,
  `Content-Length: ${hiddenLength};0\r\n`,
  'Content-Length: \r\n',
  'Content-Length: 99999999999999999999999\r\n',
  `Content-Length:\x0b${hiddenLength}\r\n`,
  `Content-Length : ${hiddenLength}\r\n`,
  `Content-Length\t: ${hiddenLength}\r\n`,
  `Content_Length: ${hiddenLength}\r\n`,
  `X: y\nContent-Length: ${hiddenLength}\r\n`,
  `X: y\rContent-Length: ${hiddenLength}\r\n`,
  `X: y\0\r\nContent-Length: ${hiddenLength}\r\n`,
  `X: y\r\n Content-Length: ${hiddenLength}\r\n`,
  'Transfer-Encoding: xchunked\r\n',
  'Transfer-Encoding: identity\r\n',
  'Transfer-Encoding: chunked, identity\r\n',
  'Transfer-Encoding: identity, chunked\r\n',
  'Transfer-Encoding: chunked, chunked\r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Transfer-Encoding: "chunked"\r\n',
  'Transfer-Encoding: chunked;q=1\r\n',
  'Transfer-Encoding: \x0bchunked\r\n',
  'Transfer-Encoding: chunked\x0c\r\n',
  'Transfer-Encoding : chunked\r\n',
  'Transfer-Encoding\r\n: chunked\r\n',
  'Transfer-Encoding:\r\n chunked\r\n',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
  'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n',
  'transfer-encoding\0: chunked\r\n',
  'Transfer_Encoding: chunked\r\n',
  '\r\nTransfer-Encoding: chunked\r\n',
  ' Transfer-Encoding: chunked\r\n',
  'Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n',
  `Connection: Content-Length\r\nContent-Length: ${hiddenLength}\r\n`,
  'Expect: 100-continue\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n',
  'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQ\r\n',
  'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n',
]

describe('a request whose end can be read in two ways', () => {
  it.each(framings.map((fields) => [fields]))('hides no second one: %j', async (fields) => {
    for (const body of [hidden, chunked(hidden), `0\r\n\r\n${hidden}`])
      await play(head(fields) + body)
    expectNothingHidden()
    await expectStillFine()
  })

  it.each([
    `ffffffffffffffffff\r\n${hidden}`,
    `0x5\r\nabcde\r\n0\r\n\r\n${hidden}`,
    `-5\r\nabcde\r\n0\r\n\r\n${hidden}`,
    `5\nabcde\n0\n\n${hidden}`,
    `5 \r\nabcde\r\n0\r\n\r\n${hidden}`,
    `5;a=\n5\r\nabcde\r\n0\r\n\r\n${hidden}`,
    `5\r\nabcdeXX0\r\n\r\n${hidden}`,
    `0\r\nContent-Length: ${hiddenLength}\r\n\r\n${hidden}`,
    `0\r\nAuthorization: Bearer forged\r\nValetkey-Connection: x\r\n\r\n${hidden}`,
    `0\r\nX: \n${hidden}\r\n\r\n`,
    `00000000\r\n\r\n${hidden}`,
    `;\r\n\r\n${hidden}`,
  ])('hides none behind a strange chunk: %j', async (body) => {
    await play(head('Transfer-Encoding: chunked\r\n') + body)
    expectNothingHidden()
    await expectStillFine()
  })

  it.each([
    'GET /zoom/v2/users/me HTTP/1.1',
    'HEAD /zoom/v2/users/me HTTP/1.1',
    'DELETE /zoom/v2/meetings/1 HTTP/1.1',
    'GET http://evil.example/zoom/v2/users/me HTTP/1.1',
    'GET /zoom/v2/users/me HTTP/1.0',
    'GET  /zoom/v2/users/me HTTP/1.1',
    'GET\t/zoom/v2/users/me\tHTTP/1.1',
    'GET /zoom/v2/users/me\0 HTTP/1.1',
    'GET /zoom/v2/users/me\x7f HTTP/1.1',
    'GET /zoom/v2/users/me HTTP/1.1\rX: y',
    'GET /zoom/v2/users/me HTTP/1.1\nX: y',
    'GET /zoom/v2/users/me',
    'CONNECT /zoom/v2/users/me HTTP/1.1',
    'CONNECT api.zoom.us:443 HTTP/1.1',
  ])('hides none as the body of %j', async (line) => {
    for (const fields of [
      '',
      `Content-Length: ${hiddenLength}\r\n`,
      'Transfer-Encoding: chunked\r\n',
    ]) {
      await play(head(fields, line) + (fields.startsWith('T') ? chunked(hidden) : hidden))
    }
    expectNothingHidden()
    await expectStillFine()
  })

  it('arrives once and whole when there is only one way to read it', async () => {
    await play(head(`Content-Length: ${hiddenLength}\r\n`) + hidden)
    await play(head('Transfer-Encoding: chunked\r\n') + chunked(hidden))
    expect(seen().map(({ line, body }) => [line, body])).toEqual([
      ['POST /v2/users/me/meetings HTTP/1.1', hidden],
      ['POST /v2/users/me/meetings HTTP/1.1', hidden],
    ])
  })
})

describe('a header', () => {
  it.each([
    'X: a\rInjected: 1',
    'X: a\nInjected: 1',
    'X: a\r\r\nInjected: 1',
    'X: a\0Injected: 1',
    'X: a\x0bInjected: 1\x0c',
    'X: a\r\n Injected: 1',
    'X: a\r\n\tInjected: 1',
    'X\r: a',
    'X\0Y: a',
    'X Y: a',
    ': a',
    'X',
    'X[]: a',
    'X: \xe5\x98\x8a\xe5\x98\x8dInjected: 1',
    'X: \xc4\x8d\xc4\x8aInjected: 1',
    'X: %0d%0aInjected: 1',
    'Valetkey-Connection: x\rInjected: 1',
    'Connection: close, authorization, host, content-length',
    'Connection: \rauthorization',
  ])('adds no line to the request: %j', async (field) => {
    await play(head(`${field}\r\n`, 'GET /zoom/v2/users/me HTTP/1.1'))
    for (const { headers } of seen())
      expect(headers.map(([name]) => name)).not.toContain('injected')
    expectNothingHidden()
    await expectStillFine()
  })

  it.each(['?x=%0d%0aInjected:%201', '?x=%E5%98%8A', '?x=\x85', '?x=a\u00a0b', '?%00'])(
    'cannot come out of a query: %j',
    async (query) => {
      await play(head('', `GET /zoom/v2/users/me${query} HTTP/1.1`))
      for (const { line, headers } of seen()) {
        expect(line).toBe(`GET /v2/users/me${query} HTTP/1.1`)
        expect(headers.map(([name]) => name)).not.toContain('injected')
      }
      await expectStillFine()
    },
  )
})

describe('an answer whose end can be read in two ways', () => {
  const poison = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON'
  it.each([
    `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}${poison}`,
    `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 60\r\n\r\n{}${poison}`,
    `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${poison}`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${poison}`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n${poison}`,
    `HTTP/1.1 204 No Content\r\nContent-Length: ${poison.length}\r\n\r\n${poison}`,
    `HTTP/1.1 204 No Content\r\n\r\n${poison}`,
    `HTTP/1.1 304 Not Modified\r\nContent-Length: ${poison.length}\r\n\r\n${poison}`,
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}${poison}`,
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n${poison}`,
    `HTTP/1.1 200 OK\rX: y\r\nContent-Length: 2\r\n\r\n{}${poison}`,
    `HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\n{}${poison}`,
    `HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\n{}${poison}`,
    `HTTP/1.1 999999 OK\r\n\r\n${poison}`,
    `HTTP/2.0 200 OK\r\n\r\n${poison}`,
    poison.repeat(3).replace('POISON', '{}{}{}'),
  ])('never becomes the answer to somebody else: %j', async (bytes) => {
    answer = ({ socket }) => {
      socket.write(bytes, 'latin1')
    }
    const line = 'GET /zoom/v2/users/me HTTP/1.1'
    const first = await sendRaw(gateway.url, head('Connection: close\r\n', line))
    expect(first === '' ? '' : afterStrictAnswer(first)).toBe('')
    answer = ({ socket }) => {
      respond(socket, '{"fine":true}')
    }
    for (let next = 0; next < 3; next++) await expectStillFine()
  })
})

describe('the reader that these facts rest on', () => {
  it('sees a request that hides behind another', () => {
    const lines = strictRequests(`POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n${hidden}`)
    expect(lines.map(({ line }) => line)).toEqual(['POST / HTTP/1.1', hidden.split('\r\n')[0]])
    expect(afterStrictAnswer(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}${hidden}`)).toBe(
      hidden,
    )
  })

  it.each([
    'Content-Length: 1\r\nTransfer-Encoding: chunked',
    'Content-Length: 1\r\nContent-Length: 1',
    'Content-Length: +1',
    'Transfer-Encoding: chunked, identity',
    'X: a\nContent-Length: 1',
    'X : a',
    ' folded: a',
  ])('refuses %j', (fields) => {
    expect(() => strictRequests(`POST / HTTP/1.1\r\n${fields}\r\n\r\n`)).toThrow(
      /strange|two ways|-/,
    )
  })
})
