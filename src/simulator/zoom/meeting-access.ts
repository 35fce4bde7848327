import { mayReach } from './access.ts'
import { param } from './call.ts'
import { isWebinar, noMeeting, refusal, type Refusal } from './errors.ts'
import { instancesOf } from './instances.ts'
import { meetingsOf, type Meeting } from './meetings-state.ts'
import { holderOf } from './numbers.ts'
import type { Call } from './room.ts'
import { usersOf, type User } from './users-state.ts'

export type Wording = {
  readonly missing: (id: string | number) => Refusal
  readonly webinar: () => Refusal
}

const USUAL: Wording = { missing: noMeeting, webinar: isWebinar }

/** The meeting that the path names by number or UUID. Some operations word their refusals differently. */
export function targetMeeting(call: Call, wording: Wording = USUAL): Meeting {
  const named = param(call, 'meetingId')
  const meeting = findMeeting(call, named, wording)
  if (meeting?.deletedAt !== undefined || !meeting) throw wording.missing(named ?? '')
  return admitted(call, meeting, wording)
}

/** Also finds deleted meetings: they can be recovered. */
export function targetMeetingOrDeleted(call: Call): Meeting {
  const named = param(call, 'meetingId')
  const meeting = findMeeting(call, named, USUAL)
  if (!meeting) throw noMeeting(named ?? '')
  return admitted(call, meeting, USUAL)
}

function findMeeting({ world }: Call, named: string | null, wording: Wording): Meeting | undefined {
  if (named === null) return undefined
  const meetings = meetingsOf(world)
  if (/^\d+$/.test(named)) {
    if (holderOf(world, Number(named)) === 'webinar') throw wording.webinar()
    return meetings.get(Number(named))
  }
  // A guess: the sentence; the errors page has 300 for ids that cannot be read.
  if (!/^[\w+/]{22}==$/.test(named)) throw refusal(400, 300, 'Invalid meeting id.')
  const instance = instancesOf(world).byUuid.get(named)
  if (instance?.kind === 'webinar') throw wording.webinar()
  if (instance) return meetings.get(instance.number)
  return [...meetings.values()].find(({ uuid }) => uuid === named)
}

/** A guess: reading another host's meeting is 3001, changing it is 3003, both documented per operation. */
function admitted(call: Call, meeting: Meeting, wording: Wording): Meeting {
  if (mayReach(call, meeting.hostId)) return meeting
  throw call.route.method === 'GET'
    ? wording.missing(meeting.id)
    : refusal(400, 3003, 'You are not the meeting host.')
}

export function hostOf({ world }: Call, meeting: Pick<Meeting, 'hostId'>): User {
  const host = usersOf(world).byId.get(meeting.hostId)
  if (!host) throw refusal(404, 1001, `Meeting host does not exist: ${meeting.hostId}.`)
  return host
}

/** Users of type 4 have no Meetings licence at all. */
export function mustHost(user: User): void {
  if (user.type !== 4) return
  const text = 'Meeting hosting and scheduling capabilities are not allowed for your user account.'
  throw refusal(400, 3161, text)
}
