/** A time as a clock on the wall shows it. `month` is 1 to 12. */
export type WallTime = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format is slow and there are few zones in use, so each is made once. */
function formatOf(timezone: string): Intl.DateTimeFormat {
  const found = formats.get(timezone)
  if (found) return found
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timezone, made)
  return made
}

export function isTimezone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

export function wallTime(epochMs: number, timezone: string): WallTime {
  const parts = new Map<string, number>()
  for (const { type, value } of formatOf(timezone).formatToParts(epochMs)) {
    parts.set(type, Number(value))
  }
  const part = (name: string): number => parts.get(name) ?? 0
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}

/** The instant at which the clock shows this. A time that is skipped in spring is read with the offset from before. */
export function epochOf(wall: WallTime, timezone: string): number {
  const asUtc = utc(wall)
  const guess = asUtc - offsetAt(asUtc, timezone)
  const offset = offsetAt(guess, timezone)
  const found = asUtc - offset
  // Most times the guess was right and the third look at the zone is saved.
  if (found === guess || offsetAt(found, timezone) === offset) return found
  return Math.max(guess, found)
}

export function utc(wall: WallTime): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second)
}

function offsetAt(epochMs: number, timezone: string): number {
  return utc(wallTime(epochMs, timezone)) - Math.floor(epochMs / 1000) * 1000
}

/** Reads `yyyy-mm-dd`; undefined for anything else. */
export function readDay(text: string): Pick<WallTime, 'year' | 'month' | 'day'> | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return undefined
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }
}

/**
 * Zoom's start_time: with `Z` or an offset it is that instant, without it is wall time in `timezone`.
 * Undefined when it is neither.
 */
export function readTime(text: string, timezone: string): number | undefined {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text)
  if (!match) return undefined
  if (match[7] !== undefined) {
    const epoch = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
    return Number.isNaN(epoch) ? undefined : epoch
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number)
  if (month > 12 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined
  return epochOf({ year, month, day, hour, minute, second }, timezone)
}
