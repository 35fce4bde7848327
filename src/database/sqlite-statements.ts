import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import type { SqliteStatement } from 'kysely'

import { withNamedErrors } from './sqlite-errors.ts'

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
  const names = statement.columns().map(({ name }) => name)
  // Values alone cross the border to SQLite in half the time that they take with their names.
  statement.setReturnArrays(true)
  const rowOf = (values: readonly unknown[]): Row => row(namesFor(values), values)
  /** Another process may have changed the table since, and SQLite then prepares its statement again by itself. */
  const namesFor = (values: readonly unknown[]): readonly string[] =>
    values.length === names.length ? names : statement.columns().map(({ name }) => name)
  return {
    reader: names.length > 0,
    all: (parameters) =>
      withNamedErrors(() => statement.all(...parameters) as unknown[][]).map(rowOf),
    run: (parameters) => withNamedErrors(() => statement.run(...parameters)),
    *iterate(parameters) {
      for (const values of statement.iterate(...parameters) as Iterable<unknown[]>)
        yield rowOf(values)
    },
  }
}

type Row = Record<string, unknown>

function row(names: readonly string[], values: readonly unknown[]): Row {
  const made: Row = {}
  for (const [at, name] of names.entries()) made[name] = values[at]
  return made
}
