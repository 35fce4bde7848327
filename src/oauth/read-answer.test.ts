import { describe, expect, it } from 'vitest'
import { readAnswer } from './read-answer.ts'

const inPieces = (pieces: readonly string[], end: 'closes' | 'breaks'): Response => {
  const waiting = [...pieces]
  return new Response(
    new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = waiting.shift()
        if (piece !== undefined) controller.enqueue(new TextEncoder().encode(piece))
        else if (end === 'closes') controller.close()
        else controller.error(new Error('reset'))
      },
    }),
  )
}

describe('the body of an answer', () => {
  it('is read to its end, and loses a byte order mark', async () => {
    const answer = await readAnswer(inPieces(['\ufeff{"a":', '1}'], 'closes'))
    expect(answer).toEqual({ status: 200, body: '{"a":1}', whole: true, retryAfterMs: null })
  })

  it('is kept as far as it came when the connection breaks', async () => {
    expect(await readAnswer(inPieces(['{"a":1}'], 'breaks'))).toMatchObject({
      body: '{"a":1}',
      whole: false,
    })
  })

  it('is not held in memory when it goes on for ever', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536
        controller.enqueue(new Uint8Array(65_536))
      },
    })
    expect((await readAnswer(new Response(endless))).whole).toBe(false)
    expect(sent).toBeLessThan(1_000_000)
  })

  it('may be none at all', async () => {
    expect(await readAnswer(new Response(null, { status: 204 }))).toMatchObject({ body: '' })
  })
})

describe('the time that a server wants to be left alone', () => {
  const date = 'Tue, 24 Nov 2026 18:00:00 GMT'
  it.each([
    ['120', 120_000],
    ['Tue, 24 Nov 2026 18:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 17:00:00 GMT', null],
    ['soon', null],
    ['-1', null],
  ])('%s is %s ms', async (retryAfter, retryAfterMs) => {
    const headers = { 'retry-after': retryAfter, date }
    expect(await readAnswer(new Response('', { status: 429, headers }))).toMatchObject({
      retryAfterMs,
    })
  })

  it('is not known as a moment without a clock of the server', async () => {
    const headers = { 'retry-after': date }
    expect((await readAnswer(new Response('', { headers }))).retryAfterMs).toBeNull()
  })
})
