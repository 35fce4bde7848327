import { describe, expect, it } from 'vitest'
import { retryAfterMs, untilMidnightUtc, utcDay } from './retry-after.ts'

const now = Date.parse('2026-11-24T23:59:30Z')

describe('Retry-After', () => {
  it.each([
    ['5', 5_000],
    ['2026-11-25T00:00:00Z', 30_000],
    ['Wed, 25 Nov 2026 00:00:00 GMT', 30_000],
    ['2020-05-31T00:00:00Z', 0],
    ['99999999', 86_400_000],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%j is read as %j ms', (value, expected) => {
    expect(retryAfterMs(value, now)).toBe(expected)
  })

  it('knows the day and when it ends', () => {
    expect([utcDay(now), untilMidnightUtc(now)]).toEqual(['2026-11-24', 30_000])
  })
})
