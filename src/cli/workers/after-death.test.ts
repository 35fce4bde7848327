import { describe, expect, it } from 'vitest'
import { afterDeath } from './after-death.ts'

describe('a worker that ended unasked', () => {
  it('is replaced at once when it had served for a while, whatever was before', () => {
    expect(afterDeath(10_000, 4)).toEqual({ shortLives: 0, replaceInMs: 0 })
  })

  it('is replaced more and more slowly when none lasts, and in the end not at all', () => {
    const pauses: (number | null)[] = []
    for (let shortLives = 0; pauses.at(-1) !== null;) {
      const next = afterDeath(9_999, shortLives)
      shortLives = next.shortLives
      pauses.push(next.replaceInMs)
    }
    expect(pauses).toEqual([0, 250, 500, 1_000, 2_000, null])
  })
})
