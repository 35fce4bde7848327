import type { Database } from '../database/database.ts'
import type { ConnectionRow, RevocationRow } from '../database/schema.ts'
import type { Revocable, SealedTokens } from './sealed-tokens.ts'

/** A grant that is still to be revoked, taken by this process until its next attempt is due. */
export interface PendingRevocation {
  readonly id: string
  readonly grant: Revocable
}

export interface RevocationStore {
  /** Takes those whose next attempt is due, so that no other replica makes it too. Those that ended by themselves are dropped. */
  takeDue: (limit: number) => Promise<PendingRevocation[]>
  /** Keeps newer tokens of the same grant: the older ones no longer work. */
  replace: (id: string, grant: Revocable) => Promise<void>
  /** The grant has ended upstream: nothing of it is kept. */
  settle: (id: string) => Promise<void>
}

interface Needs {
  readonly database: Database
  readonly sealed: SealedTokens
}

const minuteMs = 60_000
const longestPauseMs = 6 * 60 * minuteMs
/** Zoom's refresh tokens end after 90 days; access tokens alone after the hour that was told. */
const refreshLifeMs = 90 * 24 * 60 * minuteMs

export function createRevocationStore({ database, sealed }: Needs): RevocationStore {
  return {
    takeDue: (limit) => takeDue({ database, sealed }, limit),
    async replace(id, grant) {
      await database.db
        .updateTable('revocations')
        .set({ secrets: sealed.sealRevocable(id, grant) })
        .where('id', '=', id)
        .execute()
    },
    async settle(id) {
      await database.db.deleteFrom('revocations').where('id', '=', id).execute()
      await database.scrub()
    },
  }
}

/** What is kept of a connection that is being removed. The request that removes it makes the first attempt. */
export function revocationRow(
  { app, issuer, client_id, issued_at }: ConnectionRow,
  { id, secrets, grant, at }: { id: string; secrets: string; grant: Revocable; at: number },
): RevocationRow {
  const lastsUntil =
    grant.tokens.refreshToken === null
      ? (grant.accessExpiresAt ?? at)
      : (issued_at ?? at) + refreshLifeMs
  const until = Math.max(lastsUntil, at + 2 * minuteMs)
  const schedule = { created_at: at, attempts: 1, next_at: at + 1.5 * minuteMs, until }
  return { id, app, issuer, client_id, secrets, ...schedule }
}

async function takeDue({ database, sealed }: Needs, limit: number): Promise<PendingRevocation[]> {
  const { db } = database
  const now = await database.now()
  await db.deleteFrom('revocations').where('until', '<=', now).execute()
  const rows = await db
    .selectFrom('revocations')
    .selectAll()
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(limit)
    .execute()
  const taken: PendingRevocation[] = []
  for (const row of rows) {
    const pauseMs = Math.min(minuteMs * 2 ** row.attempts, longestPauseMs)
    const ours = await db
      .updateTable('revocations')
      .set({ attempts: row.attempts + 1, next_at: now + pauseMs })
      .where('id', '=', row.id)
      .where('next_at', '=', row.next_at)
      .returning('id')
      .executeTakeFirst()
    if (ours) taken.push({ id: row.id, grant: sealed.openRevocable(row) })
  }
  return taken
}
