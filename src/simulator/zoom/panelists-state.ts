import { drawer, type World } from '../world.ts'

export type Panelist = {
  readonly id: string
  readonly name: string
  readonly email: string
  /** Name tag and background, as given. */
  readonly extras: Readonly<Record<string, string>>
}

const boards: (world: World) => Map<number, Map<string, Panelist>> = drawer(() => new Map())

/** Of one webinar, by id. */
export function panelistsOf(world: World, webinarId: number): Map<string, Panelist> {
  const found = boards(world).get(webinarId)
  if (found) return found
  const made = new Map<string, Panelist>()
  boards(world).set(webinarId, made)
  return made
}
