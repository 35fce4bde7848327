import type { World } from '../world.ts'
import { instancesOf, type Instance } from './instances.ts'
import { participantsOf, totalMinutes, type PastInstance } from './past-participants.ts'

/** What has ended, oldest first. */
export function heldInstances(world: World): readonly PastInstance[] {
  return [...instancesOf(world).byUuid.values()]
    .flatMap((one) => past(one) ?? [])
    .toSorted((one, other) => one.startedAt - other.startedAt)
}

function past(instance: Instance): PastInstance | undefined {
  const { endedAt } = instance
  return endedAt === undefined ? undefined : { ...instance, endedAt }
}

export function minutesOf({ startedAt, endedAt }: PastInstance): number {
  return Math.ceil((endedAt - startedAt) / 60_000)
}

export type Sums = {
  readonly meetings: number
  readonly participants: number
  readonly meeting_minutes: number
}

export function sumUp(world: World, held: readonly PastInstance[]): Sums {
  const sums = { meetings: held.length, participants: 0, meeting_minutes: 0 }
  for (const instance of held) {
    const people = participantsOf(world, instance)
    sums.participants += people.length
    sums.meeting_minutes += totalMinutes(people)
  }
  return sums
}
