import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { DatabaseSync } from '@photostructure/sqlite'
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { sql, SqliteAdapter, SqliteDialect } from 'kysely'
import type { DialectAdapter, Kysely, SqliteDatabase } from 'kysely'

import type { Engine } from './engine.ts'
import { cannotBeUsed } from './outage.ts'
import type { Schema } from './schema.ts'
import { sqliteCode, troubleOf } from './sqlite-errors.ts'
import { busyTimeoutMs, closeEmptied, emptyJournal } from './sqlite-journal.ts'
import { cacheStatements } from './sqlite-statements.ts'

export interface SqliteOptions {
  readonly dataDir: string
  readonly now?: () => number
  /** Another connection of this server writes more, in a thread of its own, and is the one to copy the journal into the file. */
  readonly leavesCheckpoints?: boolean
}

/**
 * How many pages the journal may have before this connection copies them, which takes 20 to 50 ms. SQLite's own 1,000 are what the
 * other one keeps to; this is for when nobody calls and only tokens are refreshed.
 */
const lateCheckpointPages = 4_000
const attempts = 600
const scrubAttempts = 5
const pauseMs = 50

/** Opens `<dataDir>/valetkey.db`. Meant for one server on a local disk, beside which the CLI may work on the same file. */
export async function openSqlite(options: SqliteOptions): Promise<Engine> {
  const file = join(options.dataDir, 'valetkey.db')
  const place = `The SQLite database ${file}`
  createPrivately(options.dataDir, file)
  const serving = await openWhenFree(file).catch((error: unknown) => {
    throw cannotBeUsed(place, error)
  })
  serving.exec(`pragma busy_timeout = ${busyTimeoutMs}`)
  if (options.leavesCheckpoints) serving.exec(`pragma wal_autocheckpoint = ${lateCheckpointPages}`)
  const { now } = options
  return {
    name: 'sqlite',
    place,
    dialect: new TransactionalSqliteDialect({ database: asKyselyDatabase(serving) }),
    // Waits by retrying and not by blocking this process, in which the other migrator may live.
    migrationDialect: () =>
      new TransactionalSqliteDialect({
        database: async () => asKyselyDatabase(await openWhenFree(file)),
      }),
    now: async (db) => {
      if (now !== undefined) return now()
      const result = await sql<{
        now: number
      }>`select cast(round(unixepoch('subsec') * 1000) as integer) as now`.execute(db)
      return result.rows[0]?.now ?? Number.NaN
    },
    isUniqueViolation: (error) => uniqueViolations.has(sqliteCode(error) ?? 0),
    isUnavailable: (error) => troubleOf(error) !== undefined,
    isBusy,
    scrub: (db) => scrub(db, serving),
    unflushed: (db, work) => unflushed(db, serving, work),
    backup: async (db, target) => {
      // The file is made first, so that nobody but us can ever read it.
      closeSync(openSync(target, 'wx', 0o600))
      await sql`vacuum into ${target}`.execute(db)
      flush(target)
    },
  }
}

/** One exclusive connection for a lock file. It waits for nobody. */
export function openSqliteFile(file: string): DatabaseSyncInstance {
  return new DatabaseSync(file, { timeout: 0 })
}

// https://sqlite.org/rescode.html: SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE, _ROWID
const uniqueViolations = new Set([1555, 2067, 2579])

function isBusy(error: unknown): boolean {
  return troubleOf(error) === 'SQLITE_BUSY'
}

/** The journal and shared memory files inherit the mode of the database file, so that one must exist with the right mode first. */
function createPrivately(dataDir: string, file: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
  } catch (error) {
    throw cannotBeUsed(`The data folder ${dataDir}`, error)
  }
}

/** Switching a new file to WAL needs it alone and ignores the busy timeout, so processes that start together take turns. */
async function openWhenFree(file: string): Promise<DatabaseSyncInstance> {
  for (let attempt = 1; ; attempt += 1) {
    const handle = openSqliteFile(file)
    try {
      // FULL, because a committed refresh token must survive a power cut. NORMAL loses the last commits in WAL mode.
      // secure_delete overwrites what is deleted: a removed token must not stay in the file.
      handle.exec(`
        pragma journal_mode = wal;
        pragma synchronous = full;
        pragma foreign_keys = on;
        pragma secure_delete = on;
      `)
      return handle
    } catch (error) {
      handle.close()
      if (!isBusy(error) || attempt === attempts) throw error
      await sleep(pauseMs)
    }
  }
}

/**
 * Kysely opens transactions with a plain `begin`. On SQLite a transaction that reads and then writes would fail at once, without
 * waiting, when another process wrote in between (https://sqlite.org/isolation.html). `immediate` takes the write lock first.
 * It also rolls back what SQLite has rolled back by itself, on a full disk for one (https://sqlite.org/lang_transaction.html):
 * that error would hide the one that tells what happened.
 */
function asKyselyDatabase(handle: DatabaseSyncInstance): SqliteDatabase {
  const prepare = cacheStatements(handle)
  const instead = (text: string): string => {
    if (text === 'begin') return 'begin immediate'
    return text === 'rollback' && !handle.isTransaction ? 'select 1' : text
  }
  return {
    close: () => {
      closeEmptied(handle)
    },
    prepare: (text) => prepare(instead(text)),
  }
}

/** SQLite can roll back DDL. Told so, the migrator works inside one transaction, and racing migrators see all of it or nothing. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionalDdlAdapter()
  }
}

/**
 * secure_delete clears the pages, and the journal keeps older copies of them until it is emptied. Within Kysely's turn, because
 * it fails inside a transaction.
 */
async function scrub(db: Kysely<Schema>, handle: DatabaseSyncInstance): Promise<void> {
  for (let attempt = 1; attempt <= scrubAttempts; attempt += 1) {
    if (await db.connection().execute(async () => emptyJournal(handle))) return
    await sleep(pauseMs)
  }
}

/** Within Kysely's turn, so that no other commit is made meanwhile (https://sqlite.org/pragma.html#pragma_synchronous). */
async function unflushed<T>(
  db: Kysely<Schema>,
  handle: DatabaseSyncInstance,
  work: (db: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    handle.exec('pragma synchronous = normal')
    try {
      return await work(connection)
    } finally {
      handle.exec('pragma synchronous = full')
    }
  })
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
