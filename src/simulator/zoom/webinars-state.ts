import { drawer, type World } from '../world.ts'
import type { Occurrence } from './meetings-state.ts'
import type { Recurrence } from './recurrence.ts'
import type { WebinarSettings } from './webinar-settings.ts'

/** 5 scheduled, 6 recurring without a fixed time, 9 recurring with one. */
export type WebinarType = 5 | 6 | 9

export type Webinar = {
  readonly id: number
  /** Of the instance that runs or comes next. */
  readonly uuid: string
  readonly hostId: string
  readonly type: WebinarType
  readonly topic: string
  readonly agenda: string
  /** Undefined for type 6. */
  readonly startAt: number | undefined
  /** Minutes. */
  readonly duration: number
  readonly timezone: string
  readonly createdAt: number
  /** Empty: none. */
  readonly passcode: string
  readonly settings: WebinarSettings
  readonly recurrence: Recurrence | undefined
  readonly occurrences: readonly Occurrence[]
  readonly trackingFields: readonly { readonly field: string; readonly value: string }[]
  readonly status: 'waiting' | 'started'
  /** Opaque parts of links. */
  readonly linkKey: string
}

/** By number. Webinars are replaced, never changed in place, and deleted for good. */
export const webinarsOf: (world: World) => Map<number, Webinar> = drawer(() => new Map())

export function putWebinar(world: World, webinar: Webinar): Webinar {
  webinarsOf(world).set(webinar.id, webinar)
  return webinar
}

export function takesRegistrants({ settings }: Webinar): boolean {
  return settings.approval_type === 0 || settings.approval_type === 1
}

/** The end of the last planned time; undefined without a fixed time. */
export function webinarEnd({ occurrences, startAt, duration }: Webinar): number | undefined {
  const last = occurrences.at(-1)
  if (last) return last.startAt + last.duration * 60_000
  return startAt === undefined ? undefined : startAt + duration * 60_000
}
