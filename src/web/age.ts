import { html } from 'hono/html'
import type { Html } from './page.ts'

const steps = [
  { unit: 'minute', ms: 60_000, until: 60 * 60_000 },
  { unit: 'hour', ms: 60 * 60_000, until: 24 * 60 * 60_000 },
  { unit: 'day', ms: 24 * 60 * 60_000, until: 30 * 24 * 60 * 60_000 },
] as const

/** How long ago, in the largest whole unit; after a month the date itself says more. */
export function ageOf(at: number, now: number): string {
  const past = now - at
  if (past < 60_000) return 'just now'
  for (const { unit, ms, until } of steps) {
    if (past < until) {
      const count = Math.floor(past / ms)
      return `${count} ${unit}${count === 1 ? '' : 's'} ago`
    }
  }
  return `on ${new Date(at).toISOString().slice(0, 10)}`
}

/** The age for people, the instant for machines and for whoever points at it. */
export function age(at: number, now: number): Html {
  const instant = new Date(at).toISOString()
  return html`<time datetime="${instant}" title="${instant}">${ageOf(at, now)}</time>`
}
