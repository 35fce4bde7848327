import { createHmac } from 'node:crypto'
import type { World } from '../world.ts'
import { instant } from './call.ts'
import { occurrenceLine } from './meeting-wire.ts'
import type { Occurrence } from './meetings-state.ts'
import { usersOf } from './users-state.ts'
import { takesRegistrants, type Webinar } from './webinars-state.ts'

const HOST = 'https://us05web.zoom.us'

export function webinarJoinUrl(webinar: Webinar): string {
  const secret = webinar.passcode === '' ? '' : `?pwd=${encrypted(webinar)}`
  return `${HOST}/j/${webinar.id}${secret}`
}

function encrypted({ linkKey, passcode }: Webinar): string {
  return `${createHmac('sha256', linkKey).update(passcode).digest('base64url').slice(0, 30)}.1`
}

/** Room systems cannot type letters, so they get digits of their own. */
function digitsOf({ linkKey, passcode }: Webinar): string {
  if (/^\d+$/.test(passcode)) return passcode
  const hash = createHmac('sha256', linkKey).update(`phone ${passcode}`).digest()
  return String(hash.readUInt32BE(0) % 1_000_000).padStart(6, '0')
}

/** A row of a list: a summary, with the agenda cut to 250 letters. */
export function webinarLine(webinar: Webinar): object {
  const { startAt, agenda } = webinar
  return {
    uuid: webinar.uuid,
    id: webinar.id,
    host_id: webinar.hostId,
    topic: webinar.topic,
    type: webinar.type,
    ...(startAt !== undefined && { start_time: instant(startAt) }),
    duration: webinar.duration,
    timezone: webinar.timezone,
    ...(agenda !== '' && { agenda: agenda.slice(0, 250) }),
    created_at: instant(webinar.createdAt),
    join_url: webinarJoinUrl(webinar),
    is_simulive: false,
  }
}

export type WebinarView = {
  readonly world: World
  /** The occurrence that was asked for. */
  readonly occurrence?: Occurrence | undefined
  readonly occurrences: readonly Occurrence[]
}

export function webinarDetails(webinar: Webinar, view: WebinarView): object {
  const { occurrence, world, occurrences } = view
  const startAt = occurrence?.startAt ?? webinar.startAt
  return {
    ...webinarLine(webinar),
    host_email: usersOf(world).byId.get(webinar.hostId)?.email ?? '',
    ...(startAt !== undefined && { start_time: instant(startAt) }),
    duration: occurrence?.duration ?? webinar.duration,
    agenda: occurrence?.agenda ?? webinar.agenda,
    start_url: `${HOST}/s/${webinar.id}?zak=${startKey(webinar)}`,
    ...(webinar.passcode !== '' && {
      password: webinar.passcode,
      encrypted_passcode: encrypted(webinar),
      h323_passcode: digitsOf(webinar),
    }),
    ...(takesRegistrants(webinar) && {
      registration_url: `${HOST}/webinar/register/${webinar.linkKey}`,
    }),
    settings: webinar.settings,
    ...(webinar.recurrence && { recurrence: webinar.recurrence }),
    ...(webinar.type === 9 && { occurrences: occurrences.map(occurrenceLine) }),
    ...(webinar.trackingFields.length > 0 && { tracking_fields: webinar.trackingFields }),
  }
}

function startKey(webinar: Webinar): string {
  const claims = JSON.stringify({ aud: 'clientsm', uid: webinar.hostId, mnum: webinar.id })
  const payload = Buffer.from(claims).toString('base64url')
  const signature = createHmac('sha256', webinar.linkKey).update(payload).digest('base64url')
  return `eyJ0eXAiOiJKV1QifQ.${payload}.${signature}`
}
