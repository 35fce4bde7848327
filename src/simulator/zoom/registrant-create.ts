import { json, type Answer } from '../answer.ts'
import { below, unseeded } from '../seeded.ts'
import { hit, instant, query, readBody } from './call.ts'
import { refusal } from './errors.ts'
import { shortId } from './ids.ts'
import { hostOf } from './meeting-access.ts'
import { occurrenceLine } from './meeting-wire.ts'
import { plannedEnd, type Meeting } from './meetings-state.ts'
import { takeFromRegistrant } from './rate-limits.ts'
import { meetingWithRegistration } from './registrant-access.ts'
import { registrantFields, type RegistrantBody } from './registrant-fields.ts'
import { registrantLink } from './registrant-wire.ts'
import { registrantByEmail, registrantsOf, type Registrant } from './registrants-state.ts'
import type { Call, Route } from './room.ts'

export const registrantCreate: Route = {
  id: 'meetingRegistrantCreate',
  method: 'POST',
  path: '/v2/meetings/{meetingId}/registrants',
  label: 'LIGHT',
  scope: 'meeting:write:registrant',
  classic: ['meeting:write'],
  handle: create,
}

const MOST_REGISTRANTS = 4999

function create(call: Call): Answer {
  const meeting = meetingWithRegistration(call, {
    // 1001 here, where everywhere else it is 3001 (2026 spec).
    missing: (id) => refusal(404, 1001, `Meeting does not exist: ${id}.`),
    webinar: () => refusal(400, 3000, 'Cannot access meeting info.'),
  })
  refuseWhenOver(call, meeting)
  const body = readBody(call, registrantFields)
  const email = body.email ?? ''
  if (email.toLowerCase() === hostOf(call, meeting).email.toLowerCase()) {
    throw refusal(400, 3027, 'Host can not register')
  }
  if (call.settings.rateLimits) {
    takeFromRegistrant({ kind: 'meeting', id: meeting.id, email }, hit(call))
  }
  const roll = registrantsOf(call.world, meeting.id)
  // A guess: the same email again returns the registrant that exists.
  const registrant = registrantByEmail(roll, email) ?? newRegistrant(call, meeting, body)
  roll.set(registrant.id, registrant)
  return json(201, created(call, meeting, registrant))
}

function refuseWhenOver(call: Call, meeting: Meeting): void {
  const end = plannedEnd(meeting)
  if (end !== undefined && end <= call.now) {
    const text =
      'Meeting is over, you can not register now. If you have any questions, please contact Meeting host.'
    throw refusal(400, 3038, text)
  }
  if (registrantsOf(call.world, meeting.id).size >= MOST_REGISTRANTS) {
    throw refusal(400, 3043, 'Meeting has reached maximum attendee capacity.')
  }
}

function newRegistrant(call: Call, meeting: Meeting, body: RegistrantBody): Registrant {
  const automatic = meeting.settings.approval_type === 0 || body.auto_approve === true
  return {
    id: shortId(unseeded),
    email: body.email ?? '',
    status: automatic ? 'approved' : 'pending',
    createdAt: call.now,
    answers: body,
    pinCode: 100_000 + below(unseeded, 899_999),
    occurrences: askedOccurrences(call, meeting),
  }
}

function askedOccurrences(call: Call, meeting: Meeting): readonly string[] {
  const asked = query(call, 'occurrence_ids')?.split(',') ?? []
  const known = new Set(meeting.occurrences.map(({ id }) => id))
  if (asked.some((id) => !known.has(id))) {
    throw refusal(400, 300, 'Invalid parameter: occurrence_ids.')
  }
  return asked
}

/** Without approval there is nothing to join with yet. */
function created(call: Call, meeting: Meeting, registrant: Registrant): object {
  const { id, topic, startAt } = meeting
  const chosen = new Set(registrant.occurrences)
  return {
    id,
    registrant_id: registrant.id,
    topic,
    ...(startAt !== undefined && { start_time: instant(startAt) }),
    ...(meeting.type === 8 && {
      occurrences: meeting.occurrences
        .filter((one) => one.status === 'available' && (chosen.size === 0 || chosen.has(one.id)))
        .map(occurrenceLine),
    }),
    ...(registrant.status === 'approved' && {
      join_url: registrantLink(meeting, registrant, call.world),
      participant_pin_code: registrant.pinCode,
    }),
  }
}
