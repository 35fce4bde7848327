import type { Meeting, Occurrence } from './meetings-state.ts'
import { expand, type Recurrence } from './recurrence.ts'

/** Every start of a series as an occurrence. Its id is the planned start in epoch milliseconds. */
export function occurrencesOf(
  rule: Recurrence,
  plan: { readonly startAt: number; readonly timezone: string; readonly duration: number },
): readonly Occurrence[] {
  return expand(rule, plan.startAt, plan.timezone).map((startAt) => ({
    id: String(startAt),
    startAt,
    duration: plan.duration,
    status: 'available',
  }))
}

/** When the meeting takes place, one entry per planned time; deleted occurrences excluded. */
export function plannedTimes(
  meeting: Meeting,
): readonly { readonly startAt: number; readonly duration: number }[] {
  if (meeting.type === 8) {
    return meeting.occurrences.filter(({ status }) => status === 'available')
  }
  if (meeting.startAt === undefined || meeting.type === 1) return []
  return [{ startAt: meeting.startAt, duration: meeting.duration }]
}
