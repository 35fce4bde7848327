import { json, type Answer } from '../answer.ts'
import type { World } from '../world.ts'
import { choice, pageOf, query } from './call.ts'
import { invalidField, refusal } from './errors.ts'
import type { PastInstance } from './past-participants.ts'
import { heldInstances, sumUp, type Sums } from './reports-held.ts'
import { dayText, isWithin, reportWindow } from './reports-window.ts'
import type { Call, Route } from './room.ts'
import { displayName, usersOf, type User } from './users-state.ts'

const DAY = 24 * 3600 * 1000

export const reportDaily: Route = {
  id: 'reportDaily',
  method: 'GET',
  path: '/v2/report/daily',
  label: 'HEAVY',
  // No granular scope is published for it: the classic one is `report:read:admin`.
  scope: 'report:read',
  classic: ['report:read'],
  adminOnly: true,
  handle: daily,
}

function daily(call: Call): Answer {
  const { year, month } = askedMonth(call)
  const first = Date.UTC(year, month - 1, 1)
  const last = Math.min(Date.UTC(year, month, 0), Math.floor(call.now / DAY) * DAY)
  const held = heldInstances(call.world)
  const dates = []
  for (let day = first; day <= last; day += DAY) dates.push(dayLine(call.world, held, day))
  return json(200, { year, month, dates })
}

/** The current month when none is asked for; only the last six can be. */
function askedMonth(call: Call): { readonly year: number; readonly month: number } {
  const today = new Date(call.now)
  const year = wholeOr(call, 'year', today.getUTCFullYear())
  const month = wholeOr(call, 'month', today.getUTCMonth() + 1)
  if (month < 1 || month > 12) throw invalidField('month')
  const back = (today.getUTCFullYear() - year) * 12 + today.getUTCMonth() + 1 - month
  if (back >= 0 && back <= 6) return { year, month }
  const text =
    'Daily report can only be provided for a month that falls within the recent 6 months.'
  throw refusal(400, 300, text)
}

function wholeOr(call: Call, name: 'year' | 'month', fallback: number): number {
  const text = query(call, name)
  if (text === undefined) return fallback
  if (!/^\d{1,4}$/.test(text)) throw invalidField(name)
  return Number(text)
}

function dayLine(world: World, held: readonly PastInstance[], day: number): object {
  const window = { from: day, to: day }
  const users = [...usersOf(world).byId.values()]
  const sums = sumUp(
    world,
    held.filter(({ startedAt }) => isWithin(window, startedAt)),
  )
  const newUsers = users.filter(({ createdAt }) => isWithin(window, createdAt)).length
  return { date: dayText(day), new_users: newUsers, ...sums }
}

export const reportUsers: Route = {
  id: 'reportUsers',
  method: 'GET',
  path: '/v2/report/users',
  label: 'HEAVY',
  scope: 'report:read:list_users',
  classic: ['report:read'],
  adminOnly: true,
  handle: hosts,
}

/** Active hosts held something in the window, inactive ones did not. */
function hosts(call: Call): Answer {
  const { world } = call
  const window = reportWindow(call)
  const kind = choice(call, 'type', ['active', 'inactive'])
  const held = heldInstances(world).filter(({ startedAt }) => isWithin(window, startedAt))
  const all = [...usersOf(world).byId.values()]
    .map((user) => ({ user, own: held.filter(({ hostId }) => hostId === user.id) }))
    .filter(({ own }) => own.length > 0 === (kind === 'active'))
  const page = pageOf(call, all, 300)
  const totals = sumUp(world, kind === 'active' ? held : [])
  return json(200, {
    from: dayText(window.from),
    to: dayText(window.to),
    page_count: page.count,
    page_number: page.number,
    page_size: page.size,
    total_records: page.total,
    next_page_token: page.next,
    total_meetings: totals.meetings,
    total_participants: totals.participants,
    total_meeting_minutes: totals.meeting_minutes,
    users: page.items.map(({ user, own }) => hostLine(user, sumUp(world, own))),
  })
}

function hostLine(user: User, sums: Sums): object {
  return {
    id: user.id,
    email: user.email,
    user_name: displayName(user),
    type: user.type,
    dept: user.dept,
    ...sums,
  }
}
