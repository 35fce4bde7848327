import { mayReach } from './access.ts'
import { param } from './call.ts'
import { noMeeting, refusal, type Refusal } from './errors.ts'
import { findInstance } from './instances.ts'
import { holderOf } from './numbers.ts'
import type { PastInstance } from './past-participants.ts'
import type { Call } from './room.ts'
import { usersOf } from './users-state.ts'

const YEAR = 365 * 24 * 3600 * 1000

/** The ended instance that the path names by UUID, or the latest one of a meeting number. */
export function targetPast(call: Call, missing: (id: string) => Refusal = noMeeting): PastInstance {
  const named = param(call, 'meetingId')
  if (named !== null && /^\d+$/.test(named)) refuseWebinar(call, Number(named))
  const instance = named === null ? undefined : findInstance(call.world, named)
  if (instance?.endedAt === undefined) throw missing(named ?? '')
  if (instance.kind === 'webinar') throw noInformation()
  // A guess: another host's meeting does not exist for a user-level token.
  if (!mayReach(call, instance.hostId)) throw missing(named ?? '')
  if (call.now - instance.startedAt > YEAR) {
    throw refusal(400, 12702, 'Can not access a meeting a year ago.')
  }
  return { ...instance, endedAt: instance.endedAt }
}

export function refuseWebinar({ world }: Call, number: number): void {
  if (holderOf(world, number) === 'webinar') throw noInformation()
}

function noInformation(): Refusal {
  return refusal(400, 300, 'Cannot access meeting information.')
}

export function mustBePaid({ world, settings }: Call): void {
  if (settings.plan !== 'free') return
  throw refusal(400, 200, `Only available for paid account: ${usersOf(world).account.id}.`)
}
