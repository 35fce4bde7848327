import { invalidField, refusal, type Refusal } from './errors.ts'
import type { MeetingBody } from './meeting-fields.ts'
import type { MeetingSettings } from './meeting-settings.ts'
import type { Meeting, Occurrence } from './meetings-state.ts'
import { readTime } from './zoned-time.ts'

/** The only settings that one occurrence can have for itself (meeting update page). */
const OWN_SETTINGS = [
  'host_video',
  'participant_video',
  'join_before_host',
  'mute_upon_entry',
  'waiting_room',
  'watermark',
  'auto_recording',
] as const satisfies readonly (keyof MeetingSettings)[]

/** Changes one occurrence: its agenda, start, duration and a few settings. Everything else is ignored. */
export function changeOccurrence(meeting: Meeting, id: string, body: MeetingBody): Meeting {
  const before = findOccurrence(meeting, id)
  const asked =
    body.start_time === undefined ? undefined : readTime(body.start_time, meeting.timezone)
  if (body.start_time !== undefined && asked === undefined) throw invalidField('start_time')
  const after: Occurrence = {
    ...before,
    startAt: asked ?? before.startAt,
    duration: body.duration ?? before.duration,
    settings: { ...before.settings, ...ownSettings(body.settings ?? {}) },
    ...(body.agenda !== undefined && { agenda: body.agenda }),
  }
  return replaceOccurrence(meeting, after)
}

/** Deleted occurrences stay in the list, marked. */
export function deleteOccurrence(meeting: Meeting, id: string): Meeting {
  return replaceOccurrence(meeting, { ...findOccurrence(meeting, id), status: 'deleted' })
}

export function findOccurrence(meeting: Meeting, id: string): Occurrence {
  const found = meeting.occurrences.find((one) => one.id === id && one.status === 'available')
  if (!found) throw noOccurrence()
  return found
}

function noOccurrence(): Refusal {
  return refusal(400, 300, 'Invalid parameter: occurrence_id.')
}

function replaceOccurrence(meeting: Meeting, next: Occurrence): Meeting {
  return {
    ...meeting,
    occurrences: meeting.occurrences.map((one) => (one.id === next.id ? next : one)),
  }
}

function ownSettings(wish: MeetingSettings): MeetingSettings {
  return Object.fromEntries(
    OWN_SETTINGS.flatMap((name) => (wish[name] === undefined ? [] : [[name, wish[name]]])),
  )
}
