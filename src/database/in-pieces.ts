import { setTimeout as sleep } from 'node:timers/promises'
import type { DeleteResult, Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

/** SQLite needs 2 µs for a small row, and holds up every request meanwhile. */
const atOnce = 500
/** For those requests, and for others who want to write. */
const pauseMs = 10

/**
 * Deletes what nobody needs any more, `atOnce` rows at a time: hundreds of thousands can be due at one moment, after a restart or at
 * midnight. What is left when the server stops is left to the next one.
 */
export async function deleteInPieces(
  { unflushed }: Pick<Database, 'unflushed'>,
  stopping: () => boolean,
  deleteSome: (db: Kysely<Schema>, most: number) => Promise<DeleteResult>,
): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await unflushed((db) => deleteSome(db, atOnce))
    if (numDeletedRows < atOnce || stopping()) return
    await sleep(pauseMs)
  }
}
