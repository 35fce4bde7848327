import { json, withHeaders, type Answer } from '../answer.ts'
import type { Plan } from '../settings.ts'
import { createWindows, type Quota, type Windows } from '../windows.ts'
import { drawer, type World } from '../world.ts'
import { Refusal } from './errors.ts'

export type Label = 'LIGHT' | 'MEDIUM' | 'HEAVY' | 'RESOURCE-INTENSIVE'

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 3600 * SECOND

/** Account-level table (rate limits page). HEAVY and RESOURCE-INTENSIVE draw from one daily pool on paid plans. */
const TABLE: Readonly<Record<Plan, Readonly<Record<Label, Rule>>>> = {
  free: {
    LIGHT: { rate: per(SECOND, 4), daily: 6000 },
    MEDIUM: { rate: per(SECOND, 2), daily: 2000 },
    HEAVY: { rate: per(SECOND, 1), daily: 1000 },
    'RESOURCE-INTENSIVE': { rate: per(MINUTE, 10), daily: 30_000 },
  },
  pro: {
    LIGHT: { rate: per(SECOND, 30) },
    MEDIUM: { rate: per(SECOND, 20) },
    HEAVY: { rate: per(SECOND, 10), daily: 30_000, pool: 'heavy' },
    'RESOURCE-INTENSIVE': { rate: per(MINUTE, 10), daily: 30_000, pool: 'heavy' },
  },
  business: {
    LIGHT: { rate: per(SECOND, 80) },
    MEDIUM: { rate: per(SECOND, 60) },
    HEAVY: { rate: per(SECOND, 40), daily: 60_000, pool: 'heavy' },
    'RESOURCE-INTENSIVE': { rate: per(MINUTE, 20), daily: 60_000, pool: 'heavy' },
  },
}

type Rule = { readonly rate: Quota; readonly daily?: number; readonly pool?: string }

function per(windowMs: number, limit: number): Quota {
  return { limit, windowMs }
}

const windowsOf: (world: World) => Windows = drawer(createWindows)

export type Hit = { readonly world: World; readonly plan: Plan; readonly now: number }

/** Counts one call. Returns the headers for the answer, or stops the request with a 429. */
export function takeFromAccount(label: Label, { world, plan, now }: Hit): Answer['headers'] {
  const windows = windowsOf(world)
  const { rate, daily, pool } = TABLE[plan][label]
  const headers = { 'x-ratelimit-category': CATEGORY[label] }
  if (!windows.take(`rate ${label}`, rate, now).allowed) {
    throw tooMany(PER_SECOND, { ...headers, 'x-ratelimit-type': 'QPS' })
  }
  if (daily === undefined) return headers
  const room = windows.take(`day ${pool ?? label}`, per(DAY, daily), now)
  // Limit and remaining are absent on paid accounts (observed 2026-09).
  const numbers = {
    'x-ratelimit-limit': String(daily),
    'x-ratelimit-remaining': String(room.remaining),
  }
  if (room.allowed) return plan === 'free' ? { ...headers, ...numbers } : headers
  throw tooMany(PER_DAY, {
    ...headers,
    ...numbers,
    'x-ratelimit-type': 'Daily-limit',
    // An instant, not seconds (older docs).
    'retry-after': new Date(room.resetsAt).toISOString().replace('.000Z', 'Z'),
  })
}

/** 100 create and update requests per host and UTC day, meetings and webinars together. */
export function takeFromHost(
  { hostId, what }: { readonly hostId: string; readonly what: 'Meeting' | 'Webinar' },
  { world, now }: Hit,
): void {
  if (windowsOf(world).take(`host ${hostId}`, per(DAY, 100), now).allowed) return
  throw tooMany(
    `You have exceeded the daily rate limit (100) of ${what} Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00.`,
    // Seen with category only: neither type nor retry-after.
    { 'x-ratelimit-category': CATEGORY.LIGHT },
  )
}

/** 3 registrations per registrant, meeting or webinar and UTC day. */
export function takeFromRegistrant(
  { kind, id, email }: { kind: 'meeting' | 'webinar'; id: number; email: string },
  { world, now }: Hit,
): void {
  const key = `registrant ${id} ${email.toLowerCase()}`
  if (windowsOf(world).take(key, per(DAY, 3), now).allowed) return
  throw tooMany(
    `You have exceeded the daily rate limit of (3) for Add a ${kind} registrant API requests for the registrant (${email}). You can resume these API requests at GMT 00:00:00.`,
    { 'x-ratelimit-category': CATEGORY.LIGHT, 'x-ratelimit-limit': '3' },
  )
}

/** 10 status changes per registrant, meeting or webinar and UTC day. A guess: the sentence. */
export function takeStatusChange(
  { id, email }: { readonly id: number; readonly email: string },
  { world, now }: Hit,
): void {
  const key = `registrant status ${id} ${email.toLowerCase()}`
  if (windowsOf(world).take(key, per(DAY, 10), now).allowed) return
  throw tooMany(
    `You have exceeded the daily rate limit of (10) for Update registrant status API requests for the registrant (${email}). You can resume these API requests at GMT 00:00:00.`,
    { 'x-ratelimit-category': CATEGORY.MEDIUM, 'x-ratelimit-limit': '10' },
  )
}

const CATEGORY: Readonly<Record<Label, string>> = {
  LIGHT: 'Light',
  MEDIUM: 'Medium',
  HEAVY: 'Heavy',
  'RESOURCE-INTENSIVE': 'Resource-intensive',
}

const PER_SECOND =
  'You have reached the maximum per-second rate limit for this API. Try again later.'
const PER_DAY =
  'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.'

function tooMany(message: string, headers: Answer['headers']): Refusal {
  return new Refusal(withHeaders(json(429, { code: 429, message }), headers), message)
}
