import { json, type Answer } from '../answer.ts'
import { unseeded } from '../seeded.ts'
import { mayReach, targetUser } from './access.ts'
import { readBody, spendHostBudget } from './call.ts'
import { invalidField, refusal } from './errors.ts'
import { letters, meetingNumber, meetingUuid, passcode } from './ids.ts'
import { recurrenceOf } from './meeting-fields.ts'
import { occurrencesOf } from './meeting-schedule.ts'
import { takeNumber } from './numbers.ts'
import type { Recurrence } from './recurrence.ts'
import type { Call, Route } from './room.ts'
import { displayName, findUser, type User } from './users-state.ts'
import { mustHaveWebinars } from './webinar-access.ts'
import { checkWebinarBody, webinarFields, type WebinarBody } from './webinar-fields.ts'
import { defaultWebinarSettings } from './webinar-settings.ts'
import { webinarDetails } from './webinar-wire.ts'
import { putWebinar, type Webinar } from './webinars-state.ts'
import { readTime } from './zoned-time.ts'

export const webinarCreate: Route = {
  id: 'webinarCreate',
  method: 'POST',
  path: '/v2/users/{userId}/webinars',
  label: 'LIGHT',
  scope: 'webinar:write:webinar',
  classic: ['webinar:write'],
  handle: create,
}

function create(call: Call): Answer {
  const user = targetUser(call)
  mustHaveWebinars(user, `user ${user.id}`)
  spendHostBudget(call, user.id, 'Webinar')
  const body = readBody(call, webinarFields)
  checkWebinarBody(body)
  if (body.is_simulive === true) {
    throw refusal(400, 300, "Account hasn't enabled simulive webinar.")
  }
  const webinar = putWebinar(call.world, planned(call, scheduledFor(call, user, body), body))
  const { world } = call
  return json(201, webinarDetails(webinar, { world, occurrences: webinar.occurrences }))
}

function scheduledFor(call: Call, user: User, { schedule_for: named = '' }: WebinarBody): User {
  if (named === '') return user
  const host = findUser(call.world, named)
  if (!host) {
    const text =
      'The value that you entered for the schedule_for field is invalid. Enter a valid value and try again.'
    throw refusal(400, 300, text)
  }
  if (!mayReach(call, host.id)) {
    throw refusal(400, 3000, `You cannot schedule a meeting for ${named}.`)
  }
  mustHaveWebinars(host, `user ${host.id}`)
  return host
}

function planned(call: Call, host: User, body: WebinarBody): Webinar {
  const { world, now } = call
  const type = body.type ?? 5
  const asked = body.timezone ?? ''
  const timezone = asked === '' ? host.timezone : asked
  const duration = body.duration ?? 60
  const recurrence = type === 5 ? undefined : ruleOf(body)
  const plan = { startAt: startOf(body, timezone, now), timezone, duration }
  return {
    ...fresh(call, host, body),
    id: takeNumber(world, 'webinar', () => meetingNumber(unseeded)),
    type,
    timezone,
    duration,
    recurrence,
    ...times(type, plan, recurrence),
  }
}

function fresh(
  { now }: Call,
  host: User,
  body: WebinarBody,
): Omit<
  Webinar,
  'id' | 'type' | 'startAt' | 'duration' | 'timezone' | 'recurrence' | 'occurrences'
> {
  const secret = body.password ?? ''
  return {
    uuid: meetingUuid(unseeded),
    hostId: host.id,
    // A guess: the default topic.
    topic: body.topic ?? 'Zoom Webinar',
    agenda: body.agenda ?? '',
    createdAt: now,
    passcode: secret === '' && body.default_passcode !== false ? passcode(unseeded) : secret,
    settings: {
      ...defaultWebinarSettings,
      contact_email: host.email,
      contact_name: displayName(host),
      ...body.settings,
    },
    trackingFields: trackingOf(body),
    status: 'waiting',
    linkKey: letters(unseeded, 36),
  }
}

export function trackingOf(body: WebinarBody): Webinar['trackingFields'] {
  return (body.tracking_fields ?? []).map(({ field = '', value = '' }) => ({ field, value }))
}

export function ruleOf({ recurrence }: WebinarBody): Recurrence | undefined {
  return recurrence && recurrenceOf({ recurrence })
}

/** Missing or past means now. */
function startOf(body: WebinarBody, timezone: string, now: number): number {
  const rounded = Math.floor(now / 1000) * 1000
  if (body.start_time === undefined) return rounded
  const asked = readTime(body.start_time, timezone)
  if (asked === undefined) throw invalidField('start_time')
  return Math.max(asked, rounded)
}

/** Type 6 has no start, type 9 has one for each occurrence. */
export function times(
  type: Webinar['type'],
  plan: { readonly startAt: number; readonly timezone: string; readonly duration: number },
  recurrence: Recurrence | undefined,
): Pick<Webinar, 'startAt' | 'occurrences'> {
  if (type === 6) return { startAt: undefined, occurrences: [] }
  if (type === 5) return { startAt: plan.startAt, occurrences: [] }
  if (!recurrence) throw refusal(400, 300, 'Invalid recurrence settings.')
  const occurrences = occurrencesOf(recurrence, plan)
  return { startAt: occurrences[0]?.startAt ?? plan.startAt, occurrences }
}
