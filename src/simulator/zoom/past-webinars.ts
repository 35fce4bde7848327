import { json, type Answer } from '../answer.ts'
import { mayReach } from './access.ts'
import { instant, listed, param, query } from './call.ts'
import { refusal, type Refusal } from './errors.ts'
import { findInstance, instancesOf, type Instance } from './instances.ts'
import { participantLine, participantPage } from './past-meetings.ts'
import { participantsOf, type Guest, type PastInstance } from './past-participants.ts'
import type { Registrant } from './registrants-state.ts'
import type { Call, Route } from './room.ts'
import { usersOf } from './users-state.ts'
import { mustHaveWebinars } from './webinar-access.ts'
import { approvedRegistrants, webinarRegistrantLine } from './webinar-registrants.ts'
import { takesRegistrants, webinarsOf } from './webinars-state.ts'

const reading = { method: 'GET', classic: ['webinar:read'] } as const

const instances: Route = {
  ...reading,
  id: 'pastWebinars',
  path: '/v2/past_webinars/{webinarId}/instances',
  label: 'LIGHT',
  scope: 'webinar:read:list_past_instances',
  handle: (call) => {
    const number = Number(param(call, 'webinarId'))
    if (!Number.isSafeInteger(number)) throw refusal(400, 300, 'Invalid webinar ID.')
    const held = (instancesOf(call.world).byNumber.get(number) ?? []).filter(
      (one) => one.kind === 'webinar' && one.endedAt !== undefined && mayReach(call, one.hostId),
    )
    // The documents have no 3001 here: what is unknown was never held (a guess).
    return json(200, {
      webinars: held.map(({ uuid, startedAt }) => ({ uuid, start_time: instant(startedAt) })),
    })
  },
}

const participants: Route = {
  ...reading,
  id: 'listWebinarParticipants',
  path: '/v2/past_webinars/{webinarId}/participants',
  label: 'MEDIUM',
  scope: 'webinar:read:list_past_participants',
  handle: (call) => {
    if (call.settings.plan === 'free') {
      const { id } = usersOf(call.world).account
      throw refusal(400, 200, `Only available for Paid or ZMP account: ${id}.`)
    }
    const instance = pastWebinar(call, () => refusal(404, 3001, 'Webinar does not exist.'))
    const guests = came(call, instance).map(guestOf)
    return participantPage(call, participantsOf(call.world, instance, guests), participantLine)
  },
}

const absentees: Route = {
  ...reading,
  id: 'webinarAbsentees',
  path: '/v2/past_webinars/{webinarId}/absentees',
  label: 'HEAVY',
  scope: 'webinar:read:list_absentees',
  handle: listAbsentees,
}

function listAbsentees(call: Call): Answer {
  if (call.level === 'user') mustHaveWebinars(call.actor)
  const instance = pastWebinar(call, (id) =>
    refusal(404, 3001, `Webinar ${id} not found or expired.`),
  )
  const webinar = webinarsOf(call.world).get(instance.number)
  if (!webinar || !takesRegistrants(webinar)) {
    const text = `This webinar doesn't have registration required: ${instance.uuid}.`
    throw refusal(400, 3000, text)
  }
  const occurrence = query(call, 'occurrence_id')
  if (occurrence !== undefined && !webinar.occurrences.some(({ id }) => id === occurrence)) {
    const text = `The request could not be completed because you have provided an invalid occurrence ID: ${occurrence}.`
    throw refusal(400, 300, text)
  }
  const there = new Set(came(call, instance))
  const all = approvedRegistrants(call.world, webinar.id).filter((one) => !there.has(one))
  const line = (one: Registrant): object => webinarRegistrantLine(webinar, one)
  return listed(call, { name: 'registrants', all, line }, { legacy: true })
}

/** The latest ended instance of a number, or the one with this UUID. */
function pastWebinar(call: Call, missing: (id: string) => Refusal): PastInstance {
  const named = param(call, 'webinarId')
  const instance = named === null ? undefined : findInstance(call.world, named)
  if (instance?.kind !== 'webinar' || instance.endedAt === undefined) throw missing(named ?? '')
  if (!mayReach(call, instance.hostId)) throw missing(named ?? '')
  return { ...instance, endedAt: instance.endedAt }
}

/** Three of four of those who had registered by then; always the same. */
function came({ world }: Call, { number, startedAt }: Instance): readonly Registrant[] {
  return approvedRegistrants(world, number).filter(
    ({ id, createdAt }) => createdAt < startedAt && (id.codePointAt(0) ?? 0) % 4 !== 0,
  )
}

function guestOf({ id, email, answers }: Registrant): Guest {
  const name = `${answers.first_name ?? ''} ${answers.last_name ?? ''}`.trim()
  return { userId: '', name, email, registrantId: id }
}

export const pastWebinarRoutes: readonly Route[] = [instances, participants, absentees]
