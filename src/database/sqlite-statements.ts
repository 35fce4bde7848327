import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import type { SqliteStatement } from 'kysely'

/** Our own SQL has some dozens of texts. Lists of varying length (`in (?, ?, …)`) add more, so there is a limit. */
const capacity = 200

/** Prepares each SQL text once and forgets the one that was not used for the longest time. */
export function cacheStatements(handle: DatabaseSyncInstance): (text: string) => SqliteStatement {
  const cache = new Map<string, SqliteStatement>()
  return (text) => {
    const statement = cache.get(text) ?? prepare(handle, text)
    cache.delete(text)
    cache.set(text, statement)
    const [oldest] = cache.keys()
    if (cache.size > capacity && oldest !== undefined) cache.delete(oldest)
    return statement
  }
}

function prepare(handle: DatabaseSyncInstance, text: string): SqliteStatement {
  const statement = handle.prepare(text)
  return {
    reader: statement.columns().length > 0,
    // Rows arrive without a prototype. A copy makes them equal to the rows of PostgreSQL.
    all: (parameters) => statement.all(...parameters).map((row: object) => ({ ...row })),
    run: (parameters) => statement.run(...parameters),
    iterate: (parameters) => statement.iterate(...parameters),
  }
}
