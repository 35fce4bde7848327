import type { Database } from '../database/database.ts'
import type { ConnectionRow } from '../database/schema.ts'
import type { Connection, ConnectionErrorCode, TokenSet } from './connection.ts'
import { fromRow, noError, noFailures, tokenColumns } from './connection-row.ts'
import { opened, type OpenConnection } from './open-connection.ts'
import { longestPauseMs } from './pause-after.ts'
import type { SealedTokens } from './sealed-tokens.ts'

/** The right to refresh, until it ends by the database's clock or a later generation takes over. */
export interface Lease extends OpenConnection {
  readonly generation: number
  /** Its former holder never gave it back: that one may have died, or may still carry an answer that it could not store. */
  readonly takenOver: boolean
  /** Failed token calls in a row, and how long the token endpoint is left alone because of them. */
  readonly failures: number
  readonly pausedForMs: number
  /** The client credentials that the last of them was refused for, as `askedWith` tells them. */
  readonly refusedClient: string | null
}

export interface SharedPause {
  readonly failures: number
  readonly forMs: number
  /** Only those who would ask with the same credentials are kept from asking. Null: everybody. */
  readonly refusedClient: string | null
}

/** The statements of a refresh. Each is one short write; none of them is held open across a network call. */
export interface TokenStore {
  read: (id: string) => Promise<OpenConnection | null>
  /** Takes the lease if nobody holds a live one. Null means: somebody else refreshes, or the connection is gone. */
  claim: (id: string, forMs: number) => Promise<Lease | null>
  /** False when the lease is no longer ours. */
  renew: (id: string, generation: number, forMs: number) => Promise<boolean>
  release: (id: string, generation: number) => Promise<void>
  /** Keeps every server from asking again for a while, unless the tokens have moved on. */
  postpone: (lease: Lease, pause: SharedPause) => Promise<void>
  /**
   * Stores a rotated pair where the version is still the one that was refreshed, and heals the status: a pair that the
   * token endpoint just issued is proof that the grant lives. A lost lease does not matter here, a moved version does:
   * it means that a newer grant has replaced this one, as being superseded does. Null then.
   */
  commit: (id: string, version: number, tokens: TokenSet) => Promise<Connection | null>
  /**
   * Notes for the holder of the lease that the grant is refused, where the version is still the one that was refused: a lost
   * race never breaks a healthy connection. It stays ACTIVE while its access token is good: see `end`.
   */
  failUnderLease: (
    lease: Lease,
    error: { code: ConnectionErrorCode; detail: string },
    at: number,
  ) => Promise<boolean>
  /** The access token of a refused grant is used up or refused as well. False when the row has moved on. */
  end: (connection: Connection) => Promise<boolean>
}

interface Needs {
  readonly database: Database
  readonly sealed: SealedTokens
}

export function createTokenStore(needs: Needs): TokenStore {
  return {
    read: (id) => read(needs, id),
    claim: (id, forMs) => claim(needs, id, forMs),
    renew: (id, generation, forMs) => renew(needs, { id, generation }, forMs),
    release: (id, generation) => release(needs, id, generation),
    postpone: (lease, pause) => postpone(needs, lease, pause),
    commit: (id, version, tokens) => commit(needs, { id, version }, tokens),
    failUnderLease: (lease, error, at) =>
      failUnderLease(needs, lease, {
        ...error,
        isOver: (lease.connection.accessExpiresAt ?? 0) <= at,
      }),
    end: (connection) => end(needs, connection),
  }
}

async function read({ database, sealed }: Needs, id: string): Promise<OpenConnection | null> {
  const row = await database.db
    .selectFrom('connections')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? opened(row, sealed) : null
}

/**
 * How long after its lease a holder may still bring the pair that it got, while the access token spares everybody the hurry. Asking
 * with a token that it has used would be a second use. A lease that ends this far in the future is no lease: the clock was set back.
 */
export const takeOverAfterMs = 2 * 60_000
/** An access token with less left than this does not spare anybody the hurry. */
const hurryMs = 60_000

/** A free lease first, an expired one only then: the answer has to tell the two apart, and `RETURNING` shows new values only. */
async function claim(needs: Needs, id: string, forMs: number): Promise<Lease | null> {
  const now = await needs.database.now()
  const free = await take(needs, { id, until: now + forMs, endedBefore: null })
  if (free) return leaseOn(needs, free, { now, takenOver: false })
  const expired = await take(needs, { id, until: now + forMs, endedBefore: now })
  return expired ? leaseOn(needs, expired, { now, takenOver: true }) : null
}

async function take(
  { database }: Needs,
  { id, until, endedBefore }: { id: string; until: number; endedBefore: number | null },
): Promise<ConnectionRow | undefined> {
  return database.db
    .updateTable('connections')
    .set((set) => ({ lease_generation: set('lease_generation', '+', 1), lease_until: until }))
    .where('id', '=', id)
    .where((where) =>
      endedBefore === null
        ? where('lease_until', 'is', null)
        : where.or([
            where('lease_until', '>', endedBefore + takeOverAfterMs),
            where('lease_until', '<', endedBefore - takeOverAfterMs),
            where.and([
              where('lease_until', '<', endedBefore),
              where.or([
                where('access_expires_at', 'is', null),
                where('access_expires_at', '<', endedBefore + hurryMs),
              ]),
            ]),
          ]),
    )
    .returningAll()
    .executeTakeFirst()
}

const leaseOn = (
  { sealed }: Needs,
  row: ConnectionRow,
  { now, takenOver }: { now: number; takenOver: boolean },
): Lease => ({
  ...opened(row, sealed),
  generation: row.lease_generation,
  takenOver,
  failures: row.refresh_failures ?? 0,
  pausedForMs: pauseLeft((row.refresh_after ?? 0) - now),
  refusedClient: row.refused_client,
})

/** Longer than any pause: the clock was set back meanwhile. */
const pauseLeft = (ms: number): number => (ms > longestPauseMs ? 0 : Math.max(ms, 0))

async function renew(
  { database }: Needs,
  { id, generation }: { id: string; generation: number },
  forMs: number,
): Promise<boolean> {
  const until = (await database.now()) + forMs
  const row = await database.db
    .updateTable('connections')
    .set({ lease_until: until })
    .where('id', '=', id)
    .where('lease_generation', '=', generation)
    .where('lease_until', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

async function release({ database }: Needs, id: string, generation: number): Promise<void> {
  await database.db
    .updateTable('connections')
    .set({ lease_until: null })
    .where('id', '=', id)
    .where('lease_generation', '=', generation)
    .execute()
}

async function postpone(
  { database }: Needs,
  { connection }: Lease,
  { failures, forMs, refusedClient }: SharedPause,
): Promise<void> {
  await database.db
    .updateTable('connections')
    .set({
      refresh_failures: failures,
      refresh_after: (await database.now()) + forMs,
      refused_client: refusedClient,
    })
    .where('id', '=', connection.id)
    .where('token_version', '=', connection.tokenVersion)
    .execute()
}

async function commit(
  { database, sealed }: Needs,
  { id, version }: { id: string; version: number },
  tokens: TokenSet,
): Promise<Connection | null> {
  const at = await database.now()
  const row = await database.db
    .updateTable('connections')
    .set({
      ...noError,
      ...noFailures,
      ...tokenColumns(tokens),
      status: 'ACTIVE',
      tokens: sealed.seal(id, tokens),
      token_version: version + 1,
      issued_at: at,
      updated_at: at,
    })
    .where('id', '=', id)
    .where('token_version', '=', version)
    // A grant that a newer one replaced is dead upstream, whenever this pair of it was issued.
    .where((where) =>
      where.or([where('error_code', 'is', null), where('error_code', '!=', 'superseded')]),
    )
    .returningAll()
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

async function failUnderLease(
  { database }: Needs,
  { connection, generation }: Lease,
  { code, detail, isOver }: { code: ConnectionErrorCode; detail: string; isOver: boolean },
): Promise<boolean> {
  const at = await database.now()
  const row = await database.db
    .updateTable('connections')
    .set({
      ...(isOver && { status: 'FAILED' }),
      error_code: code,
      error_detail: detail,
      error_at: at,
      updated_at: at,
    })
    .where('id', '=', connection.id)
    .where('token_version', '=', connection.tokenVersion)
    .where('lease_generation', '=', generation)
    .where('status', '=', 'ACTIVE')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

async function end({ database }: Needs, { id, tokenVersion }: Connection): Promise<boolean> {
  const row = await database.db
    .updateTable('connections')
    .set({ status: 'FAILED', updated_at: await database.now() })
    .where('id', '=', id)
    .where('token_version', '=', tokenVersion)
    .where('status', '=', 'ACTIVE')
    .where('error_code', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
