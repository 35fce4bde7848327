import { below, pick, type Random } from '../seeded.ts'
import type { World } from '../world.ts'
import { awkwardUuid, letters, meetingNumber, meetingUuid, passcode } from './ids.ts'
import { addInstance } from './instances.ts'
import { firstSettings } from './meeting-create.ts'
import { occurrencesOf } from './meeting-schedule.ts'
import { putMeeting, type Meeting } from './meetings-state.ts'
import { takeNumber } from './numbers.ts'
import type { Recurrence } from './recurrence.ts'
import { BASIC_EMAIL, MAIN_EMAIL } from './users-seed.ts'
import { findUser, type User } from './users-state.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const TOPICS = [
  'Team Standup',
  'Weekly Planning',
  'Project Review',
  'Design Critique',
  'Customer Call',
  'Interview',
  'One to One',
  'Budget Review',
  'Release Check',
  'Retrospective',
] as const
const DURATIONS = [30, 30, 45, 60, 60, 90] as const

type Sowing = { readonly world: World; readonly random: Random; readonly host: User }

/** About 130 meetings for the main user, so that paging is worth it, and a few for others. */
export function seedMeetings(world: World, random: Random): void {
  const main = { world, random, host: mustFind(world, MAIN_EMAIL) }
  const basic = { world, random, host: mustFind(world, BASIC_EMAIL) }
  for (let index = 0; index < 60; index += 1) past(main, index)
  for (let index = 0; index < 58; index += 1) ahead(main, index)
  live(main)
  for (const rule of SERIES) series(main, rule)
  for (let index = 0; index < 4; index += 1) put(main, { type: 3 })
  for (let index = 0; index < 3; index += 1) past(basic, index)
  for (let index = 0; index < 5; index += 1) ahead(basic, index)
}

const SERIES: readonly Recurrence[] = [
  { type: 1, repeat_interval: 1, end_times: 20 },
  { type: 2, repeat_interval: 1, weekly_days: '2', end_times: 30 },
  { type: 2, repeat_interval: 1, weekly_days: '2,4', end_times: 24 },
  { type: 2, repeat_interval: 2, weekly_days: '5', end_times: 12 },
  { type: 3, repeat_interval: 1, monthly_day: 15, end_times: 12 },
  { type: 3, repeat_interval: 1, monthly_week: -1, monthly_week_day: 6, end_times: 12 },
]

/** Spread over the last four weeks: after 30 days Zoom forgets a scheduled meeting. */
function past(sowing: Sowing, index: number): void {
  const { world, random } = sowing
  const startAt =
    onTheHour(world.sownAt - (index / 2 + 1) * DAY * 0.9) + below(random, 2) * 30 * MINUTE
  // Every tenth has a UUID that must be encoded twice.
  const uuid = index % 10 === 3 ? awkwardUuid(random) : meetingUuid(random)
  const meeting = put(sowing, { startAt, createdAt: startAt - 5 * DAY, uuid })
  addInstance(world, {
    uuid,
    kind: 'meeting',
    number: meeting.id,
    hostId: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type,
    startedAt: startAt + below(random, 180) * 1000,
    endedAt: startAt + meeting.duration * MINUTE - below(random, 300) * 1000,
    participants: 2 + below(random, 8),
  })
}

/** Over the next five months, every seventh with registration. */
function ahead(sowing: Sowing, index: number): void {
  const { world, host } = sowing
  const startAt = onTheHour(world.sownAt + 3 * HOUR + index * index * 1.2 * HOUR)
  const registration = index % 7 === 2
  const settings = registration ? ({ approval_type: index % 2 === 0 ? 0 : 1 } as const) : {}
  put(sowing, { startAt, settings: firstSettings(host, settings) })
}

function live(sowing: Sowing): void {
  const { world, random } = sowing
  const startAt = world.sownAt - 20 * MINUTE
  const meeting = put(sowing, { startAt, topic: 'All Hands', duration: 60, status: 'started' })
  addInstance(world, {
    uuid: meeting.uuid,
    kind: 'meeting',
    number: meeting.id,
    hostId: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type,
    startedAt: startAt,
    endedAt: undefined,
    participants: 3 + below(random, 5),
  })
}

function series(sowing: Sowing, recurrence: Recurrence): void {
  const { timezone } = sowing.host
  const startAt = onTheHour(sowing.world.sownAt - 3 * DAY)
  const occurrences = occurrencesOf(recurrence, { startAt, timezone, duration: 30 })
  put(sowing, {
    type: 8,
    startAt: occurrences[0]?.startAt,
    duration: 30,
    recurrence,
    occurrences,
    createdAt: startAt - DAY,
  })
}

function put({ world, random, host }: Sowing, wish: Partial<Meeting>): Meeting {
  return putMeeting(world, {
    id: takeNumber(world, 'meeting', () => meetingNumber(random)),
    uuid: meetingUuid(random),
    hostId: host.id,
    type: 2,
    topic: pick(random, TOPICS),
    agenda: '',
    startAt: undefined,
    duration: pick(random, DURATIONS),
    timezone: host.timezone,
    createdAt: world.sownAt - DAY,
    passcode: passcode(random),
    settings: firstSettings(host),
    recurrence: undefined,
    occurrences: [],
    trackingFields: [],
    preSchedule: false,
    status: 'waiting',
    linkKey: letters(random, 36),
    deletedAt: undefined,
    ...wish,
  })
}

function onTheHour(epochMs: number): number {
  return Math.floor(epochMs / HOUR) * HOUR
}

function mustFind(world: World, email: string): User {
  const user = findUser(world, email)
  if (!user) throw new Error(`The seed has no ${email}.`)
  return user
}
