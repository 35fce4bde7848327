import { below, seeded, type Random } from '../seeded.ts'
import type { World } from '../world.ts'
import { digits } from './ids.ts'
import type { Instance } from './instances.ts'
import { displayName, usersOf } from './users-state.ts'

export type Participant = {
  /** Empty for guests. */
  readonly userId: string
  readonly name: string
  readonly email: string
  /** Zoom calls it user_id; it is new for each meeting. */
  readonly seat: string
  readonly registrantId: string
  readonly joinedAt: number
  readonly leftAt: number
}

export type Guest = Pick<Participant, 'userId' | 'name' | 'email' | 'registrantId'>

export type PastInstance = Instance & { readonly endedAt: number }

const FIRST = ['Jill', 'Omar', 'Lena', 'Kenji', 'Paula', 'Marco', 'Aisha', 'Peter'] as const
const LAST = ['Chill', 'Brandt', 'Costa', 'Mori', 'Evans', 'Sato', 'Duarte', 'Holm'] as const

/** Who took part. Nobody keeps it: the same instance has the same people each time. The host is the first. */
export function participantsOf(
  world: World,
  instance: PastInstance,
  expected: readonly Guest[] = [],
): readonly Participant[] {
  const random = seeded(`${world.seed} participants ${instance.uuid}`)
  const users = [...usersOf(world).byId.values()]
  const host = users.find(({ id }) => id === instance.hostId)
  const others = users.filter((user) => user !== host && user.status === 'active')
  const colleagues = [...(host ? [host] : []), ...others].map((user) => ({
    userId: user.id,
    name: displayName(user),
    email: user.email,
    registrantId: '',
  }))
  const invited = [...colleagues.slice(0, 1), ...expected, ...turned(random, colleagues.slice(1))]
  return Array.from({ length: Math.max(instance.participants, expected.length + 1) }, (_, index) =>
    seated(random, instance, invited[index] ?? stranger(random)),
  )
}

function seated(random: Random, instance: PastInstance, guest: Guest): Participant {
  const length = instance.endedAt - instance.startedAt
  const late = guest.userId === instance.hostId ? 0 : below(random, Math.floor(length / 6000))
  const early = guest.userId === instance.hostId ? 0 : below(random, Math.floor(length / 12_000))
  return {
    ...guest,
    seat: String(10_000_000 + below(random, 10_000_000)),
    joinedAt: instance.startedAt + late * 1000,
    leftAt: instance.endedAt - early * 1000,
  }
}

function stranger(random: Random): Guest {
  const first = FIRST[below(random, FIRST.length)] ?? ''
  const last = LAST[below(random, LAST.length)] ?? ''
  const email = `${first}.${last}${digits(random, 3)}@example.org`.toLowerCase()
  return { userId: '', name: `${first} ${last}`, email, registrantId: '' }
}

/** The list from a random place on, wrapped around. */
function turned<T>(random: Random, list: readonly T[]): readonly T[] {
  const at = below(random, Math.max(1, list.length))
  return [...list.slice(at), ...list.slice(0, at)]
}

/** The names of those who came first. */
export function speakersOf(world: World, instance: PastInstance): readonly string[] {
  const participants = Math.min(5, instance.participants)
  return participantsOf(world, { ...instance, participants }).map(({ name }) => name)
}

/** Seconds, unlike the minutes of a meeting. */
export function secondsIn({ joinedAt, leftAt }: Participant): number {
  return Math.floor((leftAt - joinedAt) / 1000)
}

/** Everybody's time, in minutes. */
export function totalMinutes(people: readonly Participant[]): number {
  return Math.round(people.reduce((sum, one) => sum + secondsIn(one), 0) / 60)
}
