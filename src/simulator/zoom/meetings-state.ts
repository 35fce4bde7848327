import { drawer, type World } from '../world.ts'
import type { MeetingSettings } from './meeting-settings.ts'
import type { Recurrence } from './recurrence.ts'

/** 1 instant, 2 scheduled, 3 recurring without a fixed time, 8 recurring with one, 10 screen share only. */
export type MeetingType = 1 | 2 | 3 | 8 | 10

export type Occurrence = {
  /** Epoch milliseconds of the start as planned, in decimal. */
  readonly id: string
  readonly startAt: number
  readonly duration: number
  readonly status: 'available' | 'deleted'
  /** What a PATCH changed for this occurrence only. */
  readonly settings?: MeetingSettings
  readonly agenda?: string
}

export type Meeting = {
  readonly id: number
  /** Of the instance that runs or comes next. */
  readonly uuid: string
  readonly hostId: string
  readonly type: MeetingType
  readonly topic: string
  readonly agenda: string
  /** Undefined for types that have no fixed time. */
  readonly startAt: number | undefined
  /** Minutes. */
  readonly duration: number
  readonly timezone: string
  readonly createdAt: number
  /** Empty: none. */
  readonly passcode: string
  readonly settings: MeetingSettings
  readonly recurrence: Recurrence | undefined
  readonly occurrences: readonly Occurrence[]
  readonly trackingFields: readonly { readonly field: string; readonly value: string }[]
  readonly preSchedule: boolean
  readonly status: 'waiting' | 'started'
  /** Opaque parts of links: they change with nothing. */
  readonly linkKey: string
  readonly deletedAt: number | undefined
}

export const meetingsOf: (world: World) => Map<number, Meeting> = drawer(() => new Map())

/** Meetings are replaced, never changed in place. */
export function putMeeting(world: World, meeting: Meeting): Meeting {
  meetingsOf(world).set(meeting.id, meeting)
  return meeting
}

export function hasRegistration({ settings }: Meeting): boolean {
  return settings.approval_type === 0 || settings.approval_type === 1
}

/** The end of the last thing that is planned; undefined without a fixed time. */
export function plannedEnd(meeting: Meeting): number | undefined {
  const last = meeting.occurrences.at(-1)
  if (last) return last.startAt + last.duration * 60_000
  return meeting.startAt === undefined ? undefined : meeting.startAt + meeting.duration * 60_000
}
