import { flag, oneOf, text, whole, type Fields, type Read } from '../fields.ts'
import { refusal } from './errors.ts'
import { checkMeetingBody, meetingFields } from './meeting-fields.ts'
import { webinarSettings } from './webinar-settings.ts'

/** The body of create and update. Times, recurrence and tracking are those of meetings. */
export const webinarFields = {
  topic: text({ max: 200 }),
  type: oneOf(5, 6, 9),
  start_time: meetingFields.start_time,
  duration: whole({ min: 1, max: 1440 }),
  timezone: text(),
  agenda: text({ max: 2000 }),
  password: meetingFields.password,
  default_passcode: flag(),
  recurrence: meetingFields.recurrence,
  schedule_for: text(),
  settings: webinarSettings,
  template_id: text(),
  tracking_fields: meetingFields.tracking_fields,
  is_simulive: flag(),
} satisfies Fields

export type WebinarBody = Read<typeof webinarFields>

/** At most every 90 days, 12 weeks or 3 months: closer together than meetings. */
const MOST_APART = { 1: 90, 2: 12, 3: 3 } as const

export function checkWebinarBody(body: WebinarBody): void {
  const { recurrence, timezone } = body
  checkMeetingBody({
    ...(recurrence && { recurrence }),
    ...(timezone !== undefined && { timezone }),
  })
  if (!recurrence?.type) return
  if ((recurrence.repeat_interval ?? 1) <= MOST_APART[recurrence.type]) return
  throw refusal(400, 300, 'Invalid recurrence settings.')
}
