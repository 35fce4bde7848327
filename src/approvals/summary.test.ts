import { describe, expect, it } from 'vitest'
import { plainLine, readableBody } from './plain-text.ts'
import { factsIn, summaryOf } from './summary.ts'

describe('the summary of a request', () => {
  const about = {
    summary: 'Delete a thing',
    account: 'a@b.example',
    method: 'DELETE',
    target: '/1',
  }
  const named = (topic: string): string =>
    summaryOf({ ...about, facts: factsIn({ topic, start_time: '2026' }, ['topic', 'start_time']) })

  it.each(['"', '\u201d', '\uff02', '\u00bb'])('is not ended early by a name with %s', (mark) => {
    expect(named(`Old${mark}, start time ${mark}1999`)).toBe(
      `Delete a thing for a@b.example: topic "Old', start time '1999", start time "2026"`,
    )
  })

  it('shows no name that nobody sees as a name', () => {
    expect(named('\u3164\u2800\u115f\u200b')).toBe(
      'Delete a thing for a@b.example: start time "2026"',
    )
  })
})

describe('marks that would cover other lines', () => {
  const pile = `a${'\u0338'.repeat(200)}b`

  it('are few in a name, and marked as missing in a body', () => {
    expect(plainLine(pile, 100)).toBe('a\u0338\u0338\u0338\u0338b')
    expect(readableBody(Buffer.from(pile))).toBe('a\u0338\u0338\u0338\u0338\ufffdb')
  })

  it('stay where writing needs them', () => {
    const words = 'हिन्दी ไทยนี้ Tiê\u0301ng שָׁלוֹם'
    expect(plainLine(words, 100)).toBe(words)
    expect(readableBody(Buffer.from(words))).toBe(words)
  })
})
