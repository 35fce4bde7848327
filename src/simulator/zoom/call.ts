import { empty, json, type Answer } from '../answer.ts'
import { record, type Fields, type Problem, type Read } from '../fields.ts'
import { isComplete } from '../incoming.ts'
import { paginate, type Page } from '../pagination.ts'
import { isRecord, parseJson } from '../record.ts'
import { invalidField, notJson, refusal, validationFailed } from './errors.ts'
import { takeFromHost, type Hit } from './rate-limits.ts'
import type { Call, OpenCall } from './room.ts'

/** A path parameter. Null when what was sent cannot name anything. */
export function param(call: OpenCall, name: string): string | null {
  const value = call.params[name]
  if (value === undefined) throw new Error(`The path has no {${name}}.`)
  return value
}

export function query(call: OpenCall, name: string): string | undefined {
  return call.request.query.get(name) ?? undefined
}

/** True only for `true`: Zoom reads anything else as false (a guess). */
export function flagged(call: OpenCall, name: string): boolean {
  return query(call, name) === 'true'
}

/** One of the known values, or the default: an unknown value is ignored (observed on GET /users). */
export function choice<const T extends string>(
  call: OpenCall,
  name: string,
  choices: readonly [T, ...T[]],
): T {
  const asked = query(call, name)
  const found = choices.find((one) => one === asked)
  if (asked !== undefined && found === undefined && call.settings.strict) throw invalidField(name)
  return found ?? choices[0]
}

/** The validated body. Validation comes last in Zoom's order of errors: call this after the look-ups. */
export function readBody<F extends Fields>(call: OpenCall, fields: F): Read<F> {
  const { body } = call.request
  const value = isComplete(body) ? parseJson(body.bytes.toString()) : undefined
  if (!isRecord(value)) throw notJson()
  const problems: Problem[] = []
  const read = record(fields)(value, '', problems)
  if (problems.length > 0 || read === undefined) throw validationFailed(problems)
  return read
}

export type ListRules = {
  readonly cap?: number
  /** Adds page_count and page_number always, as the older lists do. */
  readonly legacy?: boolean
}

/** One page of a list, in Zoom's envelope: numbers first, then the items under `name`. */
export function listed<T>(
  call: Call,
  list: { readonly name: string; readonly all: readonly T[]; readonly line: (item: T) => unknown },
  rules: ListRules = {},
): Answer {
  const page = pageOf(call, list.all, rules.cap ?? 300)
  const numbered = rules.legacy === true || call.request.query.has('page_number')
  return json(200, {
    ...(numbered && { page_count: page.count, page_number: page.number }),
    page_size: page.size,
    total_records: page.total,
    next_page_token: page.next,
    [list.name]: page.items.map(list.line),
  })
}

export function pageOf<T>(call: Call, all: readonly T[], cap: number): Page<T> {
  const { request, now, world, settings, actor } = call
  const page = paginate(
    all,
    { query: request.query, subject: `${actor.id} ${request.rawPath}`, key: world.seed, now },
    { fallback: 30, cap, strict: settings.strict },
  )
  if (page === 'token') throw refusal(400, 300, 'The next page token is invalid or expired.')
  if (page === 'size') throw invalidField('page_size')
  return page
}

export function hit({ world, settings, now }: OpenCall): Hit {
  return { world, plan: settings.plan, now }
}

/** Counts one create or update against the host's 100 a day. */
export function spendHostBudget(
  call: OpenCall,
  hostId: string,
  what: 'Meeting' | 'Webinar' = 'Meeting',
): void {
  if (call.settings.rateLimits) takeFromHost({ hostId, what }, hit(call))
}

export function noContent(): Answer {
  return empty(204)
}

/** Zoom prints instants without milliseconds. */
export function instant(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}
