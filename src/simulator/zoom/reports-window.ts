import { query } from './call.ts'
import { invalidField } from './errors.ts'
import type { Call } from './room.ts'
import { readDay, utc } from './zoned-time.ts'

const DAY = 24 * 3600 * 1000

/** Days in UTC; `to` is the last one, inclusive. */
export type ReportWindow = { readonly from: number; readonly to: number }

/**
 * Both days are required. Documented: a month at most, within the last six. A guess: a longer window is cut to the
 * month that ends it, as the web portal does; strict mode refuses it.
 */
export function reportWindow(call: Call): ReportWindow {
  const from = dayOf(call, 'from')
  const to = dayOf(call, 'to')
  if (to < from) throw invalidField('to')
  const tooLong = to - from > 31 * DAY
  const tooOld = call.now - from > 184 * DAY
  if (call.settings.strict && (tooLong || tooOld)) throw invalidField('from')
  return { from: tooLong ? to - 31 * DAY : from, to }
}

function dayOf(call: Call, name: 'from' | 'to'): number {
  const day = readDay(query(call, name) ?? '')
  if (!day) throw invalidField(name)
  return utc({ ...day, hour: 0, minute: 0, second: 0 })
}

export function isWithin({ from, to }: ReportWindow, epochMs: number): boolean {
  return epochMs >= from && epochMs < to + DAY
}

export function dayText(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10)
}
