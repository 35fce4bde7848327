import { json, type Answer } from '../answer.ts'
import { mayReach } from './access.ts'
import { instant, pageOf, param } from './call.ts'
import { noMeeting, refusal } from './errors.ts'
import { instancesOf } from './instances.ts'
import { meetingsOf } from './meetings-state.ts'
import { mustBePaid, refuseWebinar, targetPast } from './past-access.ts'
import {
  participantsOf,
  secondsIn,
  totalMinutes,
  type Participant,
  type PastInstance,
} from './past-participants.ts'
import { seedPast } from './past-seed.ts'
import type { Call, Room, Route } from './room.ts'
import { hasSummary } from './summaries-state.ts'
import { displayName, usersOf } from './users-state.ts'

const base = { method: 'GET', classic: ['meeting:read'] } as const

const details: Route = {
  ...base,
  id: 'pastMeetingDetails',
  path: '/v2/past_meetings/{meetingId}',
  label: 'LIGHT',
  scope: 'meeting:read:past_meeting',
  handle: (call) => {
    mustBePaid(call)
    return json(200, pastDetails(call, targetPast(call)))
  },
}

function pastDetails({ world }: Call, instance: PastInstance): object {
  const host = usersOf(world).byId.get(instance.hostId)
  const people = participantsOf(world, instance)
  return {
    uuid: instance.uuid,
    id: instance.number,
    host_id: instance.hostId,
    type: instance.type,
    topic: instance.topic,
    user_name: host ? displayName(host) : '',
    user_email: host?.email ?? '',
    start_time: instant(instance.startedAt),
    end_time: instant(instance.endedAt),
    duration: Math.ceil((instance.endedAt - instance.startedAt) / 60_000),
    total_minutes: totalMinutes(people),
    participants_count: people.length,
    dept: host?.dept ?? '',
    source: 'Zoom',
    has_meeting_summary: hasSummary(instance),
  }
}

const instances: Route = {
  ...base,
  id: 'pastMeetings',
  path: '/v2/past_meetings/{meetingId}/instances',
  label: 'MEDIUM',
  scope: 'meeting:read:list_past_instances',
  handle: (call) => {
    const held = heldUnder(call, param(call, 'meetingId') ?? '')
    return json(200, {
      meetings: held
        .filter(({ endedAt }) => endedAt !== undefined)
        .map(({ uuid, startedAt }) => ({ uuid, start_time: instant(startedAt) })),
    })
  },
}

function heldUnder(
  call: Call,
  named: string,
): readonly { uuid: string; startedAt: number; endedAt: number | undefined }[] {
  refuseWebinar(call, Number(named))
  const meeting = meetingsOf(call.world).get(Number(named))
  if (!meeting || !mayReach(call, meeting.hostId)) throw noMeeting(named)
  return instancesOf(call.world).byNumber.get(meeting.id) ?? []
}

const participants: Route = {
  ...base,
  id: 'pastMeetingParticipants',
  path: '/v2/past_meetings/{meetingId}/participants',
  label: 'MEDIUM',
  scope: 'meeting:read:list_past_participants',
  handle: list,
}

function list(call: Call): Answer {
  mustBePaid(call)
  const instance = targetPast(call, (id) =>
    /^\d+$/.test(id) ? refusal(404, 3001, 'Meeting ID is invalid or not end.') : noMeeting(id),
  )
  const people = participantsOf(call.world, instance)
  // Documented: no rows when nobody but the host was there.
  return participantPage(call, people.length > 1 ? people : [], participantLine)
}

/** One page in the envelope of all participant lists. */
export function participantPage(
  call: Call,
  people: readonly Participant[],
  line: (one: Participant) => object,
): Answer {
  const page = pageOf(call, people, 300)
  return json(200, {
    page_count: page.count,
    page_size: page.size,
    total_records: page.total,
    next_page_token: page.next,
    participants: page.items.map(line),
  })
}

export function participantLine(one: Participant): object {
  return {
    id: one.userId,
    user_id: one.seat,
    name: one.name,
    user_email: one.email,
    join_time: instant(one.joinedAt),
    leave_time: instant(one.leftAt),
    duration: secondsIn(one),
    registrant_id: one.registrantId,
    failover: false,
    status: 'in_meeting',
    internal_user: one.userId !== '',
  }
}

/** What has been held. */
export const pastMeetings: Room = { routes: [details, instances, participants], seed: seedPast }
