/**
 * One world is one pretend account with everything in it. It is only an identity: each room keeps its
 * own things in drawers, so that adding a room changes no other file, and a reset is a new world.
 */
export type World = {
  readonly seed: string
  /** When the seed was sown, epoch milliseconds; seeded dates are relative to it. */
  readonly sownAt: number
  /** Where the simulator can be reached, for links in answers. */
  readonly origin: () => string
}

/** A room's part of the world, made when first asked for. */
export function drawer<T extends object>(create: () => T): (world: World) => T {
  const kept = new WeakMap<World, T>()
  return (world) => {
    const found = kept.get(world)
    if (found) return found
    const made = create()
    kept.set(world, made)
    return made
  }
}
