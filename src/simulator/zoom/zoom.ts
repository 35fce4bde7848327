import { seeded } from '../seeded.ts'
import type { CreateVendor } from '../vendor.ts'
import type { World } from '../world.ts'
import { createApi } from './api.ts'
import { createApps } from './apps.ts'
import { injected } from './injected.ts'
import { oauthTexts } from './oauth-texts.ts'
import { createPeople } from './people.ts'
import { rooms } from './rooms.ts'
import { usersOf } from './users-state.ts'

/** Zoom, as far as the wire shows it. */
export const createZoom: CreateVendor = (needs) => {
  const { seed, clock, settings, redirectUris } = needs
  const sow = (): World => {
    const world: World = { seed, sownAt: clock.now(), origin: needs.origin }
    // By name, so that a room added in between changes nothing for the others.
    for (const room of rooms) room.seed?.(world, seeded(`${seed} ${room.routes[0]?.id ?? ''}`))
    return world
  }
  let world = sow()
  const routes = rooms.flatMap((room) => room.routes)
  const open = rooms.flatMap((room) => room.open ?? [])
  const accountId = usersOf(world).account.id
  const handle = createApi({
    routes,
    open,
    world: () => world,
    clock,
    settings,
    bearer: needs.bearer,
  })
  return {
    clients: createApps({ seed, routes, redirectUris, accountId }),
    people: createPeople(() => world),
    texts: oauthTexts,
    handle,
    injected,
    reset: () => {
      world = sow()
    },
  }
}
