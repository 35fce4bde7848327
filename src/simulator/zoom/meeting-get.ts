import { json, type Answer } from '../answer.ts'
import { flagged, query } from './call.ts'
import { hostOf, mustHost, targetMeeting } from './meeting-access.ts'
import { findOccurrence } from './meeting-occurrence.ts'
import { meetingDetails } from './meeting-wire.ts'
import type { Call, Route } from './room.ts'

export const meetingGet: Route = {
  id: 'meeting',
  method: 'GET',
  path: '/v2/meetings/{meetingId}',
  label: 'LIGHT',
  scope: 'meeting:read:meeting',
  classic: ['meeting:read'],
  handle: get,
}

/** Past occurrences are left out unless asked for; deleted ones stay, marked. */
function get(call: Call): Answer {
  const meeting = targetMeeting(call)
  mustHost(hostOf(call, meeting))
  const { world, now } = call
  const id = query(call, 'occurrence_id')
  const previous = flagged(call, 'show_previous_occurrences')
  return json(
    200,
    meetingDetails(meeting, {
      world,
      now,
      occurrence: id === undefined ? undefined : findOccurrence(meeting, id),
      occurrences: meeting.occurrences.filter(
        ({ startAt, duration }) => previous || startAt + duration * 60_000 > now,
      ),
    }),
  )
}
