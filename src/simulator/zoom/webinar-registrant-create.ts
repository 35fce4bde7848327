import { json, type Answer } from '../answer.ts'
import { unseeded } from '../seeded.ts'
import { hit, instant, query, readBody } from './call.ts'
import { refusal } from './errors.ts'
import { shortId } from './ids.ts'
import { occurrenceLine } from './meeting-wire.ts'
import { panelistsOf } from './panelists-state.ts'
import { takeFromRegistrant } from './rate-limits.ts'
import { registrantFields, type RegistrantBody } from './registrant-fields.ts'
import { registrantByEmail, registrantsOf, type Registrant } from './registrants-state.ts'
import type { Call, Route } from './room.ts'
import { targetWebinar, webinarHost } from './webinar-access.ts'
import { webinarRegistrantLink } from './webinar-registrant-link.ts'
import { takesRegistrants, webinarEnd, type Webinar } from './webinars-state.ts'

export const webinarRegistrantCreate: Route = {
  id: 'webinarRegistrantCreate',
  method: 'POST',
  path: '/v2/webinars/{webinarId}/registrants',
  label: 'LIGHT',
  scope: 'webinar:write:registrant',
  classic: ['webinar:write'],
  handle: create,
}

function create(call: Call): Answer {
  const webinar = targetWebinar(call)
  refuseWhenClosed(call, webinar)
  const body = readBody(call, registrantFields)
  const email = body.email ?? ''
  refuseInsiders(call, webinar, email)
  if (call.settings.rateLimits) {
    takeFromRegistrant({ kind: 'webinar', id: webinar.id, email }, hit(call))
  }
  const roll = registrantsOf(call.world, webinar.id)
  // A guess: the same email again returns the registrant that exists.
  const registrant = registrantByEmail(roll, email) ?? newRegistrant(call, webinar, body)
  roll.set(registrant.id, registrant)
  return json(201, created(webinar, registrant))
}

function refuseWhenClosed({ now, world }: Call, webinar: Webinar): void {
  if (!takesRegistrants(webinar)) {
    const text = `This webinar does not have registration as required: ${webinar.id}.`
    throw refusal(400, 3000, text)
  }
  const end = webinarEnd(webinar)
  if (end !== undefined && end <= now) {
    const text =
      'Webinar is over, you cannot register now. If you have any questions, contact the webinar host.'
    throw refusal(400, 3038, text)
  }
  const most = webinar.settings.registrants_restrict_number ?? 0
  if (most > 0 && registrantsOf(world, webinar.id).size >= most) {
    const text =
      'You have reached the limit for the number of attendees you can add. Contact Zoom Support for more information.'
    throw refusal(400, 3000, text)
  }
}

function refuseInsiders(call: Call, webinar: Webinar, email: string): void {
  const address = email.toLowerCase()
  if (address === webinarHost(call, webinar).email.toLowerCase()) {
    throw refusal(400, 3027, 'Host cannot register.')
  }
  const panelists = [...panelistsOf(call.world, webinar.id).values()]
  if (panelists.some((panelist) => panelist.email.toLowerCase() === address)) {
    const text =
      'You have been invited as a panelist for the webinar, please check your email to find more information about this webinar.'
    throw refusal(400, 3000, text)
  }
}

function newRegistrant(call: Call, webinar: Webinar, body: RegistrantBody): Registrant {
  const occurrences = query(call, 'occurrence_ids')?.split(',') ?? []
  const known = new Set(webinar.occurrences.map(({ id }) => id))
  // A guess: the sentence.
  if (occurrences.some((id) => !known.has(id))) {
    throw refusal(400, 300, 'Invalid parameter: occurrence_ids.')
  }
  return {
    id: shortId(unseeded),
    email: body.email ?? '',
    status: webinar.settings.approval_type === 0 ? 'approved' : 'pending',
    createdAt: call.now,
    answers: body,
    pinCode: 0,
    occurrences,
  }
}

/** Without approval there is nothing to join with yet. */
function created(webinar: Webinar, registrant: Registrant): object {
  const { id, topic, startAt } = webinar
  const chosen = new Set(registrant.occurrences)
  return {
    id,
    registrant_id: registrant.id,
    topic,
    ...(startAt !== undefined && { start_time: instant(startAt) }),
    ...(webinar.type === 9 && {
      occurrences: webinar.occurrences
        .filter((one) => one.status === 'available' && (chosen.size === 0 || chosen.has(one.id)))
        .map(occurrenceLine),
    }),
    ...(registrant.status === 'approved' && {
      join_url: webinarRegistrantLink(webinar, registrant),
    }),
  }
}
