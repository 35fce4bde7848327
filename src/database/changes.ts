import { sql } from 'kysely'
import type { Database } from './database.ts'
import { deleteInPieces } from './in-pieces.ts'

/** What was read of the log of changes, and where the next reading goes on. */
export interface Reading {
  readonly mark: number
  /** Null: more than is worth reading, or all there ever was. Nothing from before this reading can be relied on. */
  readonly topics: readonly string[] | null
}

/** The log of changes that triggers write (migrations/0003_changes.ts). */
export interface Changes {
  /** Without a mark: where a reader begins, who has read nothing yet. */
  readonly since: (mark: number | null) => Promise<Reading>
  /** Forgets what every reader has read long ago. */
  readonly prune: (stopping: () => boolean) => Promise<void>
}

/** Far longer than any reader waits between two readings. One that was away longer begins anew. */
const keptMs = 10 * 60_000
/** SQLite needs 2 µs for each, and holds up every request meanwhile. One statement can change every connection there is. */
const atMost = 5_000

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
  if (mark === null) return { mark: await newestMark(db), topics: null }
  const rows = await db
    .selectFrom('changes')
    .select(['mark', 'topic'])
    .where('mark', '>', mark)
    .orderBy('mark')
    .limit(atMost + 1)
    .execute()
  if (rows.length > atMost) return { mark: await newestMark(db), topics: null }
  return { mark: rows.at(-1)?.mark ?? mark, topics: rows.map(({ topic }) => topic) }
}

async function newestMark(db: Database['db']): Promise<number> {
  const { rows } = await sql<{ mark: number | null }>`
    select seq as mark from sqlite_sequence where name = 'changes'`.execute(db)
  return rows[0]?.mark ?? 0
}

/**
 * Transactions commit in another order than they begin. Whatever was still running at this snapshot has a number from its
 * xmin on, so the next reading begins there; what it reads twice does no harm
 * (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT).
 */
async function postgresSince({ db }: Database, mark: number | null): Promise<Reading> {
  const { rows } = await sql<{ mark: number; topics: string[] }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as mark,
      array(select distinct topic from changes where mark >= ${mark}::bigint
        limit ${atMost + 1}) as topics`.execute(db)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL said nothing of its own snapshot.')
  return { mark: row.mark, topics: mark === null || row.topics.length > atMost ? null : row.topics }
}
