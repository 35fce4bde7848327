import type { Answer } from '../answer.ts'
import { noContent, query, readBody, spendHostBudget } from './call.ts'
import { invalidField } from './errors.ts'
import { hostOf, mustHost, targetMeeting } from './meeting-access.ts'
import { trackingFields } from './meeting-create.ts'
import {
  checkMeetingBody,
  meetingFields,
  recurrenceOf,
  type MeetingBody,
} from './meeting-fields.ts'
import { changeOccurrence } from './meeting-occurrence.ts'
import { occurrencesOf } from './meeting-schedule.ts'
import { secured } from './meeting-security.ts'
import { putMeeting, type Meeting } from './meetings-state.ts'
import type { Call, Route } from './room.ts'
import type { User } from './users-state.ts'
import { readTime } from './zoned-time.ts'

export const meetingUpdate: Route = {
  id: 'meetingUpdate',
  method: 'PATCH',
  path: '/v2/meetings/{meetingId}',
  label: 'LIGHT',
  scope: 'meeting:update:meeting',
  classic: ['meeting:write'],
  handle: update,
}

function update(call: Call): Answer {
  const meeting = targetMeeting(call)
  const host = hostOf(call, meeting)
  mustHost(host)
  spendHostBudget(call, host.id)
  const body = readBody(call, meetingFields)
  checkMeetingBody(body)
  const occurrenceId = query(call, 'occurrence_id')
  const changed =
    occurrenceId === undefined
      ? changeMeeting({ meeting, host, now: call.now }, body)
      : changeOccurrence(meeting, occurrenceId, body)
  putMeeting(call.world, secured(changed))
  return noContent()
}

type Before = { readonly meeting: Meeting; readonly host: User; readonly now: number }

function changeMeeting({ meeting, host, now }: Before, body: MeetingBody): Meeting {
  const wish = body.settings ?? {}
  const settings = { ...meeting.settings, ...wish }
  return replan(
    {
      ...meeting,
      type: body.type ?? meeting.type,
      topic: body.topic ?? meeting.topic,
      agenda: body.agenda ?? meeting.agenda,
      passcode: body.password ?? meeting.passcode,
      settings: host.type === 2 ? settings : { ...settings, approval_type: 2 },
      trackingFields: body.tracking_fields ? trackingFields(body) : meeting.trackingFields,
      preSchedule: body.pre_schedule ?? meeting.preSchedule,
    },
    body,
    now,
  )
}

/** New times. A start in the past is ignored, silently. */
function replan(meeting: Meeting, body: MeetingBody, now: number): Meeting {
  const timezone =
    body.timezone === undefined || body.timezone === '' ? meeting.timezone : body.timezone
  const duration = body.duration ?? meeting.duration
  const asked = body.start_time === undefined ? undefined : readTime(body.start_time, timezone)
  if (body.start_time !== undefined && asked === undefined) throw invalidField('start_time')
  const startAt = asked !== undefined && asked >= now ? asked : (meeting.startAt ?? now)
  const recurrence = recurrenceOf(body) ?? meeting.recurrence
  const next = { ...meeting, timezone, duration, recurrence }
  if (meeting.type === 3) return { ...next, startAt: undefined, occurrences: [] }
  if (meeting.type !== 8) return { ...next, startAt, occurrences: [] }
  if (!recurrence) throw invalidField('recurrence')
  const sameTimes =
    body.recurrence === undefined && startAt === meeting.startAt && timezone === meeting.timezone
  const occurrences = sameTimes
    ? meeting.occurrences.map((one) => ({ ...one, duration }))
    : occurrencesOf(recurrence, { startAt, timezone, duration })
  return { ...next, occurrences, startAt: occurrences[0]?.startAt ?? startAt }
}
