import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readAnswer, type Message } from './read-answer.ts'

const message = (body: AsyncIterable<Uint8Array>, headers: Message['headers'] = {}): Message =>
  Object.assign(body, { statusCode: 200, headers })

async function* inPieces(pieces: readonly (string | Uint8Array)[], end: 'closes' | 'breaks') {
  for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece
  await Promise.resolve()
  if (end === 'breaks') throw new Error('reset')
}

const read = (
  pieces: readonly (string | Uint8Array)[],
  {
    end = 'closes',
    headers = {},
  }: { end?: 'closes' | 'breaks'; headers?: Message['headers'] } = {},
) => readAnswer(message(inPieces(pieces, end), headers))

describe('the body of an answer', () => {
  it('is read to its end, and loses a byte order mark', async () => {
    const answer = await read(['\ufeff{"a":', '1}'])
    expect(answer).toEqual({ status: 200, body: '{"a":1}', whole: true, retryAfterMs: null })
  })

  it('is kept as far as it came when the connection breaks', async () => {
    expect(await read(['{"a":1}'], { end: 'breaks' })).toMatchObject({
      body: '{"a":1}',
      whole: false,
    })
  })

  it('is not held in memory when it goes on for ever', async () => {
    let sent = 0
    async function* endless() {
      for (;;) {
        await Promise.resolve()
        sent += 65_536
        yield new Uint8Array(65_536)
      }
    }
    expect((await readAnswer(message(endless()))).whole).toBe(false)
    expect(sent).toBeLessThan(4_000_000)
  })

  it('may be none at all', async () => {
    expect(await read([])).toMatchObject({ body: '' })
  })

  const plain = Buffer.from('{"a":"\u00e9"}')
  it.each([
    ['gzip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['raw deflate', deflateRawSync(plain)],
    ['brotli', brotliCompressSync(plain)],
    ['nothing', plain],
  ])('is read from %s, whatever its head says', async (_, bytes) => {
    const headers = { 'content-encoding': 'br, gzip' }
    expect(await read([bytes], { headers })).toMatchObject({ body: '{"a":"\u00e9"}', whole: true })
  })

  it('is decoded as far as it came', async () => {
    const cut = gzipSync(plain).subarray(0, -8)
    expect(await read([cut], { end: 'breaks' })).toMatchObject({ body: '{"a":"\u00e9"}' })
  })

  it('is not unpacked without end', async () => {
    const bomb = gzipSync(`{"a":"${'x'.repeat(5_000_000)}"}`)
    expect((await read([bomb])).body.length).toBeLessThan(100_000)
  })
})

describe('the time that a server wants to be left alone', () => {
  const date = 'Tue, 24 Nov 2026 18:00:00 GMT'
  it.each([
    ['120', 120_000],
    ['99999999999999', 99_999_999_999_999_000],
    ['Tue, 24 Nov 2026 18:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 17:00:00 GMT', null],
    ['soon', null],
    ['-1', null],
  ])('%s is %s ms', async (retryAfter, retryAfterMs) => {
    const headers = { 'retry-after': retryAfter, date }
    expect(await read([], { headers })).toMatchObject({ retryAfterMs })
  })

  it('is not known as a moment without a clock of the server', async () => {
    const headers = { 'retry-after': date }
    expect((await read([], { headers })).retryAfterMs).toBeNull()
  })
})
