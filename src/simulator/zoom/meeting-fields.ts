import {
  flag,
  list,
  oneOf,
  record,
  required,
  text,
  whole,
  type Fields,
  type Problem,
  type Read,
} from '../fields.ts'
import { validationFailed } from './errors.ts'
import { meetingSettings } from './meeting-settings.ts'
import type { Recurrence } from './recurrence.ts'
import { isTimezone } from './zoned-time.ts'

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/
/** Without an offset it is wall time in `timezone`. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$/

const recurrenceFields = {
  type: required(oneOf(1, 2, 3)),
  repeat_interval: whole({ min: 1, max: 99 }),
  weekly_days: text({ pattern: /^[1-7](?:,[1-7])*$/ }),
  monthly_day: whole({ min: 1, max: 31 }),
  monthly_week: oneOf(-1, 1, 2, 3, 4),
  monthly_week_day: whole({ min: 1, max: 7 }),
  end_times: whole({ min: 0, max: 60 }),
  end_date_time: text({ pattern: INSTANT }),
} satisfies Fields

/** The body of create and update. */
export const meetingFields = {
  topic: text({ max: 200 }),
  type: oneOf(1, 2, 3, 8, 10),
  start_time: text({ pattern: TIME }),
  duration: whole({ min: 1, max: 1440 }),
  timezone: text(),
  agenda: text({ max: 2000 }),
  password: text({ max: 10, pattern: /^[\w@*!-]*$/ }),
  default_password: flag(),
  pre_schedule: flag(),
  recurrence: record(recurrenceFields),
  schedule_for: text(),
  settings: meetingSettings,
  template_id: text(),
  tracking_fields: list(record({ field: required(text()), value: text() })),
} satisfies Fields

export type MeetingBody = Read<typeof meetingFields>

/** Rules between fields, which a table of single fields cannot say. */
export function checkMeetingBody(body: MeetingBody): void {
  const problems: Problem[] = []
  if (body.timezone !== undefined && body.timezone !== '' && !isTimezone(body.timezone)) {
    problems.push({ field: 'timezone' })
  }
  if (body.recurrence) problems.push(...recurrenceProblems(body.recurrence))
  if (problems.length > 0) throw validationFailed(problems)
}

/** 2026 spec: at most every 99 days, 50 weeks or 10 months. */
const MOST_APART = { 1: 99, 2: 50, 3: 10 } as const

function recurrenceProblems(rule: Read<typeof recurrenceFields>): Problem[] {
  const problems: Problem[] = []
  const wrong = (field: string): void => {
    problems.push({ field: `recurrence.${field}` })
  }
  if (rule.type !== undefined && (rule.repeat_interval ?? 1) > MOST_APART[rule.type]) {
    wrong('repeat_interval')
  }
  if (rule.end_times !== undefined && rule.end_date_time !== undefined) wrong('end_times')
  if (rule.type === 2 && rule.weekly_days === undefined) wrong('weekly_days')
  const monthly = rule.monthly_day ?? (rule.monthly_week && rule.monthly_week_day)
  if (rule.type === 3 && monthly === undefined) wrong('monthly_day')
  return problems
}

/** The rule as the expansion wants it. `type` is required by the table. */
export function recurrenceOf(body: MeetingBody): Recurrence | undefined {
  const { type, ...rest } = body.recurrence ?? {}
  return type === undefined ? undefined : { repeat_interval: 1, ...rest, type }
}
