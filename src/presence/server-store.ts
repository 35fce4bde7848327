import type { Database } from '../database/database.ts'

/** The processes that answer requests on one store. */
export interface ServerStore {
  /** Says that this process is alive, and counts those that have said so lately, itself included. */
  readonly beat: (id: string) => Promise<number>
  readonly leave: (id: string) => Promise<void>
}

/** More than two beats may be missed before a process counts as gone. */
const liveMs = 5_000
const keptMs = 60_000

export function createServerStore({ database }: { database: Database }): ServerStore {
  const { db } = database
  return {
    async beat(id) {
      const now = await database.now()
      await db
        .insertInto('servers')
        .values({ id, started_at: now, seen_at: now })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: now }))
        .execute()
      await db
        .deleteFrom('servers')
        .where('seen_at', '<', now - keptMs)
        .execute()
      const { live } = await db
        .selectFrom('servers')
        .select((count) => count.fn.countAll<number>().as('live'))
        .where('seen_at', '>', now - liveMs)
        .executeTakeFirstOrThrow()
      return live
    },
    async leave(id) {
      await db.deleteFrom('servers').where('id', '=', id).execute()
    },
  }
}
