import { json, type Answer } from '../answer.ts'
import type { World } from '../world.ts'
import { targetUser } from './access.ts'
import { choice, instant, listed, query } from './call.ts'
import { invalidField, noUser, refusal, Refusal } from './errors.ts'
import { mustHost } from './meeting-access.ts'
import { plannedTimes } from './meeting-schedule.ts'
import { joinUrl, meetingLine } from './meeting-wire.ts'
import { meetingsOf, plannedEnd, type Meeting } from './meetings-state.ts'
import type { Call, Route } from './room.ts'
import type { User } from './users-state.ts'
import { epochOf, isTimezone, readDay } from './zoned-time.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const HALF_YEAR = 183 * DAY

/** One row: a meeting, and which of its planned times the row stands for. */
type Row = { readonly meeting: Meeting; readonly startAt: number | undefined }
type Kind = 'scheduled' | 'live' | 'upcoming' | 'upcoming_meetings' | 'previous_meetings'

export const meetingList: Route = {
  id: 'meetings',
  method: 'GET',
  path: '/v2/users/{userId}/meetings',
  label: 'MEDIUM',
  scope: 'meeting:read:list_meetings',
  classic: ['meeting:read'],
  handle: (call) => {
    const user = targetUser(call)
    mustHost(user)
    const kind = choice(call, 'type', [
      'scheduled',
      'live',
      'upcoming',
      'upcoming_meetings',
      'previous_meetings',
    ])
    const within = dateFilter(call, user)
    return listed(call, {
      name: 'meetings',
      all: inOrder(rows(hosted(call.world, user), kind, call.now).filter(within)),
      line: ({ meeting, startAt }) => meetingLine(meeting, call.world, startAt),
    })
  },
}

export const upcomingList: Route = {
  id: 'listUpcomingMeeting',
  method: 'GET',
  path: '/v2/users/{userId}/upcoming_meetings',
  label: 'MEDIUM',
  scope: 'meeting:read:list_upcoming_meetings',
  classic: ['meeting:read'],
  handle: upcoming,
}

/** The next 24 hours, own meetings and invitations. No parameters, no pages. */
function upcoming(call: Call): Answer {
  const user = userHere(call)
  const { now, world } = call
  const soon = [...meetingsOf(world).values()]
    .filter((meeting) => concerns(meeting, user))
    .flatMap((meeting) =>
      plannedTimes(meeting)
        .filter(({ startAt, duration }) => startAt + duration * MINUTE > now && startAt < now + DAY)
        .map(({ startAt }) => ({ meeting, startAt })),
    )
  const meetings = inOrder(soon).map((row) => upcomingLine(row, user, world))
  return json(200, { total_records: meetings.length, meetings })
}

/** An unknown user is 3001 here, not 1001. */
function userHere(call: Call): User {
  try {
    return targetUser(call)
  } catch (error) {
    const missing = noUser(call.params['userId'] ?? '')
    if (!(error instanceof Refusal) || error.message !== missing.message) throw error
    throw refusal(404, 3001, missing.message)
  }
}

function concerns(meeting: Meeting, user: User): boolean {
  if (meeting.deletedAt !== undefined) return false
  const invited = meeting.settings.meeting_invitees?.some(({ email }) => email === user.email)
  return meeting.hostId === user.id || invited === true
}

function upcomingLine({ meeting, startAt }: Row, user: User, world: World): object {
  return {
    id: meeting.id,
    topic: meeting.topic,
    type: meeting.type,
    ...(startAt !== undefined && { start_time: instant(startAt) }),
    duration: meeting.duration,
    timezone: meeting.timezone,
    created_at: instant(meeting.createdAt),
    join_url: joinUrl(meeting, world),
    passcode: meeting.passcode,
    use_pmi: meeting.settings.use_pmi ?? false,
    is_host: meeting.hostId === user.id,
    is_all_day: false,
  }
}

function hosted(world: World, user: User): readonly Meeting[] {
  return [...meetingsOf(world).values()].filter(
    ({ hostId, deletedAt, type }) => hostId === user.id && deletedAt === undefined && type !== 1,
  )
}

/**
 * `scheduled` has a row per meeting, the time-bound kinds have a row per planned time (a guess: a series shows each
 * occurrence there). Instant and expired meetings are never listed.
 */
function rows(meetings: readonly Meeting[], kind: Kind, now: number): readonly Row[] {
  const alive = meetings.filter((meeting) => !isExpired(meeting, now))
  if (kind === 'live') return alive.filter(({ status }) => status === 'started').map(whole)
  if (kind === 'scheduled') return alive.map(whole)
  const wanted = kind === 'previous_meetings' ? isPast : isAhead
  return alive.flatMap((meeting) =>
    plannedTimes(meeting)
      .filter((time) => wanted(meeting, time, now))
      .map(({ startAt }) => ({ meeting, startAt })),
  )
}

function whole(meeting: Meeting): Row {
  return { meeting, startAt: meeting.startAt }
}

type Time = { readonly startAt: number; readonly duration: number }

function isPast(meeting: Meeting, { startAt, duration }: Time, now: number): boolean {
  const end = startAt + duration * MINUTE
  return end <= now && end > now - HALF_YEAR && meeting.status !== 'started'
}

function isAhead(meeting: Meeting, { startAt, duration }: Time, now: number): boolean {
  const live = meeting.status === 'started' && startAt <= now
  return (live || startAt + duration * MINUTE > now) && startAt < now + HALF_YEAR
}

/** 30 days after the last use; a series lives 365 (a guess). */
function isExpired(meeting: Meeting, now: number): boolean {
  const end = plannedEnd(meeting)
  if (end === undefined) return now - meeting.createdAt > 365 * DAY
  return now - end > (meeting.type === 8 ? 365 : 30) * DAY
}

/** Both days inclusive, in `timezone` or the user's. Meetings without a fixed time are on no day. */
function dateFilter(call: Call, user: User): (row: Row) => boolean {
  const asked = query(call, 'timezone') ?? ''
  const timezone = asked !== '' && isTimezone(asked) ? asked : user.timezone
  const from = dayStart(call, 'from', timezone)
  const to = dayStart(call, 'to', timezone)
  if (from === undefined && to === undefined) return () => true
  const end = to === undefined ? Infinity : to + DAY
  return ({ startAt }) => startAt !== undefined && startAt >= (from ?? 0) && startAt < end
}

function dayStart(call: Call, name: 'from' | 'to', timezone: string): number | undefined {
  const text = query(call, name)
  if (text === undefined || text === '') return undefined
  const day = readDay(text)
  if (!day && call.settings.strict) throw invalidField(name)
  return day && epochOf({ ...day, hour: 0, minute: 0, second: 0 }, timezone)
}

/** By start, meetings without a fixed time last. Zoom documents no order, but keeps one. */
function inOrder(list: readonly Row[]): readonly Row[] {
  return list.toSorted(
    (one, other) =>
      (one.startAt ?? Infinity) - (other.startAt ?? Infinity) || one.meeting.id - other.meeting.id,
  )
}
