import { Kysely, sql } from 'kysely'

import { Failure } from '../errors.ts'
import type { ChangeWatcher, Engine } from './engine.ts'
import { migrate } from './migrate.ts'
import { cannotBeUsed } from './outage.ts'
import type { Schema } from './schema.ts'

export interface DatabaseOptions {
  /** `postgres://…`; without it the store is a SQLite file in the data folder. */
  readonly url?: string | null
  readonly dataDir: string
  /** Replaces the clock of SQLite, for tests. PostgreSQL always uses the clock of its server. */
  readonly now?: () => number
  /** On SQLite: another thread of this server writes more than this one, and has the journal's checkpoints. */
  readonly leavesCheckpoints?: boolean
}

export interface Database {
  readonly engine: 'sqlite' | 'postgres'
  readonly db: Kysely<Schema>
  /** The database's clock in epoch milliseconds: the one clock that all replicas share. */
  readonly now: () => Promise<number>
  readonly isUniqueViolation: (error: unknown) => boolean
  /** True when the store itself cannot be used now, so that the caller should be told to come back. */
  readonly isUnavailable: (error: unknown) => boolean
  /** Fails unless the database answers. */
  readonly ping: () => Promise<void>
  /** Writes a consistent copy into a new file. Only SQLite has it: PostgreSQL is backed up by its own tools. */
  readonly backup?: (file: string) => Promise<void>
  /** Overwrites on disk what was deleted or replaced, if nobody is in the way at this moment. Nothing to do on PostgreSQL. */
  readonly scrub: () => Promise<void>
  /**
   * Does work whose commits need not be on the disk at once: they outlive this process, and on SQLite a power cut may take the
   * last ones. On SQLite a flush holds up every request for as long as the disk takes.
   */
  readonly unflushed: <T>(work: (db: Kysely<Schema>) => Promise<T>) => Promise<T>
  /** Tells of what other servers change, as far as it hears of it, until the function that it gives is called. */
  readonly watch: (watcher: ChangeWatcher) => () => Promise<void>
  readonly close: () => Promise<void>
}

/** Opens the store named by the options and brings its tables up to date. Any number of processes may do so at once. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const engine = await chooseEngine(options)
  const db = new Kysely<Schema>({ dialect: engine.dialect })
  try {
    await migrate(db, engine)
  } catch (error) {
    await db.destroy().catch(() => undefined)
    if (error instanceof Failure || !engine.isUnavailable(error)) throw error
    throw cannotBeUsed(engine.place, error)
  }
  return describeDatabase(engine, db)
}

function describeDatabase(engine: Engine, db: Kysely<Schema>): Database {
  const { backup } = engine
  return {
    engine: engine.name,
    db,
    now: () => engine.now(db),
    isUniqueViolation: engine.isUniqueViolation,
    isUnavailable: engine.isUnavailable,
    ping: async () => {
      await sql`select 1`.execute(db)
    },
    ...(backup && { backup: (file: string) => backup(db, file) }),
    scrub: async () => {
      await engine.scrub?.(db)
    },
    unflushed: (work) => engine.unflushed?.(db, work) ?? work(db),
    watch: (watcher) => engine.watch?.(db, watcher) ?? (() => Promise.resolve()),
    close: () => db.destroy(),
  }
}

/** Each engine is loaded only when it is wanted: a server on PostgreSQL never loads the native SQLite module. */
async function chooseEngine(options: DatabaseOptions): Promise<Engine> {
  const url = options.url ?? ''
  if (url === '') {
    const { openSqlite } = await import('./sqlite.ts')
    return openSqlite(options)
  }
  if (/^postgres(ql)?:\/\//i.test(url)) {
    const { openPostgres } = await import('./postgres.ts')
    return openPostgres(url)
  }
  // Only the scheme is repeated: the rest of the address may hold a password.
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]
  throw new Failure(
    'invalid_request',
    `DATABASE_URL ${scheme === undefined ? 'has no scheme' : `starts with ${scheme}:`}, but only postgres:// is supported. Remove it to keep the data in a SQLite file.`,
  )
}
