import { json, type Answer } from '../answer.ts'
import type { World } from '../world.ts'
import { targetUser } from './access.ts'
import { choice, instant, pageOf, query } from './call.ts'
import { refusal, type Refusal } from './errors.ts'
import { meetingsOf } from './meetings-state.ts'
import { targetPast } from './past-access.ts'
import { participantPage } from './past-meetings.ts'
import {
  participantsOf,
  secondsIn,
  totalMinutes,
  type Participant,
  type PastInstance,
} from './past-participants.ts'
import { recordingsOf } from './recordings-state.ts'
import { heldInstances, minutesOf } from './reports-held.ts'
import { dayText, isWithin, reportWindow } from './reports-window.ts'
import type { Call, Route } from './room.ts'
import { displayName, usersOf } from './users-state.ts'

const base = { method: 'GET', label: 'HEAVY', classic: ['report:read'], adminOnly: true } as const

export const reportMeetings: Route = {
  ...base,
  id: 'reportMeetings',
  path: '/v2/report/users/{userId}/meetings',
  scope: 'report:read:user',
  handle: list,
}

function list(call: Call): Answer {
  const user = targetUser(call)
  mustPay(call)
  const window = reportWindow(call)
  const kind = choice(call, 'type', ['past', 'pastOne', 'pastJoined'])
  const all = heldInstances(call.world)
    .filter(({ startedAt }) => isWithin(window, startedAt))
    // What is past is what one hosted; pastOne had one participant, pastJoined adds what one joined.
    .filter((one) =>
      kind === 'pastJoined' ? joined(call.world, one, user.id) : one.hostId === user.id,
    )
    .filter(({ participants }) => kind !== 'pastOne' || participants === 1)
  const page = pageOf(call, all, 300)
  return json(200, {
    from: dayText(window.from),
    to: dayText(window.to),
    page_count: page.count,
    page_size: page.size,
    total_records: page.total,
    next_page_token: page.next,
    meetings: page.items.map((one) => meetingReportLine(call.world, one)),
  })
}

function joined(world: World, instance: PastInstance, userId: string): boolean {
  return participantsOf(world, instance).some((one) => one.userId === userId)
}

function mustPay({ settings, world }: Call): void {
  if (settings.plan !== 'free') return
  const { id } = usersOf(world).account
  throw refusal(400, 200, `This is only available for paid account: ${id}.`)
}

function meetingReportLine(world: World, instance: PastInstance): object {
  const people = participantsOf(world, instance)
  const own = new Set(people.filter(({ userId }) => userId !== ''))
  return {
    ...core(world, instance, people),
    source: 'Zoom',
    has_screen_share: false,
    has_recording: recordingsOf(world).has(instance.uuid),
    has_chat: false,
    meeting_encryption_status: 1,
    participants_count_my_account: own.size,
  }
}

function core(world: World, instance: PastInstance, people: readonly Participant[]): object {
  const host = usersOf(world).byId.get(instance.hostId)
  return {
    uuid: instance.uuid,
    id: instance.number,
    type: instance.type,
    topic: instance.topic,
    user_name: host ? displayName(host) : '',
    user_email: host?.email ?? '',
    start_time: instant(instance.startedAt),
    end_time: instant(instance.endedAt),
    duration: minutesOf(instance),
    total_minutes: totalMinutes(people),
    participants_count: people.length,
  }
}

export const reportMeetingDetails: Route = {
  ...base,
  id: 'reportMeetingDetails',
  path: '/v2/report/meetings/{meetingId}',
  scope: 'report:read:meeting',
  handle: (call) => {
    const instance = targetPast(call, gone)
    const { world } = call
    return json(200, {
      ...core(world, instance, participantsOf(world, instance)),
      dept: usersOf(world).byId.get(instance.hostId)?.dept ?? '',
      custom_keys: [],
      tracking_fields: meetingsOf(world).get(instance.number)?.trackingFields ?? [],
    })
  },
}

export const reportMeetingParticipants: Route = {
  ...base,
  id: 'reportMeetingParticipants',
  path: '/v2/report/meetings/{meetingId}/participants',
  scope: 'report:read:list_meeting_participants',
  handle: (call) => {
    const instance = targetPast(call, gone)
    const registrants = query(call, 'include_fields') === 'registrant_id'
    return participantPage(call, participantsOf(call.world, instance), (one) => ({
      id: one.userId,
      user_id: one.seat,
      participant_user_id: one.userId,
      name: one.name,
      user_email: one.email,
      join_time: instant(one.joinedAt),
      leave_time: instant(one.leftAt),
      duration: secondsIn(one),
      failover: false,
      status: 'in_meeting',
      customer_key: '',
      ...(registrants && { registrant_id: one.registrantId }),
    }))
  },
}

function gone(id: string): Refusal {
  return refusal(404, 3001, `Meeting ${id} not found or has expired.`)
}
