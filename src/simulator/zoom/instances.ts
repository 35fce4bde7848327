import { drawer, type World } from '../world.ts'

/** One time that a meeting or webinar took place. Each has a UUID of its own. */
export type Instance = {
  readonly uuid: string
  readonly kind: 'meeting' | 'webinar'
  readonly number: number
  readonly hostId: string
  readonly topic: string
  /** The type number of the meeting or webinar. */
  readonly type: number
  readonly startedAt: number
  /** Undefined while it is live. */
  endedAt: number | undefined
  readonly participants: number
}

type Instances = {
  readonly byUuid: Map<string, Instance>
  /** Oldest first. */
  readonly byNumber: Map<number, Instance[]>
}

export const instancesOf: (world: World) => Instances = drawer(() => ({
  byUuid: new Map(),
  byNumber: new Map(),
}))

export function addInstance(world: World, instance: Instance): void {
  const { byUuid, byNumber } = instancesOf(world)
  byUuid.set(instance.uuid, instance)
  const held = byNumber.get(instance.number) ?? []
  held.push(instance)
  byNumber.set(instance.number, held)
}

/** Where an id is allowed, a UUID is too; an id means the latest instance that has ended. */
export function findInstance(world: World, idOrUuid: string): Instance | undefined {
  const { byUuid, byNumber } = instancesOf(world)
  return (
    byUuid.get(idOrUuid) ??
    byNumber.get(Number(idOrUuid))?.findLast(({ endedAt }) => endedAt !== undefined)
  )
}
