import { invalidField, refusal } from './errors.ts'
import type { Occurrence } from './meetings-state.ts'
import type { WebinarBody } from './webinar-fields.ts'
import type { Webinar } from './webinars-state.ts'
import { readTime } from './zoned-time.ts'

export function webinarOccurrence({ occurrences }: Webinar, id: string): Occurrence {
  const found = occurrences.find((one) => one.id === id && one.status === 'available')
  if (!found) throw refusal(400, 3000, 'Webinar occurrence does not exist.')
  return found
}

/** Changes start, duration and agenda of one occurrence. */
export function moveOccurrence(webinar: Webinar, id: string, body: WebinarBody): Webinar {
  const before = webinarOccurrence(webinar, id)
  const asked =
    body.start_time === undefined ? before.startAt : readTime(body.start_time, webinar.timezone)
  if (asked === undefined) throw invalidField('start_time')
  return replaced(webinar, {
    ...before,
    startAt: asked,
    duration: body.duration ?? before.duration,
    ...(body.agenda !== undefined && { agenda: body.agenda }),
  })
}

/** Deleted occurrences stay in the list, marked. */
export function dropOccurrence(webinar: Webinar, id: string): Webinar {
  return replaced(webinar, { ...webinarOccurrence(webinar, id), status: 'deleted' })
}

function replaced(webinar: Webinar, next: Occurrence): Webinar {
  const occurrences = webinar.occurrences.map((one) => (one.id === next.id ? next : one))
  return { ...webinar, occurrences }
}
