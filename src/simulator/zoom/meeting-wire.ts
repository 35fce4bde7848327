import { createHmac } from 'node:crypto'
import type { World } from '../world.ts'
import { instant } from './call.ts'
import { hasRegistration, type Meeting, type Occurrence } from './meetings-state.ts'
import { usersOf } from './users-state.ts'

const HOST = 'https://us05web.zoom.us'

/** The part of a link that hides the passcode: it ends in `.1` at Zoom. */
export function joinUrl(meeting: Meeting, world: World): string {
  const pmi = usersOf(world).byId.get(meeting.hostId)?.pmi
  const number = meeting.settings.use_pmi === true ? pmi : meeting.id
  const secret = meeting.passcode === '' ? '' : `?pwd=${encryptedPasscode(meeting)}`
  return `${HOST}/j/${number ?? meeting.id}${secret}`
}

function encryptedPasscode({ linkKey, passcode }: Meeting): string {
  return `${createHmac('sha256', linkKey).update(passcode).digest('base64url').slice(0, 30)}.1`
}

/** Lives two hours at Zoom, so each answer has a new one. */
function startUrl(meeting: Meeting, now: number): string {
  const claims = {
    aud: 'clientsm',
    uid: meeting.hostId,
    mnum: meeting.id,
    exp: Math.floor(now / 1000) + 7200,
  }
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
  const signature = createHmac('sha256', meeting.linkKey).update(payload).digest('base64url')
  return `${HOST}/s/${meeting.id}?zak=eyJ0eXAiOiJKV1QifQ.${payload}.${signature}`
}

/** A row of a list: a summary without settings, status, start_url and password. */
export function meetingLine(meeting: Meeting, world: World, startAt = meeting.startAt): object {
  return {
    uuid: meeting.uuid,
    id: meeting.id,
    host_id: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type,
    ...(startAt !== undefined && { start_time: instant(startAt) }),
    duration: meeting.duration,
    timezone: meeting.timezone,
    ...(meeting.agenda !== '' && { agenda: meeting.agenda.slice(0, 250) }),
    created_at: instant(meeting.createdAt),
    join_url: joinUrl(meeting, world),
  }
}

export type DetailView = {
  readonly world: World
  readonly now: number
  /** The occurrence that was asked for. */
  readonly occurrence?: Occurrence | undefined
  readonly occurrences: readonly Occurrence[]
}

export function meetingDetails(meeting: Meeting, view: DetailView): object {
  const { world, now, occurrence } = view
  const host = usersOf(world).byId.get(meeting.hostId)
  const startAt = occurrence?.startAt ?? meeting.startAt
  // Instant meetings and those without a fixed time omit start_time.
  const timed = meeting.type !== 1 && startAt !== undefined
  const agenda = occurrence?.agenda ?? meeting.agenda
  return {
    uuid: meeting.uuid,
    id: meeting.id,
    host_id: meeting.hostId,
    host_email: host?.email ?? '',
    topic: meeting.topic,
    type: meeting.type,
    status: meeting.status,
    ...(timed && { start_time: instant(startAt) }),
    duration: occurrence?.duration ?? meeting.duration,
    timezone: meeting.timezone,
    agenda,
    created_at: instant(meeting.createdAt),
    start_url: startUrl(meeting, now),
    join_url: joinUrl(meeting, world),
    ...passcodeFields(meeting),
    ...(meeting.settings.use_pmi === true && { pmi: String(host?.pmi ?? '') }),
    ...(hasRegistration(meeting) && { registration_url: registrationUrl(meeting) }),
    settings: { ...meeting.settings, ...occurrence?.settings },
    ...(meeting.recurrence && { recurrence: meeting.recurrence }),
    ...(meeting.type === 8 && { occurrences: view.occurrences.map(occurrenceLine) }),
    ...(meeting.trackingFields.length > 0 && { tracking_fields: meeting.trackingFields }),
    creation_source: 'open_api',
    pre_schedule: meeting.preSchedule,
  }
}

function registrationUrl({ linkKey }: Meeting): string {
  return `${HOST}/meeting/register/${linkKey}`
}

/** Phones cannot type letters, so they get digits of their own. */
function passcodeFields(meeting: Meeting): object {
  if (meeting.passcode === '') return {}
  const digits = phonePasscode(meeting)
  return {
    password: meeting.passcode,
    h323_password: digits,
    pstn_password: digits,
    encrypted_password: encryptedPasscode(meeting),
  }
}

export function phonePasscode({ passcode, linkKey }: Meeting): string {
  if (/^\d+$/.test(passcode)) return passcode
  const hash = createHmac('sha256', linkKey).update(`phone ${passcode}`).digest()
  return String(hash.readUInt32BE(0) % 1_000_000).padStart(6, '0')
}

export function occurrenceLine(occurrence: Occurrence): object {
  return {
    occurrence_id: occurrence.id,
    start_time: instant(occurrence.startAt),
    duration: occurrence.duration,
    status: occurrence.status,
  }
}
