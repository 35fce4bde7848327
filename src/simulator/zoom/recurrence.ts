import { epochOf, utc, wallTime, type WallTime } from './zoned-time.ts'

/** Zoom's recurrence object, as its field table admits it. Days count from 1, Sunday. */
export type Recurrence = {
  readonly type: 1 | 2 | 3
  readonly repeat_interval?: number
  readonly weekly_days?: string
  readonly monthly_day?: number
  readonly monthly_week?: number
  readonly monthly_week_day?: number
  readonly end_times?: number
  readonly end_date_time?: string
}

/** The most that `end_times` admits, and where a series without an end is cut (a guess). */
const MOST = 60

/** How far to look for the next day that fits. */
const HORIZON_DAYS = 366 * 100

/**
 * The start of every occurrence, epoch milliseconds. Days are counted in the meeting's timezone, so the
 * time on the wall stays the same when the clocks change.
 */
export function expand(rule: Recurrence, start: number, timezone: string): readonly number[] {
  const first = wallTime(start, timezone)
  const earliest = Math.floor(start / 1000) * 1000
  const until = rule.end_date_time === undefined ? Infinity : Date.parse(rule.end_date_time)
  const wanted = rule.end_date_time === undefined ? endTimes(rule) : MOST
  const starts: number[] = []
  for (const day of days(rule, first)) {
    const at = epochOf({ ...first, ...day }, timezone)
    if (at < earliest) continue
    if (at > until || starts.length === wanted) break
    starts.push(at)
  }
  return starts
}

/** 0 means no end. */
function endTimes({ end_times: times = 1 }: Recurrence): number {
  return times === 0 ? MOST : times
}

type Day = Pick<WallTime, 'year' | 'month' | 'day'>

function days(rule: Recurrence, first: WallTime): Iterable<Day> {
  const interval = rule.repeat_interval ?? 1
  if (rule.type === 1) return daily(first, interval)
  if (rule.type === 2) return weekly(first, interval, rule.weekly_days ?? '1')
  return monthly(first, interval, rule)
}

function* daily(first: WallTime, interval: number): Iterable<Day> {
  for (let ahead = 0; ahead < HORIZON_DAYS; ahead += interval) yield dayAfter(first, ahead)
}

/** Weeks begin on Sunday; with an interval, the week of the start is the first. */
function* weekly(first: WallTime, interval: number, weekDays: string): Iterable<Day> {
  const wanted = weekDays
    .split(',')
    .map((day) => Number(day) - 1)
    .sort()
  const sunday = -weekDay(first)
  for (let week = 0; week * 7 < HORIZON_DAYS; week += interval) {
    for (const day of wanted) yield dayAfter(first, sunday + week * 7 + day)
  }
}

function* monthly(first: WallTime, interval: number, rule: Recurrence): Iterable<Day> {
  for (let ahead = 0; ahead * 28 < HORIZON_DAYS; ahead += interval) {
    const month = dayAfter({ ...first, month: first.month + ahead, day: 1 }, 0)
    yield rule.monthly_week !== undefined && rule.monthly_week_day !== undefined
      ? nthWeekDay(month, rule.monthly_week, rule.monthly_week_day - 1)
      : { ...month, day: Math.min(rule.monthly_day ?? 1, daysIn(month)) }
  }
}

/** `week` is 1 to 4, or -1 for the last. */
function nthWeekDay(month: Day, week: number, wanted: number): Day {
  if (week === -1) {
    const last = { ...month, day: daysIn(month) }
    return { ...last, day: last.day - ((weekDay(last) - wanted + 7) % 7) }
  }
  return { ...month, day: 1 + ((wanted - weekDay(month) + 7) % 7) + (week - 1) * 7 }
}

const MIDNIGHT = { hour: 0, minute: 0, second: 0 }

function dayAfter({ year, month, day }: Day, ahead: number): Day {
  const date = new Date(utc({ ...MIDNIGHT, year, month, day: day + ahead }))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** 0 is Sunday. */
function weekDay(day: Day): number {
  return new Date(utc({ ...MIDNIGHT, ...day })).getUTCDay()
}

/** Day 0 of the next month is the last of this one. A guess: a `monthly_day` beyond it means the last day. */
function daysIn({ year, month }: Day): number {
  return new Date(utc({ ...MIDNIGHT, year, month: month + 1, day: 0 })).getUTCDate()
}
