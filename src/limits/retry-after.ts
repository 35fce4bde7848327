const dayMs = 86_400_000

/**
 * For how long an account is left alone after a 429, in milliseconds. `Retry-After` is seconds or an HTTP date (RFC 9110,
 * section 10.2.3), or Zoom's ISO 8601 instant. Null when the answer does not say.
 */
export function retryAfterMs(value: string | null, now: number): number | null {
  if (value === null) return null
  if (/^\d{1,9}$/.test(value)) return Math.min(Number(value) * 1_000, dayMs)
  const instant = /^\d{4}-\d\d-\d\d|^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : NaN
  return Number.isNaN(instant) ? null : Math.min(Math.max(instant - now, 0), dayMs)
}

/** Daily limits of Zoom end at 00:00 UTC (Zoom, "Rate limits"). */
export function untilMidnightUtc(now: number): number {
  return dayMs - (now % dayMs)
}

/** The UTC day of an instant, e.g. `2026-11-24`. */
export function utcDay(now: number): string {
  return new Date(now).toISOString().slice(0, 10)
}
