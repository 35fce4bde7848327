import { json } from '../answer.ts'
import { targetUser } from './access.ts'
import { choice, listed } from './call.ts'
import type { Call, Room, Route } from './room.ts'
import { userDetails, userLine } from './user-wire.ts'
import { seedUsers } from './users-seed.ts'
import { usersOf } from './users-state.ts'

const user: Route = {
  id: 'user',
  method: 'GET',
  path: '/v2/users/{userId}',
  label: 'LIGHT',
  scope: 'user:read:user',
  classic: ['user:read', 'user:write', 'user_info:read', 'user_profile'],
  handle: (call) => json(200, userDetails(call.world, targetUser(call))),
}

const list: Route = {
  id: 'users',
  method: 'GET',
  path: '/v2/users',
  label: 'MEDIUM',
  scope: 'user:read:list_users',
  classic: ['user:read', 'user:write'],
  adminOnly: true,
  // The documented cap is 300; 999999 was clamped to 2000 (observed 2026-09).
  handle: (call) =>
    listed(call, { name: 'users', all: chosen(call), line: userLine }, { cap: 2000, legacy: true }),
}

function chosen(call: Call): ReturnType<typeof everybody> {
  const status = choice(call, 'status', ['active', 'inactive', 'pending'])
  return everybody(call).filter((one) => one.status === status)
}

function everybody({ world }: Call) {
  return [...usersOf(world).byId.values()]
}

/** People of the account. */
export const users: Room = { routes: [user, list], seed: seedUsers }
