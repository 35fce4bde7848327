import { createHash } from 'node:crypto'
import type { OpenConnection } from './open-connection.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** From here on a refresh runs in the background while requests go on with the token they have. */
const requestAheadMs = 5 * minuteMs
/** The upkeep comes before the requests, and not to everybody at the same moment. */
const upkeepAheadMs = { least: 6 * minuteMs, spread: 4 * minuteMs }
/** Zoom ends a refresh token that was not used for 90 days (its current material; an older article says longer). */
const idleMs = { least: 30 * dayMs, spread: 15 * dayMs }

/** No due connection has an access token that ends later than this much from now. */
export const upkeepHorizonMs = upkeepAheadMs.least + upkeepAheadMs.spread
/** A grant that nobody uses is renewed when its access token ended this long ago, at the earliest. */
export const idleAfterMs = idleMs.least

const canBeRenewed = ({ connection, tokens }: OpenConnection): boolean =>
  connection.method !== 'OAUTH2' || Boolean(tokens?.refreshToken)

/** How long before its end a request renews a token. A short-lived one is left alone for most of its life, and one that cannot be renewed is used to its end. */
export function aheadOfRequests(open: OpenConnection): number {
  return canBeRenewed(open) ? Math.min(requestAheadMs, lifeMs(open) / 4) : 0
}

/** Whether the upkeep should renew this connection now. The same connection has the same share of the spread everywhere. */
export function isDueForUpkeep(open: OpenConnection, at: number): boolean {
  const { id, status, error, accessExpiresAt } = open.connection
  if (status !== 'ACTIVE' || error || accessExpiresAt === null || !canBeRenewed(open)) return false
  const leftMs = accessExpiresAt - at
  const share = shareOf(id)
  if (leftMs <= -idleMs.least) return leftMs <= -(idleMs.least + share * idleMs.spread)
  const aheadMs = upkeepAheadMs.least + share * upkeepAheadMs.spread
  return leftMs <= Math.min(aheadMs, lifeMs(open) / 3)
}

const lifeMs = ({ connection, issuedAt }: OpenConnection): number =>
  Math.max((connection.accessExpiresAt ?? 0) - (issuedAt ?? connection.updatedAt), 0)

/** From 0 to 1, evenly over all ids. */
const shareOf = (id: string): number =>
  createHash('sha256').update(id).digest().readUInt32BE(0) / 0xffff_ffff
