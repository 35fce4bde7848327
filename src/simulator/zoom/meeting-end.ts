import type { Answer } from '../answer.ts'
import { oneOf, required } from '../fields.ts'
import { unseeded } from '../seeded.ts'
import { param, query, readBody, noContent } from './call.ts'
import { noMeeting, refusal } from './errors.ts'
import { meetingUuid } from './ids.ts'
import { instancesOf } from './instances.ts'
import { hostOf, mustHost, targetMeeting, targetMeetingOrDeleted } from './meeting-access.ts'
import { deleteOccurrence } from './meeting-occurrence.ts'
import { putMeeting, type Meeting } from './meetings-state.ts'
import type { Call, Route } from './room.ts'
import { usersOf } from './users-state.ts'

export const meetingDelete: Route = {
  id: 'meetingDelete',
  method: 'DELETE',
  path: '/v2/meetings/{meetingId}',
  label: 'LIGHT',
  scope: 'meeting:delete:meeting',
  classic: ['meeting:write'],
  handle: remove,
}

export const meetingStatus: Route = {
  id: 'meetingStatus',
  method: 'PUT',
  path: '/v2/meetings/{meetingId}/status',
  label: 'LIGHT',
  scope: 'meeting:update:status',
  classic: ['meeting:write'],
  handle: changeStatus,
}

const RECOVERABLE_MS = 7 * 24 * 3600 * 1000

/** Without `occurrence_id` the whole series goes. Nobody gets mail here, whatever the reminders say. */
function remove(call: Call): Answer {
  refusePersonalNumber(call)
  const meeting = targetMeeting(call)
  mustHost(hostOf(call, meeting))
  if (meeting.status === 'started') {
    throw refusal(400, 3002, 'Sorry, you cannot delete this meeting since it is in progress.')
  }
  const occurrenceId = query(call, 'occurrence_id')
  putMeeting(
    call.world,
    occurrenceId === undefined
      ? { ...meeting, deletedAt: call.now }
      : deleteOccurrence(meeting, occurrenceId),
  )
  return noContent()
}

function refusePersonalNumber(call: Call): void {
  const named = param(call, 'meetingId')
  const users = [...usersOf(call.world).byId.values()]
  if (users.some(({ pmi }) => String(pmi) === named)) {
    throw refusal(400, 3018, 'Not allowed to delete PMI.')
  }
}

function changeStatus(call: Call): Answer {
  const meeting = targetMeetingOrDeleted(call)
  mustHost(hostOf(call, meeting))
  const { action } = readBody(call, { action: required(oneOf('end', 'recover')) })
  putMeeting(call.world, action === 'end' ? ended(call, meeting) : recovered(call, meeting))
  return noContent()
}

/** The next instance gets a UUID of its own. */
function ended(call: Call, meeting: Meeting): Meeting {
  if (meeting.deletedAt !== undefined) throw noMeeting(meeting.id)
  // A guess: the sentence. Code 3000 stands for "not started" in the documents.
  if (meeting.status !== 'started') throw refusal(400, 3000, 'This meeting has not started.')
  const instance = instancesOf(call.world).byUuid.get(meeting.uuid)
  if (instance) instance.endedAt = call.now
  return { ...meeting, status: 'waiting', uuid: meetingUuid(unseeded) }
}

/** A guess: seven days, as users have in the web portal; recovering what is not deleted changes nothing. */
function recovered({ now }: Call, meeting: Meeting): Meeting {
  if (meeting.deletedAt !== undefined && now - meeting.deletedAt > RECOVERABLE_MS) {
    throw noMeeting(meeting.id)
  }
  return { ...meeting, deletedAt: undefined }
}
