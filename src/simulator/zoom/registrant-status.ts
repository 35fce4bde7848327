import type { Answer } from '../answer.ts'
import { list, oneOf, record, required, text } from '../fields.ts'
import { hit, noContent, readBody } from './call.ts'
import { refusal } from './errors.ts'
import { takeStatusChange } from './rate-limits.ts'
import { meetingWithRegistration } from './registrant-access.ts'
import {
  registrantByEmail,
  registrantsOf,
  type Registrant,
  type RegistrantStatus,
} from './registrants-state.ts'
import type { Call, Route } from './room.ts'

export const registrantStatus: Route = {
  id: 'meetingRegistrantStatus',
  method: 'PUT',
  path: '/v2/meetings/{meetingId}/registrants/status',
  label: 'MEDIUM',
  scope: 'meeting:update:registrant_status',
  classic: ['meeting:write'],
  handle: changeStatus,
}

const fields = {
  action: required(oneOf('approve', 'cancel', 'deny')),
  registrants: list(record({ id: text(), email: text() }), { max: 30 }),
}

/** A guess: a cancelled registration is listed with the denied ones, as in the web portal. */
const RESULT: Readonly<Record<'approve' | 'cancel' | 'deny', RegistrantStatus>> = {
  approve: 'approved',
  cancel: 'denied',
  deny: 'denied',
}

function changeStatus(call: Call): Answer {
  const meeting = meetingWithRegistration(call)
  const { action, registrants = [] } = readBody(call, fields)
  const roll = registrantsOf(call.world, meeting.id)
  const named = registrants.map((one) => find(roll, one))
  for (const registrant of named) {
    if (call.settings.rateLimits) {
      takeStatusChange({ id: meeting.id, email: registrant.email }, hit(call))
    }
    roll.set(registrant.id, { ...registrant, status: RESULT[action ?? 'approve'] })
  }
  return noContent()
}

function find(
  roll: ReadonlyMap<string, Registrant>,
  { id, email }: { readonly id?: string; readonly email?: string },
): Registrant {
  const found = roll.get(id ?? '') ?? registrantByEmail(roll, email ?? '')
  // A guess: the sentence; 3079 stands for a missing registrant.
  if (!found) throw refusal(400, 3079, `Registrant does not exist: ${id ?? email ?? ''}.`)
  return found
}
