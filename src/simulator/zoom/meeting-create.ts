import { json, type Answer } from '../answer.ts'
import { unseeded } from '../seeded.ts'
import { mayReach, targetUser } from './access.ts'
import { readBody, spendHostBudget } from './call.ts'
import { invalidField, refusal } from './errors.ts'
import { letters, meetingNumber, meetingUuid, passcode } from './ids.ts'
import { mustHost } from './meeting-access.ts'
import {
  checkMeetingBody,
  meetingFields,
  recurrenceOf,
  type MeetingBody,
} from './meeting-fields.ts'
import { occurrencesOf } from './meeting-schedule.ts'
import { secured } from './meeting-security.ts'
import { defaultSettings, type MeetingSettings } from './meeting-settings.ts'
import { meetingDetails } from './meeting-wire.ts'
import { putMeeting, type Meeting } from './meetings-state.ts'
import { takeNumber } from './numbers.ts'
import type { Call, Route } from './room.ts'
import { findUser, type User } from './users-state.ts'
import { readTime } from './zoned-time.ts'

export const meetingCreate: Route = {
  id: 'meetingCreate',
  method: 'POST',
  path: '/v2/users/{userId}/meetings',
  label: 'LIGHT',
  scope: 'meeting:write:meeting',
  classic: ['meeting:write'],
  handle: create,
}

/** Three identical requests make three meetings: there is no idempotency key (observed 2026-09). */
function create(call: Call): Answer {
  const user = targetUser(call)
  mustHost(user)
  spendHostBudget(call, user.id)
  const body = readBody(call, meetingFields)
  checkMeetingBody(body)
  const host = scheduledFor(call, user, body)
  const meeting = putMeeting(call.world, secured(planned(call, host, body)))
  const { world, now } = call
  return json(201, meetingDetails(meeting, { world, now, occurrences: meeting.occurrences }))
}

function scheduledFor(call: Call, user: User, body: MeetingBody): User {
  if (body.schedule_for === undefined || body.schedule_for === '') return user
  if (body.type === 1) {
    const text =
      "Instant meetings do not support the schedule_for parameter, and you can't schedule an instant meeting for another user."
    throw refusal(400, 3000, text)
  }
  const host = findUser(call.world, body.schedule_for)
  if (!host) {
    const text =
      'The value that you entered in the schedule_for field is invalid. Enter a valid value and try again.'
    throw refusal(400, 300, text)
  }
  if (!mayReach(call, host.id)) {
    throw refusal(400, 3000, `You cannot schedule a meeting for ${body.schedule_for}`)
  }
  return host
}

function planned(call: Call, host: User, body: MeetingBody): Meeting {
  const { now, world } = call
  const type = body.type ?? 2
  const timezone =
    body.timezone === undefined || body.timezone === '' ? host.timezone : body.timezone
  const duration = body.duration ?? 60
  const startAt = startOf(body, { type, timezone, now })
  const recurrence = type === 8 || type === 3 ? recurrenceOf(body) : undefined
  // A guess: a series with a fixed time cannot exist without its rule.
  if (type === 8 && !recurrence) throw invalidField('recurrence')
  const occurrences =
    type === 8 && recurrence && startAt !== undefined
      ? occurrencesOf(recurrence, { startAt, timezone, duration })
      : []
  return {
    id: takeNumber(world, 'meeting', () => meetingNumber(unseeded)),
    uuid: meetingUuid(unseeded),
    hostId: host.id,
    type,
    // Zoom's own default topic.
    topic: body.topic ?? 'Zoom Meeting',
    agenda: body.agenda ?? '',
    startAt: occurrences[0]?.startAt ?? startAt,
    duration,
    timezone,
    createdAt: now,
    passcode: firstPasscode(body),
    settings: firstSettings(host, body.settings),
    recurrence,
    occurrences,
    trackingFields: trackingFields(body),
    preSchedule: body.pre_schedule ?? false,
    status: 'waiting',
    linkKey: letters(unseeded, 36),
    deletedAt: undefined,
  }
}

/** Missing or past means now. Only types 2, 8 and 10 have a start; an instant meeting starts at once. */
function startOf(
  body: MeetingBody,
  { type, timezone, now }: { type: number; timezone: string; now: number },
): number | undefined {
  if (type === 3) return undefined
  const rounded = Math.floor(now / 1000) * 1000
  if (type === 1 || body.start_time === undefined) return rounded
  const asked = readTime(body.start_time, timezone)
  if (asked === undefined) throw invalidField('start_time')
  return Math.max(asked, rounded)
}

/** `default_password` is on by default: without a passcode one is generated. */
function firstPasscode(body: MeetingBody): string {
  if (body.password !== undefined && body.password !== '') return body.password
  return body.default_password === false ? '' : passcode(unseeded)
}

/** A guess: an unlicensed host who asks for registration gets a meeting without it. */
export function firstSettings(host: User, wish: MeetingSettings = {}): MeetingSettings {
  const settings = {
    ...defaultSettings,
    contact_email: host.email,
    contact_name: `${host.firstName} ${host.lastName}`,
    ...wish,
  }
  return host.type === 2 ? settings : { ...settings, approval_type: 2 }
}

export function trackingFields(body: MeetingBody): Meeting['trackingFields'] {
  return (body.tracking_fields ?? []).map(({ field = '', value = '' }) => ({ field, value }))
}
