import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Schema } from '../database/schema.ts'
import { longestPauseMs } from './pause-after.ts'
import { idleAfterMs, upkeepHorizonMs } from './token-life.ts'
import { takeOverAfterMs } from './token-store.ts'

/** `used`: somebody needed it within hours. `idle`: nobody did for weeks, and the grant would end unused. */
export type RenewalKind = 'used' | 'idle'

/** A place in the walk over the connections that may be due. */
export interface RenewalPlace {
  readonly id: string
  readonly accessExpiresAt: number
}

export interface RenewalStore {
  /** The next ones that may be due, those that end first at the front. Leased and paused ones are left out. */
  next: (
    kind: RenewalKind,
    page: { at: number; after: RenewalPlace | null; limit: number },
  ) => Promise<RenewalPlace[]>
  /** Notes that these were needed just now. */
  touch: (ids: readonly string[]) => Promise<void>
}

const hourMs = 60 * 60_000
/** Who was needed within this time is kept fresh. */
const recentlyMs = 6 * hourMs
/** A used connection has a token that ends soon or ended a while ago, so the walk need not begin at the oldest one. */
const lookBackMs = 24 * hourMs
/** SQLite takes a third of a millisecond for them, and requests wait meanwhile. */
const idsAtOnce = 20

export function createRenewalStore({ database }: { database: Database }): RenewalStore {
  return {
    next: (kind, page) => next(database, kind, page),
    async touch(ids) {
      const at = await database.now()
      for (let from = 0; from < ids.length; from += idsAtOnce) {
        const some = lockedInOrder(database, ids.slice(from, from + idsAtOnce))
        // Nothing of worth is lost with them.
        await database.unflushed((db) =>
          db.updateTable('connections').set({ last_used_at: at }).where('id', 'in', some).execute(),
        )
        await nextTurn()
      }
    },
  }
}

/**
 * Servers note the same connections at the same time. They lock them in one order, or two of them would each wait for a row that the
 * other has (PostgreSQL, "Explicit Locking", deadlocks). SQLite has one writer.
 */
function lockedInOrder({ db, engine }: Database, ids: readonly string[]) {
  const rows = db.selectFrom('connections').select('id').where('id', 'in', ids).orderBy('id')
  return engine === 'postgres' ? rows.forNoKeyUpdate() : rows
}

/** Walks along the index on status and access_expires_at. `at` is the clock that `access_expires_at` was computed with. */
async function next(
  database: Database,
  kind: RenewalKind,
  { at, after, limit }: { at: number; after: RenewalPlace | null; limit: number },
): Promise<RenewalPlace[]> {
  const now = await database.now()
  let query = database.db
    .selectFrom('connections')
    .select(['id', 'access_expires_at'])
    .where('status', '=', 'ACTIVE')
    .where(nobodyRefreshes(now))
    .where(mayBeAsked(now))
  if (kind === 'idle') {
    query = query.where('access_expires_at', '<=', at - idleAfterMs).where('method', '=', 'OAUTH2')
  } else {
    query = query
      .where('access_expires_at', '>', at - lookBackMs)
      .where('access_expires_at', '<=', at + upkeepHorizonMs)
      .where('last_used_at', '>', now - recentlyMs)
  }
  if (after) {
    // Says twice where to begin, because an index is not entered by the alternatives below alone.
    query = query
      .where('access_expires_at', '>=', after.accessExpiresAt)
      .where((where) =>
        where.or([
          where('access_expires_at', '>', after.accessExpiresAt),
          where.and([
            where('access_expires_at', '=', after.accessExpiresAt),
            where('id', '>', after.id),
          ]),
        ]),
      )
  }
  const rows = await query.orderBy('access_expires_at').orderBy('id').limit(limit).execute()
  return rows.map((row) => ({ id: row.id, accessExpiresAt: row.access_expires_at ?? 0 }))
}

type Condition = (where: ExpressionBuilder<Schema, 'connections'>) => Expression<SqlBool>

const nobodyRefreshes =
  (now: number): Condition =>
  (where) =>
    where.or([
      where('lease_until', 'is', null),
      where('lease_until', '<', now - takeOverAfterMs),
      where('lease_until', '>', now + takeOverAfterMs),
    ])

/** Credentials that were refused may have been mended since; whoever has the same ones still does not ask. */
const mayBeAsked =
  (now: number): Condition =>
  (where) =>
    where.or([
      where('refresh_after', 'is', null),
      where('refresh_after', '<=', now),
      where('refresh_after', '>', now + longestPauseMs),
      where('refused_client', 'is not', null),
    ])
