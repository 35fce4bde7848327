import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SlidingWindow } from './sliding-window.ts'

const quota = { limit: 3, windowMs: 1_000 }

describe('a sliding window', () => {
  it('lets a burst of the limit go at once, and the next when the first is out of the window', () => {
    const window = new SlidingWindow()
    for (let i = 0; i < 3; i++) {
      expect(window.waitMs(quota, 100)).toBe(0)
      window.depart(100)
    }
    expect(window.left(quota, 100)).toBe(0)
    expect(window.waitMs(quota, 100)).toBe(1_000)
    expect(window.waitMs(quota, 600)).toBe(500)
    expect(window.waitMs(quota, 1_100)).toBe(0)
  })

  it('obeys a limit that has become smaller', () => {
    const window = new SlidingWindow()
    for (const at of [0, 100, 200]) window.depart(at)
    expect(window.waitMs({ limit: 1, windowMs: 1_000 }, 300)).toBe(900)
  })

  it('never holds more than the limit in any stretch of its length, whenever callers come', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 })
    fc.assert(
      fc.property(pauses, fc.integer({ min: 1, max: 9 }), (steps, limit) => {
        const window = new SlidingWindow()
        const asked = { limit, windowMs: 1_000 }
        const went: number[] = []
        let now = 0
        for (const step of steps) {
          now += step
          now += window.waitMs(asked, now)
          expect(window.waitMs(asked, now)).toBe(0)
          window.depart(now)
          went.push(now)
        }
        return went.every(
          (at) => went.filter((other) => other >= at && other < at + 1_000).length <= limit,
        )
      }),
    )
  })
})
