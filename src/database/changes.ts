import { sql } from 'kysely'
import type { Database } from './database.ts'
import { deleteInPieces } from './in-pieces.ts'

/** What was read of the log of changes, and where the next reading goes on. */
export interface Reading {
  readonly mark: number
  readonly topics: readonly string[]
}

/** The log of changes that triggers write (migrations/0003_changes.ts). */
export interface Changes {
  /** Without a mark: where a reader begins. It has read nothing yet. */
  readonly since: (mark: number | null) => Promise<Reading>
  /** Forgets what every reader has read long ago. */
  readonly prune: (stopping: () => boolean) => Promise<void>
}

/** Far longer than any reader waits between two readings. One that was away longer begins anew. */
const keptMs = 10 * 60_000

export function createChanges(database: Database): Changes {
  return {
    since: (mark) =>
      database.engine === 'sqlite' ? sqliteSince(database, mark) : postgresSince(database, mark),
    async prune(stopping) {
      const until = (await database.now()) - keptMs
      await deleteInPieces(database, stopping, (db, most) => {
        const some = db.selectFrom('changes').select('mark').where('at', '<', until).limit(most)
        return db
          .deleteFrom('changes')
          .where('at', '<', until)
          .where('mark', 'in', some)
          .executeTakeFirst()
      })
    },
  }
}

/** Marks rise in the order of the commits, also after the table was emptied (AUTOINCREMENT). */
async function sqliteSince({ db }: Database, mark: number | null): Promise<Reading> {
  if (mark === null) {
    const { rows } = await sql<{ mark: number | null }>`
      select seq as mark from sqlite_sequence where name = 'changes'`.execute(db)
    return { mark: rows[0]?.mark ?? 0, topics: [] }
  }
  const { rows } = await sql<{ mark: number; topic: string }>`
    select mark, topic from changes where mark > ${mark} order by mark`.execute(db)
  return { mark: rows.at(-1)?.mark ?? mark, topics: rows.map(({ topic }) => topic) }
}

/**
 * Transactions commit in another order than they begin. Whatever was still running at this snapshot has a number from its
 * xmin on, so the next reading begins there; what it reads twice does no harm
 * (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT).
 */
async function postgresSince({ db }: Database, mark: number | null): Promise<Reading> {
  const { rows } = await sql<{ mark: number; topics: string[] | null }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as mark,
      (select array_agg(distinct topic) from changes where mark >= ${mark}::bigint) as topics`.execute(
    db,
  )
  const [row] = rows
  return { mark: row?.mark ?? mark ?? 0, topics: row?.topics ?? [] }
}
