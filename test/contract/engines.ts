import { afterAll, describe } from 'vitest'

import { openDatabase } from '../../src/database/database.ts'
import type { Database, DatabaseOptions } from '../../src/database/database.ts'
import { freshPostgresDatabase, freshSqlite } from '../setup/postgres.ts'

/** Opens the store of this block, which is created empty by the first call. Each call is another handle, as another replica has. */
export type Open = (options?: Pick<DatabaseOptions, 'now'>) => Promise<Database>

export interface Store {
  readonly engine: Database['engine']
  /** The address of the store that `open` opens. */
  options(): Promise<DatabaseOptions>
  /** The address of a new and empty store. */
  another(): Promise<DatabaseOptions>
}

/**
 * Runs the same facts on SQLite and on a real PostgreSQL, each block on its own store. Handles and stores are cleaned up afterwards.
 *
 * @example
 * describeOnBothEngines('the owner store', (open) => {
 *   it('finds what it kept', async () => {
 *     const owners = createOwnerStore(await open())
 *   })
 * })
 */
export function describeOnBothEngines(
  title: string,
  body: (open: Open, store: Store) => void,
): void {
  describeOn('sqlite', title, body)
  describeOn('postgres', title, body)
}

/** For what only one of the engines does. */
export function describeOn(
  engine: Database['engine'],
  title: string,
  body: (open: Open, store: Store) => void,
): void {
  describe(`${title} (${engine})`, () => {
    const cleanups: (() => Promise<void> | void)[] = []

    const another = async (): Promise<DatabaseOptions> => {
      const folder = freshSqlite()
      cleanups.push(() => {
        folder.remove()
      })
      if (engine === 'sqlite') return { dataDir: folder.dataDir }
      const fresh = await freshPostgresDatabase()
      cleanups.push(() => fresh.drop())
      return { dataDir: folder.dataDir, url: fresh.url }
    }

    let shared: Promise<DatabaseOptions> | undefined
    const options = () => (shared ??= another())

    const open: Open = async (more = {}) => {
      const database = await openDatabase({ ...(await options()), ...more })
      cleanups.push(() => database.close())
      return database
    }

    afterAll(async () => {
      for (const cleanup of cleanups.reverse()) await cleanup()
    })
    body(open, { engine, options, another })
  })
}
