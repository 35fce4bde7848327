import { param } from './call.ts'
import { noUser, refusal } from './errors.ts'
import type { Call } from './room.ts'
import { findUser, type User } from './users-state.ts'

/**
 * The user that the path names. `me` is the token's user; for a server app the account owner (observed 2026-09,
 * the documentation says it is not supported).
 */
export function targetUser(call: Call): User {
  const named = param(call, 'userId')
  if (named === 'me') return call.actor
  const user = findUser(call.world, named ?? '')
  if (!user) throw noUser(named ?? '')
  if (!mayReach(call, user.id)) {
    const text = 'Authenticated user has not permitted access to the targeted resource.'
    throw refusal(403, 403, text)
  }
  return user
}

/**
 * User-level tokens reach their own user only. A guess: naming oneself by id or email instead of `me`
 * is accepted.
 */
export function mayReach(call: Call, userId: string): boolean {
  return call.level === 'admin' || userId === call.actor.id
}
