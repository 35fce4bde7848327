import { below, pick, type Random } from '../seeded.ts'
import type { World } from '../world.ts'
import { letters, meetingNumber, meetingUuid, passcode, shortId } from './ids.ts'
import { addInstance } from './instances.ts'
import { occurrencesOf } from './meeting-schedule.ts'
import { takeNumber } from './numbers.ts'
import { panelistsOf } from './panelists-state.ts'
import { registrantsOf } from './registrants-state.ts'
import { MAIN_EMAIL } from './users-seed.ts'
import { displayName, findUser, type User } from './users-state.ts'
import { defaultWebinarSettings, type WebinarSettings } from './webinar-settings.ts'
import { putWebinar, takesRegistrants, type Webinar } from './webinars-state.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const TOPICS = [
  'Product Launch',
  'Customer Stories',
  'Getting Started',
  'Quarterly Update',
  'Ask the Experts',
] as const

type Sowing = { readonly world: World; readonly random: Random; readonly host: User }

/** Some 40 webinars of the main user: held, live, to come and repeating, most with registration. */
export function seedWebinars(world: World, random: Random): void {
  const host = findUser(world, MAIN_EMAIL)
  if (!host) throw new Error(`The seed has no ${MAIN_EMAIL}.`)
  const sowing = { world, random, host }
  for (let index = 0; index < 8; index += 1) past(sowing, index)
  live(sowing)
  for (let index = 0; index < 28; index += 1) ahead(sowing, index)
  series(sowing)
  put(sowing, { type: 6 })
}

function past(sowing: Sowing, index: number): void {
  const startAt = hourOf(sowing.world.sownAt - (2 + index * 3) * DAY)
  const settings = withApproval(sowing.host, index === 3 ? 2 : 0)
  const webinar = put(sowing, { startAt, settings, createdAt: startAt - 10 * DAY })
  register(sowing, webinar, 40)
  held(sowing, webinar, { startedAt: startAt, endedAt: startAt + webinar.duration * MINUTE })
}

function live(sowing: Sowing): void {
  const startAt = sowing.world.sownAt - 10 * MINUTE
  const webinar = put(sowing, { startAt, status: 'started', duration: 90 })
  held(sowing, webinar, { startedAt: startAt, endedAt: undefined })
}

function held(
  { world, random }: Sowing,
  webinar: Webinar,
  when: { readonly startedAt: number; readonly endedAt: number | undefined },
): void {
  addInstance(world, {
    ...when,
    uuid: webinar.uuid,
    kind: 'webinar',
    number: webinar.id,
    hostId: webinar.hostId,
    topic: webinar.topic,
    type: webinar.type,
    participants: 8 + below(random, 40),
  })
}

/** Of three, one approves by itself, one by hand, one has no registration. */
function ahead(sowing: Sowing, index: number): void {
  const startAt = hourOf(sowing.world.sownAt + DAY + index * 2.5 * DAY)
  const approval = ([0, 1, 2] as const)[index % 3] ?? 2
  const webinar = put(sowing, { startAt, settings: withApproval(sowing.host, approval) })
  register(sowing, webinar, 5)
  if (index % 4 === 0) invite(sowing, webinar)
}

function series(sowing: Sowing): void {
  const { timezone } = sowing.host
  const startAt = hourOf(sowing.world.sownAt + 2 * DAY)
  const recurrence = { type: 2, repeat_interval: 1, weekly_days: '3', end_times: 8 } as const
  const occurrences = occurrencesOf(recurrence, { startAt, timezone, duration: 60 })
  const first = occurrences[0]?.startAt ?? startAt
  put(sowing, { type: 9, recurrence, occurrences, startAt: first, duration: 60 })
}

function put({ world, random, host }: Sowing, wish: Partial<Webinar>): Webinar {
  return putWebinar(world, {
    id: takeNumber(world, 'webinar', () => meetingNumber(random)),
    uuid: meetingUuid(random),
    hostId: host.id,
    type: 5,
    topic: pick(random, TOPICS),
    agenda: '',
    startAt: undefined,
    duration: 60,
    timezone: host.timezone,
    createdAt: world.sownAt - DAY,
    passcode: passcode(random),
    settings: withApproval(host, 2),
    recurrence: undefined,
    occurrences: [],
    trackingFields: [],
    status: 'waiting',
    linkKey: letters(random, 36),
    ...wish,
  })
}

function withApproval(host: User, approval: 0 | 1 | 2): WebinarSettings {
  return {
    ...defaultWebinarSettings,
    contact_email: host.email,
    contact_name: displayName(host),
    approval_type: approval,
  }
}

function register({ world, random }: Sowing, webinar: Webinar, count: number): void {
  if (!takesRegistrants(webinar)) return
  const roll = registrantsOf(world, webinar.id)
  for (let index = 0; index < count; index += 1) {
    const id = shortId(random)
    const email = `guest${index}@example.org`
    roll.set(id, {
      id,
      email,
      status: webinar.settings.approval_type === 1 && index > 2 ? 'pending' : 'approved',
      createdAt: webinar.createdAt + index * MINUTE,
      answers: { first_name: 'Guest', last_name: String(index), email },
      pinCode: 0,
      occurrences: [],
    })
  }
}

function invite({ world, random }: Sowing, { id: webinarId }: Webinar): void {
  for (const name of ['Ada Moore', 'Ben Field']) {
    const id = shortId(random)
    const email = `${name.replace(' ', '.').toLowerCase()}@example.org`
    panelistsOf(world, webinarId).set(id, { id, name, email, extras: {} })
  }
}

function hourOf(epochMs: number): number {
  return Math.floor(epochMs / HOUR) * HOUR
}
