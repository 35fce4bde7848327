import { describe, expect, it } from 'vitest'
import { createRefreshPauses } from './refresh-pauses.ts'
import type { Refreshed } from './refreshed.ts'

const failure: Refreshed = { kind: 'failed', fault: 'upstream', reason: 'it is away' }

describe('pauses between refreshes', () => {
  it('begin short and grow, and let no hour see more than six calls', () => {
    let at = 0
    const pauses = createRefreshPauses({ now: () => at })
    const calls: number[] = []
    const lengths = Array.from({ length: 12 }, () => {
      calls.push(at)
      pauses.after('c 1', failure)
      const left = pauses.leftMs('c 1')
      at += left
      return left / 1_000
    })
    expect(lengths.slice(0, 7)).toEqual([1, 15, 120, 480, 1_200, 1_800, 1_800])
    const inTheHourFrom = (from: number) =>
      calls.filter((call) => call >= from && call < from + 3_600_000).length
    expect(Math.max(...calls.map(inTheHourFrom))).toBe(6)
  })

  it('give the failure that began them, and only while they last', () => {
    let at = 0
    const pauses = createRefreshPauses({ now: () => at })
    expect(pauses.current('c 1')).toBeNull()
    pauses.after('c 1', failure)
    expect(pauses.current('c 1')).toBe(failure)
    expect(pauses.current('c 2')).toBeNull()
    at = 1_000
    expect(pauses.current('c 1')).toBeNull()
  })

  it('are as long as a failure says that brings its own', () => {
    const pauses = createRefreshPauses({ now: () => 0 })
    pauses.after('c 1', { ...failure, retryAfterMs: 77_000 })
    expect(pauses.leftMs('c 1')).toBe(77_000)
  })

  it('begin anew after a success', () => {
    const pauses = createRefreshPauses({ now: () => 0 })
    pauses.after('c 1', failure)
    pauses.after('c 1', failure)
    pauses.after('c 1', { kind: 'gone' })
    expect(pauses.current('c 1')).toBeNull()
    pauses.after('c 1', failure)
    expect(pauses.leftMs('c 1')).toBe(1_000)
  })

  it('do not grow because the clock was set back', () => {
    let at = 1_000_000
    const pauses = createRefreshPauses({ now: () => at })
    pauses.after('c 1', failure)
    at = 0
    expect(pauses.leftMs('c 1')).toBe(1_000)
  })

  it('are forgotten, oldest first, when there are too many', () => {
    const pauses = createRefreshPauses({ now: () => 0 })
    for (let i = 0; i <= 10_000; i++) pauses.after(`c${i} 1`, failure)
    expect(pauses.current('c0 1')).toBeNull()
    expect(pauses.current('c255 1')).toBeNull()
    expect(pauses.current('c256 1')).toBe(failure)
    expect(pauses.current('c10000 1')).toBe(failure)
  })
})
