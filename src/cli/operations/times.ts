import { momentOf, wallOf, type WallTime } from './zoned.ts'

/** Now and here: what words such as "tomorrow" are relative to. */
export interface Clock {
  readonly now: Date
  /** An IANA name, e.g. `Europe/Berlin`. */
  readonly zone: string
}

/** Said to the person who typed the text. */
export class UnreadableTime extends Error {
  override readonly name = 'UnreadableTime'
}

const timeForms =
  '"2030-05-17 15:00", "2030-05-17T13:00:00Z", "tomorrow 15:00", "friday 9am", "15:00", "in 2 hours"'
const dayForms = '"2030-05-17", "today", "yesterday", "friday", "in 3 days", "3 days ago"'

const minute = 60 * 1_000
const units: readonly (readonly [RegExp, number])[] = [
  [/^(m|min|mins|minute|minutes)$/, minute],
  [/^(h|hour|hours)$/, 60 * minute],
  [/^(d|day|days)$/, 24 * 60 * minute],
  [/^(w|week|weeks)$/, 7 * 24 * 60 * minute],
]
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

type Day = Pick<WallTime, 'year' | 'month' | 'day'>
type Hour = Pick<WallTime, 'hour' | 'minute' | 'second'>

/** A moment, from an ISO text or from words. What names no offset is the time on the walls of `zone`. */
export function momentIn(text: string, clock: Clock): Date {
  const words = text.trim().toLowerCase()
  const iso = /^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(:\d{2}(\.\d+)?)?(z|[+-]\d{2}:?\d{2})$/.test(words)
  const exact = iso ? new Date(words.toUpperCase()) : null
  if (exact && !Number.isNaN(exact.getTime())) return exact
  return words === 'now' ? clock.now : (ahead(words, clock) ?? onTheWall(words, clock, text))
}

/** "in 2 hours": so much later by the clock, but "in 3 days" at the same time of the day. */
function ahead(words: string, { now, zone }: Clock): Date | null {
  const [, amount, unit = ''] = /^in (\d{1,4}) ?([a-z]+)$/.exec(words) ?? []
  const length = units.find(([pattern]) => pattern.test(unit))?.[1]
  if (amount === undefined || length === undefined) return null
  const days = (Number(amount) * length) / (24 * 60 * minute)
  if (length < 24 * 60 * minute) return new Date(now.getTime() + Number(amount) * length)
  return atOnDay(dayAfter(wallOf(now, zone), days), wallOf(now, zone), zone)
}

function onTheWall(words: string, clock: Clock, text: string): Date {
  const [first = '', ...others] = words.split(/[ t](?=\d|noon|midnight)|\s+(?:at\s+)?/)
  const day = dayOf(first, clock)
  if (day === null) {
    const hour = hourOf(words)
    if (hour === null) throw unreadable(text, timeForms)
    return nextAt(hour, clock)
  }
  const rest = others.join('')
  if (rest === '')
    throw new UnreadableTime(`"${text}" says which day, but not when. Write "${text} 15:00".`)
  const hour = hourOf(rest)
  if (hour === null) throw unreadable(text, timeForms)
  return atOnDay(day, hour, clock.zone)
}

/** A time alone is the next one. */
function nextAt(hour: Hour, { now, zone }: Clock): Date {
  const today = wallOf(now, zone)
  const moment = atOnDay(today, hour, zone)
  return moment.getTime() > now.getTime() ? moment : atOnDay(dayAfter(today, 1), hour, zone)
}

function atOnDay(day: Day, { hour, minute, second }: Hour, zone: string): Date {
  const { year, month, day: date } = day
  const moment = momentOf({ year, month, day: date, hour, minute, second }, zone)
  if (moment) return moment
  const shown = `${two(hour)}:${two(minute)}`
  throw new UnreadableTime(
    `There is no ${shown} on ${dateText(day)} in ${zone}: the clocks skip it.`,
  )
}

/** `YYYY-MM-DD`, from that or from words. */
export function dateIn(text: string, clock: Clock): string {
  const words = text.trim().toLowerCase()
  const [, amount, unit = ''] = /^(?:in )?(\d{1,4}) (days?|weeks?)(?: ago)?$/.exec(words) ?? []
  if (amount !== undefined && words.startsWith('in ') !== words.endsWith(' ago')) {
    const days =
      Number(amount) * (unit.startsWith('week') ? 7 : 1) * (words.endsWith('ago') ? -1 : 1)
    return dateText(dayAfter(wallOf(clock.now, clock.zone), days))
  }
  const day = dayOf(words, clock)
  if (day === null) throw unreadable(text, dayForms)
  return dateText(day)
}

function dayOf(word: string, { now, zone }: Clock): Day | null {
  const today = wallOf(now, zone)
  const near = { yesterday: -1, today: 0, tomorrow: 1 }[word]
  if (near !== undefined) return dayAfter(today, near)
  const named = word.length < 3 ? -1 : weekdays.findIndex((name) => name.startsWith(word))
  if (named >= 0) {
    const weekday = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay()
    // Never today: who means today says so.
    return dayAfter(today, ((named - weekday + 6) % 7) + 1)
  }
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(word) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  const same = dayAfter({ year, month, day }, 0)
  return same.month === month && same.day === day ? same : null
}

/** `15:00`, `15:00:30`, `3pm`, `3:30 pm`, `noon`, `midnight`. */
function hourOf(words: string): Hour | null {
  if (words === 'noon') return { hour: 12, minute: 0, second: 0 }
  if (words === 'midnight') return { hour: 0, minute: 0, second: 0 }
  const [, hours, minutes, seconds, half] =
    /^(\d{1,2})(?::(\d{2}))?(?::(\d{2}))? ?(am|pm)?$/.exec(words) ?? []
  // A bare number is no time: it could be anything.
  if (hours === undefined || (minutes === undefined && half === undefined)) return null
  const [minute, second] = [Number(minutes ?? 0), Number(seconds ?? 0)]
  const typed = Number(hours)
  if (half !== undefined && (typed < 1 || typed > 12)) return null
  const hour = half === undefined ? typed : (typed % 12) + (half === 'pm' ? 12 : 0)
  return hour < 24 && minute < 60 && second < 60 ? { hour, minute, second } : null
}

function dayAfter({ year, month, day }: Day, days: number): Day {
  const moved = new Date(Date.UTC(year, month - 1, day + days))
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() }
}

const two = (number: number): string => String(number).padStart(2, '0')
const dateText = ({ year, month, day }: Day): string => `${year}-${two(month)}-${two(day)}`
const unreadable = (text: string, forms: string): UnreadableTime =>
  new UnreadableTime(`"${text}" cannot be read. For example: ${forms}.`)
