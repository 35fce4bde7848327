import { drawer, type World } from '../world.ts'
import type { RegistrantBody } from './registrant-fields.ts'

export type RegistrantStatus = 'approved' | 'pending' | 'denied'

export type Registrant = {
  readonly id: string
  readonly email: string
  readonly status: RegistrantStatus
  readonly createdAt: number
  readonly answers: RegistrantBody
  readonly pinCode: number
  /** Ids of the occurrences; empty means all of them. */
  readonly occurrences: readonly string[]
}

/** Per meeting, by registrant id, in the order of registration. */
const rolls: (world: World) => Map<number, Map<string, Registrant>> = drawer(() => new Map())

export function registrantsOf(world: World, meetingId: number): Map<string, Registrant> {
  const found = rolls(world).get(meetingId)
  if (found) return found
  const made = new Map<string, Registrant>()
  rolls(world).set(meetingId, made)
  return made
}

export function registrantByEmail(
  roll: ReadonlyMap<string, Registrant>,
  email: string,
): Registrant | undefined {
  const wanted = email.toLowerCase()
  return [...roll.values()].find((one) => one.email.toLowerCase() === wanted)
}
