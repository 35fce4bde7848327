import { json } from '../answer.ts'
import { list, oneOf, record, required, text } from '../fields.ts'
import type { World } from '../world.ts'
import { choice, hit, instant, listed, noContent, param, query, readBody } from './call.ts'
import { refusal } from './errors.ts'
import { takeStatusChange } from './rate-limits.ts'
import { registrantByEmail, registrantsOf, type Registrant } from './registrants-state.ts'
import type { Call, Route } from './room.ts'
import { targetWebinar } from './webinar-access.ts'
import { webinarRegistrantCreate } from './webinar-registrant-create.ts'
import { webinarRegistrantLink } from './webinar-registrant-link.ts'
import { takesRegistrants, type Webinar } from './webinars-state.ts'

const PATH = '/v2/webinars/{webinarId}/registrants'
const reading = { method: 'GET', classic: ['webinar:read'] } as const

const all: Route = {
  ...reading,
  id: 'webinarRegistrants',
  path: PATH,
  label: 'MEDIUM',
  scope: 'webinar:read:list_registrants',
  handle: (call) => {
    const webinar = withRegistration(call, 3000)
    const status = choice(call, 'status', ['approved', 'pending', 'denied'])
    const occurrence = query(call, 'occurrence_id')
    const chosen = [...registrantsOf(call.world, webinar.id).values()].filter(
      (one) => one.status === status && comesTo(one, occurrence),
    )
    const line = (one: Registrant): object => webinarRegistrantLine(webinar, one)
    return listed(call, { name: 'registrants', all: chosen, line }, { legacy: true })
  },
}

function comesTo({ occurrences }: Registrant, occurrence: string | undefined): boolean {
  return occurrence === undefined || occurrences.length === 0 || occurrences.includes(occurrence)
}

const one: Route = {
  ...reading,
  id: 'webinarRegistrantGet',
  path: `${PATH}/{registrantId}`,
  label: 'LIGHT',
  scope: 'webinar:read:registrant',
  handle: (call) => {
    const webinar = withRegistration(call, 3000)
    const id = param(call, 'registrantId') ?? ''
    const registrant = registrantsOf(call.world, webinar.id).get(id)
    if (!registrant) throw refusal(400, 3079, `This registrant does not exist: ${id}.`)
    return json(200, webinarRegistrantLine(webinar, registrant))
  },
}

const remove: Route = {
  id: 'deleteWebinarRegistrant',
  method: 'DELETE',
  path: `${PATH}/{registrantId}`,
  label: 'LIGHT',
  scope: 'webinar:delete:registrant',
  classic: ['webinar:write'],
  handle: (call) => {
    const webinar = withRegistration(call, 3000)
    const id = param(call, 'registrantId') ?? ''
    if (!registrantsOf(call.world, webinar.id).delete(id)) {
      throw refusal(400, 3000, `Registrant ${id} was not found.`)
    }
    return noContent()
  },
}

const status: Route = {
  id: 'webinarRegistrantStatus',
  method: 'PUT',
  path: `${PATH}/status`,
  label: 'MEDIUM',
  scope: 'webinar:update:registrant_status',
  classic: ['webinar:write'],
  handle: (call) => {
    const webinar = withRegistration(call, 300)
    const { action = 'approve', registrants = [] } = readBody(call, {
      action: required(oneOf('approve', 'deny', 'cancel')),
      registrants: list(record({ id: text(), email: text() }), { max: 30 }),
    })
    const roll = registrantsOf(call.world, webinar.id)
    for (const named of registrants) setStatus(call, { webinar, roll, named, action })
    return noContent()
  },
}

type Change = {
  readonly webinar: Webinar
  readonly roll: Map<string, Registrant>
  readonly named: { readonly id?: string; readonly email?: string }
  readonly action: 'approve' | 'deny' | 'cancel'
}

/** A guess: cancelled ones are listed with the denied. */
function setStatus(call: Call, { webinar, roll, named, action }: Change): void {
  const found = roll.get(named.id ?? '') ?? registrantByEmail(roll, named.email ?? '')
  if (!found) {
    throw refusal(400, 3079, `This registrant does not exist: ${named.id ?? named.email ?? ''}.`)
  }
  if (call.settings.rateLimits) takeStatusChange({ id: webinar.id, email: found.email }, hit(call))
  roll.set(found.id, { ...found, status: action === 'approve' ? 'approved' : 'denied' })
}

/** Documented with 3000 to get and delete, 300 to change the status; for the list 3000 is a guess. */
function withRegistration(call: Call, code: 300 | 3000): Webinar {
  const webinar = targetWebinar(call)
  if (takesRegistrants(webinar)) return webinar
  const what = code === 300 ? 'meeting' : 'webinar'
  throw refusal(400, code, `Registration has not been enabled for this ${what}: ${webinar.id}.`)
}

export function webinarRegistrantLine(webinar: Webinar, registrant: Registrant): object {
  return {
    id: registrant.id,
    ...registrant.answers,
    auto_approve: undefined,
    email: registrant.email,
    status: registrant.status,
    create_time: instant(registrant.createdAt),
    ...(registrant.status === 'approved' && {
      join_url: webinarRegistrantLink(webinar, registrant),
    }),
  }
}

/** Those who may come, for the lists of those who came and those who did not. */
export function approvedRegistrants(world: World, webinarId: number): readonly Registrant[] {
  return [...registrantsOf(world, webinarId).values()].filter(
    (registrant) => registrant.status === 'approved',
  )
}

export const webinarRegistrantRoutes: readonly Route[] = [
  all,
  webinarRegistrantCreate,
  one,
  remove,
  status,
]
