import { empty, type Answer } from '../answer.ts'
import { oneOf, required } from '../fields.ts'
import { unseeded } from '../seeded.ts'
import { noContent, query, readBody, spendHostBudget } from './call.ts'
import { invalidField, refusal } from './errors.ts'
import { meetingUuid } from './ids.ts'
import { instancesOf } from './instances.ts'
import type { Call, Route } from './room.ts'
import { targetWebinar } from './webinar-access.ts'
import { ruleOf, times, trackingOf } from './webinar-create.ts'
import { checkWebinarBody, webinarFields, type WebinarBody } from './webinar-fields.ts'
import { dropOccurrence, moveOccurrence } from './webinar-occurrence.ts'
import { putWebinar, webinarsOf, type Webinar } from './webinars-state.ts'
import { readTime } from './zoned-time.ts'

const base = {
  path: '/v2/webinars/{webinarId}',
  label: 'LIGHT',
  classic: ['webinar:write'],
} as const

export const webinarUpdate: Route = {
  ...base,
  id: 'webinarUpdate',
  method: 'PATCH',
  scope: 'webinar:update:webinar',
  handle: update,
}

export const webinarDelete: Route = {
  ...base,
  id: 'webinarDelete',
  method: 'DELETE',
  scope: 'webinar:delete:webinar',
  handle: remove,
}

export const webinarStatus: Route = {
  ...base,
  id: 'webinarStatus',
  method: 'PUT',
  path: '/v2/webinars/{webinarId}/status',
  scope: 'webinar:update:status',
  handle: end,
}

function update(call: Call): Answer {
  const webinar = targetWebinar(call)
  spendHostBudget(call, webinar.hostId, 'Webinar')
  const body = readBody(call, webinarFields)
  checkWebinarBody(body)
  const occurrenceId = query(call, 'occurrence_id')
  putWebinar(
    call.world,
    occurrenceId === undefined
      ? changed(webinar, body, call.now)
      : moveOccurrence(webinar, occurrenceId, body),
  )
  return noContent()
}

function changed(webinar: Webinar, body: WebinarBody, now: number): Webinar {
  return replanned(
    {
      ...webinar,
      type: body.type ?? webinar.type,
      topic: body.topic ?? webinar.topic,
      agenda: body.agenda ?? webinar.agenda,
      passcode: body.password ?? webinar.passcode,
      settings: { ...webinar.settings, ...body.settings },
      trackingFields: body.tracking_fields ? trackingOf(body) : webinar.trackingFields,
    },
    body,
    now,
  )
}

/** New times. A start in the past is ignored, as for meetings. */
function replanned(webinar: Webinar, body: WebinarBody, now: number): Webinar {
  const asked = body.timezone ?? ''
  const timezone = asked === '' ? webinar.timezone : asked
  const duration = body.duration ?? webinar.duration
  const wished = body.start_time === undefined ? undefined : readTime(body.start_time, timezone)
  if (body.start_time !== undefined && wished === undefined) throw invalidField('start_time')
  const startAt = wished !== undefined && wished >= now ? wished : (webinar.startAt ?? now)
  const recurrence = ruleOf(body) ?? webinar.recurrence
  const next = { ...webinar, timezone, duration, recurrence }
  const sameTimes =
    body.recurrence === undefined && startAt === webinar.startAt && timezone === webinar.timezone
  if (sameTimes && webinar.occurrences.length > 0 && next.type === 9) {
    return { ...next, occurrences: webinar.occurrences.map((one) => ({ ...one, duration })) }
  }
  return { ...next, ...times(next.type, { startAt, timezone, duration }, recurrence) }
}

function remove(call: Call): Answer {
  const webinar = targetWebinar(call)
  if (webinar.status === 'started') {
    throw refusal(400, 3002, 'Sorry, you cannot delete this webinar since it is in progress.')
  }
  const occurrenceId = query(call, 'occurrence_id')
  if (occurrenceId === undefined) webinarsOf(call.world).delete(webinar.id)
  else putWebinar(call.world, dropOccurrence(webinar, occurrenceId))
  return noContent()
}

/** Documented with 200 and no body. */
function end(call: Call): Answer {
  const webinar = targetWebinar(call)
  readBody(call, { action: required(oneOf('end')) })
  // A guess: the code and the sentence.
  if (webinar.status !== 'started') throw refusal(400, 3000, 'This webinar has not started.')
  const instance = instancesOf(call.world).byUuid.get(webinar.uuid)
  if (instance) instance.endedAt = call.now
  putWebinar(call.world, { ...webinar, status: 'waiting', uuid: meetingUuid(unseeded) })
  return empty(200)
}
