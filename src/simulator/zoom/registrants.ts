import { json, type Answer } from '../answer.ts'
import { choice, listed, noContent, param, query } from './call.ts'
import { refusal } from './errors.ts'
import type { Meeting } from './meetings-state.ts'
import { meetingWithRegistration } from './registrant-access.ts'
import { registrantCreate } from './registrant-create.ts'
import { questionsGet, questionsUpdate } from './registrant-questions.ts'
import { registrantStatus } from './registrant-status.ts'
import { registrantLine } from './registrant-wire.ts'
import { seedRegistrants } from './registrants-seed.ts'
import { registrantsOf, type Registrant } from './registrants-state.ts'
import type { Call, Room, Route } from './room.ts'

const PATH = '/v2/meetings/{meetingId}/registrants'

const list: Route = {
  id: 'meetingRegistrants',
  method: 'GET',
  path: PATH,
  label: 'MEDIUM',
  scope: 'meeting:read:list_registrants',
  classic: ['meeting:read'],
  handle: (call) => {
    const meeting = meetingWithRegistration(call)
    // Pending and denied ones are hidden unless asked for.
    const status = choice(call, 'status', ['approved', 'pending', 'denied'])
    const occurrence = query(call, 'occurrence_id')
    const all = [...registrantsOf(call.world, meeting.id).values()].filter(
      (one) => one.status === status && comesTo(one, occurrence),
    )
    const line = (one: Registrant): object => registrantLine(meeting, one, call.world)
    return listed(call, { name: 'registrants', all, line }, { legacy: true })
  },
}

const get: Route = {
  id: 'meetingRegistrantGet',
  method: 'GET',
  path: `${PATH}/{registrantId}`,
  label: 'LIGHT',
  scope: 'meeting:read:registrant',
  classic: ['meeting:read'],
  handle: (call) => {
    const { meeting, registrant } = named(call)
    return json(200, registrantLine(meeting, registrant, call.world))
  },
}

const remove: Route = {
  id: 'meetingregistrantdelete',
  method: 'DELETE',
  path: `${PATH}/{registrantId}`,
  label: 'LIGHT',
  scope: 'meeting:delete:registrant',
  classic: ['meeting:write'],
  handle: forget,
}

function forget(call: Call): Answer {
  const { meeting, registrant } = named(call)
  registrantsOf(call.world, meeting.id).delete(registrant.id)
  return noContent()
}

function comesTo({ occurrences }: Registrant, occurrence: string | undefined): boolean {
  return occurrence === undefined || occurrences.length === 0 || occurrences.includes(occurrence)
}

function named(call: Call): { readonly meeting: Meeting; readonly registrant: Registrant } {
  const meeting = meetingWithRegistration(call)
  const id = param(call, 'registrantId')
  const registrant = registrantsOf(call.world, meeting.id).get(id ?? '')
  if (!registrant) {
    const text =
      'The value that you entered for the Registrant ID field is invalid. Enter a valid value and try again.'
    throw refusal(400, 300, text)
  }
  return { meeting, registrant }
}

/** People who sign up for a meeting, and what they are asked. */
export const registrants: Room = {
  routes: [list, registrantCreate, get, remove, registrantStatus, questionsGet, questionsUpdate],
  seed: seedRegistrants,
}
