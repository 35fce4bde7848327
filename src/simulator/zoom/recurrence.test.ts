import { describe, expect, it } from 'vitest'
import { expand, type Recurrence } from './recurrence.ts'
import { epochOf, readTime } from './zoned-time.ts'

const NEW_YORK = 'America/New_York'

function starts(rule: Recurrence, start: string, timezone = NEW_YORK): string[] {
  const first = readTime(start, timezone) ?? 0
  return expand(rule, first, timezone).map((at) => new Date(at).toISOString().slice(0, 16))
}

describe('a series', () => {
  it('keeps the time on the wall when the clocks change', () => {
    // Clocks go forward in New York on 2027-03-14.
    const rule: Recurrence = { type: 1, end_times: 4 }
    expect(starts(rule, '2027-03-12T09:00:00')).toEqual([
      '2027-03-12T14:00',
      '2027-03-13T14:00',
      '2027-03-14T13:00',
      '2027-03-15T13:00',
    ])
  })

  it('meets on several days of a week, Sunday first', () => {
    // 2027-03-10 is a Wednesday; 2 is Monday, 4 is Wednesday.
    const rule: Recurrence = { type: 2, weekly_days: '4,2', end_times: 4 }
    expect(starts(rule, '2027-03-10T09:00:00', 'UTC')).toEqual([
      '2027-03-10T09:00',
      '2027-03-15T09:00',
      '2027-03-17T09:00',
      '2027-03-22T09:00',
    ])
  })

  it('skips weeks', () => {
    const rule: Recurrence = { type: 2, weekly_days: '4', repeat_interval: 2, end_times: 3 }
    expect(starts(rule, '2027-03-10T09:00:00', 'UTC')).toEqual([
      '2027-03-10T09:00',
      '2027-03-24T09:00',
      '2027-04-07T09:00',
    ])
  })

  it('takes the last day of a month that is too short', () => {
    const rule: Recurrence = { type: 3, monthly_day: 31, end_times: 3 }
    expect(starts(rule, '2027-01-31T09:00:00', 'UTC')).toEqual([
      '2027-01-31T09:00',
      '2027-02-28T09:00',
      '2027-03-31T09:00',
    ])
  })

  it('finds the second Tuesday and the last Friday', () => {
    const second: Recurrence = { type: 3, monthly_week: 2, monthly_week_day: 3, end_times: 2 }
    expect(starts(second, '2027-03-01T09:00:00', 'UTC')).toEqual([
      '2027-03-09T09:00',
      '2027-04-13T09:00',
    ])
    const last: Recurrence = { type: 3, monthly_week: -1, monthly_week_day: 6, end_times: 2 }
    expect(starts(last, '2027-03-01T09:00:00', 'UTC')).toEqual([
      '2027-03-26T09:00',
      '2027-04-30T09:00',
    ])
  })

  it('ends at a date, inclusive', () => {
    const rule: Recurrence = { type: 1, end_date_time: '2027-03-12T09:00:00Z' }
    expect(starts(rule, '2027-03-10T09:00:00', 'UTC')).toHaveLength(3)
  })

  it('has at most 60 occurrences, also without an end', () => {
    expect(starts({ type: 1, end_times: 0 }, '2027-03-10T09:00:00', 'UTC')).toHaveLength(60)
    const far = { type: 1, end_date_time: '2099-01-01T00:00:00Z' } as const
    expect(starts(far, '2027-03-10T09:00:00', 'UTC')).toHaveLength(60)
  })

  it('never begins before its start', () => {
    const rule: Recurrence = { type: 3, monthly_day: 1, end_times: 1 }
    expect(starts(rule, '2027-03-10T09:00:00', 'UTC')).toEqual(['2027-04-01T09:00'])
  })
})

describe('a time on the wall', () => {
  it('that spring skips is read with the offset from before', () => {
    const skipped = { year: 2027, month: 3, day: 14, hour: 2, minute: 30, second: 0 }
    expect(new Date(epochOf(skipped, NEW_YORK)).toISOString()).toBe('2027-03-14T07:30:00.000Z')
  })

  it('without an offset is local, with one it is not', () => {
    expect(readTime('2027-07-01T09:00:00', 'Asia/Tokyo')).toBe(Date.parse('2027-07-01T00:00:00Z'))
    expect(readTime('2027-07-01T09:00:00Z', 'Asia/Tokyo')).toBe(Date.parse('2027-07-01T09:00:00Z'))
    expect(readTime('2027-07-01T09:00:00+0200', 'Asia/Tokyo')).toBe(
      Date.parse('2027-07-01T07:00:00Z'),
    )
  })

  it('is nothing when it cannot be', () => {
    for (const text of ['tomorrow', '2027-13-01T00:00:00', '2027-01-01T25:00:00Z', '2027-01-01']) {
      expect(readTime(text, 'UTC')).toBeUndefined()
    }
  })
})
