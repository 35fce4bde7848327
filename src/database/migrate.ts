import { setTimeout as sleep } from 'node:timers/promises'

import { Kysely, Migrator, sql } from 'kysely'

import { Failure } from '../errors.ts'
import type { Engine } from './engine.ts'
import { migrations } from './migrations/all.ts'
import type { Schema } from './schema.ts'

/** Named after us, because a PostgreSQL database may be shared with another program that uses Kysely. */
const migrationTable = 'valetkey_migrations'

/** Longer than any migration so far. A loser of the race only waits for the winner. */
const attempts = 600
const pauseMs = 50

/** Brings the tables up to date, or refuses a database that a newer Valetkey has changed. */
export async function migrate(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const applied = await readApplied(db, engine)
  refuseNewer(applied, engine)
  if (Object.keys(migrations).every((name) => applied.includes(name))) return

  const migrationDb = new Kysely<Schema>({ dialect: engine.migrationDialect() })
  try {
    await runMigrations(migrationDb, engine)
  } finally {
    await migrationDb.destroy()
  }
  refuseNewer(await readApplied(db, engine), engine)
}

async function runMigrations(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
  })
  for (let attempt = 1; ; attempt += 1) {
    const { error } = await migrator.migrateToLatest()
    if (error === undefined) return
    if (!engine.isBusy(error) || attempt === attempts) throw asError(error)
    await sleep(pauseMs)
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('The migration failed.', { cause: error })
}

async function readApplied(db: Kysely<Schema>, engine: Engine): Promise<string[]> {
  try {
    const { rows } = await sql<{
      name: string
    }>`select name from ${sql.table(migrationTable)}`.execute(db)
    return rows.map((row) => row.name)
  } catch (error) {
    if (engine.isUnavailable(error)) throw error
    // No table yet. If it was something else, the migrator meets it again and reports it.
    return []
  }
}

function refuseNewer(applied: readonly string[], engine: Engine): void {
  const unknown = applied.filter((name) => !(name in migrations))
  if (unknown.length === 0) return
  throw new Failure(
    'conflict',
    `${engine.place} was changed by a newer version of Valetkey (${unknown.join(', ')}). Start that version again, or restore the backup made before the upgrade. Nothing was changed.`,
  )
}
