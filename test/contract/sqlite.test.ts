import { createSecretKey, randomBytes } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'

import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { sql } from 'kysely'
import { expect, it } from 'vitest'

import { writerInThread } from '../../src/audit/thread-writer.ts'
import { openDatabase } from '../../src/database/database.ts'
import { describeOn } from './engines.ts'

const owner = (id: string, name = id) => ({ id, name, created_at: 1 })

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error,
  )
}

/** Node 20 runs no source in a thread. */
const built = new URL('../../dist/audit/thread-program.js', import.meta.url)

function journalBytes(dataDir: string): number {
  return statSync(join(dataDir, 'valetkey.db-wal')).size
}

/** In the middle of a transaction that goes on until it is closed. */
function readerOf(dataDir: string): DatabaseSyncInstance {
  const reader = new DatabaseSync(join(dataDir, 'valetkey.db'))
  reader.exec('begin; select * from owners')
  return reader
}

describeOn('sqlite', 'the database file', (open, store) => {
  /** A database with a row in its journal, beside somebody who reads what was there before. */
  async function besideReader() {
    const { dataDir } = await store.another()
    const database = await openDatabase({ dataDir })
    const reader = readerOf(dataDir)
    await database.db.insertInto('owners').values(owner('a')).execute()
    return { dataDir, database, reader }
  }

  it('and its journal can be read by nobody else', async () => {
    const { db } = await open()
    await db.insertInto('owners').values(owner('a')).execute()
    const { dataDir } = await store.options()
    expect(readdirSync(dataDir).sort()).toEqual([
      'valetkey.db',
      'valetkey.db-shm',
      'valetkey.db-wal',
    ])
    for (const name of readdirSync(dataDir)) {
      expect(statSync(join(dataDir, name)).mode & 0o777, name).toBe(0o600)
    }
  })

  it('is made private again when somebody loosened it', async () => {
    const { dataDir } = await store.another()
    await (await openDatabase({ dataDir })).close()
    chmodSync(join(dataDir, 'valetkey.db'), 0o644)
    await (await openDatabase({ dataDir })).close()
    expect(statSync(join(dataDir, 'valetkey.db')).mode & 0o777).toBe(0o600)
  })

  it('lies in a folder that is created private', async () => {
    const dataDir = join((await store.another()).dataDir, 'deep', 'data')
    await (await openDatabase({ dataDir })).close()
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  })

  it('is flushed at every commit and overwrites what is deleted', async () => {
    const { db } = await open()
    const pragma = async (name: string) => {
      const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(db)
      return Object.values(rows[0] ?? {})[0]
    }
    expect(await pragma('journal_mode')).toBe('wal')
    expect(await pragma('synchronous')).toBe(2)
    expect(await pragma('foreign_keys')).toBe(1)
    expect(await pragma('secure_delete')).toBe(1)
    expect(await pragma('busy_timeout')).toBe(5000)
  })

  it('is copied from its journal by a server only when nobody else has done it for long', async () => {
    const pages = async (leavesCheckpoints: boolean) => {
      const { dataDir } = await store.another()
      const { db, close } = await openDatabase({ dataDir, leavesCheckpoints })
      const { rows } = await sql<{ wal_autocheckpoint: number }>`pragma wal_autocheckpoint`.execute(
        db,
      )
      await close()
      return rows[0]?.wal_autocheckpoint
    }
    expect([await pages(false), await pages(true)]).toEqual([1_000, 4_000])
  })

  it('is not flushed for rows in bulk, and is again for everything else, also when they fail', async () => {
    const database = await open()
    const level = async (db: typeof database.db) => {
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db)
      return rows[0]?.synchronous
    }
    expect(await database.unflushed(level)).toBe(1)
    expect(await level(database.db)).toBe(2)
    await expect(database.unflushed(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    const [inside, outside] = await Promise.all([
      database.unflushed(async (db) => {
        await turn()
        return level(db)
      }),
      level(database.db),
    ])
    expect([inside, outside]).toEqual([1, 2])
  })

  it('keeps no byte of a deleted or replaced token after a checkpoint', async () => {
    const { dataDir } = await store.another()
    const database = await openDatabase({ dataDir })
    const { db } = database
    const holds = (text: string) =>
      readdirSync(dataDir).some((name) => readFileSync(join(dataDir, name)).includes(text))
    const marker = (name: string) => `sealed-${name}-`.padEnd(3_000, name)
    await db.insertInto('owners').values(owner('o')).execute()
    const base = { owner_id: 'o', app: 'zoom', method: 'oauth', status: 'ACTIVE', metadata: '{}' }
    const counters = { created_at: 1, updated_at: 1, token_version: 0, lease_generation: 0 }
    for (const id of ['deleted', 'replaced']) {
      await db
        .insertInto('connections')
        .values({ id, ...base, ...counters, tokens: marker(id) })
        .execute()
    }
    await sql`pragma wal_checkpoint(truncate)`.execute(db)
    expect(holds('sealed-deleted-')).toBe(true)

    await db.deleteFrom('connections').where('id', '=', 'deleted').execute()
    await db.updateTable('connections').set({ tokens: null }).where('id', '=', 'replaced').execute()
    await sql`pragma wal_checkpoint(truncate)`.execute(db)
    expect(holds('sealed-deleted-')).toBe(false)
    expect(holds('sealed-replaced-')).toBe(false)
    await database.close()
  })

  it('holds everything once its server has ended, also without its journal', async () => {
    const [{ dataDir }, copy] = [await store.another(), await store.another()]
    const database = await openDatabase({ dataDir })
    await database.db.insertInto('owners').values(owner('a')).execute()
    await database.close()
    expect(journalBytes(dataDir)).toBe(0)
    await (await openDatabase(copy)).close()
    copyFileSync(join(dataDir, 'valetkey.db'), join(copy.dataDir, 'valetkey.db'))
    const copied = await openDatabase(copy)
    expect(await copied.db.selectFrom('owners').selectAll().execute()).toEqual([owner('a')])
    await copied.close()
  })

  it('loses nothing when it is closed beside somebody who reads', async () => {
    const { dataDir, database, reader } = await besideReader()
    await database.close()
    expect(journalBytes(dataDir)).toBeGreaterThan(0)
    reader.close()
    const again = await openDatabase({ dataDir })
    expect(await again.db.selectFrom('owners').selectAll().execute()).toEqual([owner('a')])
    await again.close()
  })

  it('has its journal emptied once nobody reads it any more, and nobody waits for who does not stop', async () => {
    const { dataDir, database, reader } = await besideReader()
    await database.scrub()
    expect(journalBytes(dataDir)).toBeGreaterThan(0)
    const scrubbed = database.scrub()
    await sleep(20)
    expect(await database.db.selectFrom('owners').selectAll().execute()).toEqual([owner('a')])
    reader.close()
    await scrubbed
    expect(journalBytes(dataDir)).toBe(0)
    await database.close()
  })

  it('has its journal emptied by the thread that writes the audit, too', async () => {
    const { dataDir } = await store.another()
    const { db, close } = await openDatabase({ dataDir })
    await db.insertInto('owners').values(owner('a')).execute()
    expect(journalBytes(dataDir)).toBeGreaterThan(0)
    const writer = writerInThread({ dataDir, key: createSecretKey(randomBytes(32)) }, built)
    await writer?.scrub()
    expect(journalBytes(dataDir)).toBe(0)
    expect(await db.selectFrom('owners').selectAll().execute()).toEqual([owner('a')])
    await writer?.close()
    await close()
  })

  it('names every column of a table to which another process has added one', async () => {
    const { dataDir } = await store.another()
    const database = await openDatabase({ dataDir })
    await database.db.insertInto('owners').values(owner('a')).execute()
    const owners = () => database.db.selectFrom('owners').selectAll().execute()
    expect(await owners()).toEqual([owner('a')])
    const other = new DatabaseSync(join(dataDir, 'valetkey.db'))
    other.exec("alter table owners add column plan text default 'small'")
    other.close()
    expect(await owners()).toEqual([{ ...owner('a'), plan: 'small' }])
    await database.close()
  })

  it('hands over rows one by one as it hands over all of them', async () => {
    const { db } = await open()
    await db
      .insertInto('owners')
      .values([owner('one'), owner('two')])
      .execute()
    const owners = db
      .selectFrom('owners')
      .selectAll()
      .where('id', 'in', ['one', 'two'])
      .orderBy('id')
    const streamed = []
    for await (const row of owners.stream()) streamed.push(row)
    expect(streamed).toEqual([owner('one'), owner('two')])
    expect(await owners.execute()).toEqual(streamed)
  })

  it('can be copied while it is in use, into a private file that opens by itself', async () => {
    const database = await open()
    await database.db.insertInto('owners').values(owner('copied')).execute()
    const { dataDir } = await store.another()
    const copy = join(dataDir, 'valetkey.db')
    await database.backup?.(copy)
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    const restored = await openDatabase({ dataDir })
    const names = await restored.db.selectFrom('owners').select('id').execute()
    expect(names).toContainEqual({ id: 'copied' })
    await restored.close()
    await expect(database.backup?.(copy)).rejects.toThrow('EEXIST')
  })
})

describeOn('sqlite', 'the store is unavailable', (_open, store) => {
  it('when the disk is full', async () => {
    const database = await openDatabase(await store.another())
    await sql`pragma max_page_count = 30`.execute(database.db)
    const insert = database.db
      .insertInto('owners')
      .values(owner('big', 'x'.repeat(200_000)))
      .execute()
    const error = await failureOf(insert)
    expect(String(error)).toContain('full')
    expect(error).toHaveProperty('code', 'SQLITE_FULL')
    expect(database.isUnavailable(error)).toBe(true)
    expect(database.isUniqueViolation(error)).toBe(false)
    await database.close()
  })

  it('when the disk is full in the middle of a transaction, which SQLite then ends by itself', async () => {
    const database = await openDatabase(await store.another())
    await sql`pragma max_page_count = 30`.execute(database.db)
    const insert = (id: string, name: string) =>
      database.db.transaction().execute(async (trx) => {
        await trx
          .insertInto('owners')
          .values(owner(`${id}-first`))
          .execute()
        await trx.insertInto('owners').values(owner(id, name)).execute()
      })
    const error = await failureOf(insert('big', 'x'.repeat(200_000)))
    expect(error).toHaveProperty('code', 'SQLITE_FULL')
    expect(database.isUnavailable(error)).toBe(true)
    await insert('small', 'y')
    const owners = await database.db.selectFrom('owners').select('id').orderBy('id').execute()
    expect(owners).toEqual([{ id: 'small' }, { id: 'small-first' }])
    await database.close()
  })

  it('when another program holds the file for longer than we wait', async () => {
    const { dataDir } = await store.another()
    const database = await openDatabase({ dataDir })
    await sql`pragma busy_timeout = 20`.execute(database.db)
    const holder = new DatabaseSync(join(dataDir, 'valetkey.db'))
    holder.exec('begin immediate')
    const error = await failureOf(database.db.insertInto('owners').values(owner('late')).execute())
    expect(database.isUnavailable(error)).toBe(true)
    holder.exec('rollback')
    holder.close()
    await database.db.insertInto('owners').values(owner('late')).execute()
    await database.close()
  })

  // The driver gives no code for a statement that returns rows.
  it('also for statements that give rows', async () => {
    const { dataDir } = await store.another()
    const database = await openDatabase({ dataDir })
    await sql`pragma busy_timeout = 20`.execute(database.db)
    const insert = (id: string, name: string) =>
      database.db.insertInto('owners').values(owner(id, name)).returning('id').execute()
    await insert('a', 'first')
    const duplicate = await failureOf(insert('a', 'again'))
    expect(database.isUniqueViolation(duplicate)).toBe(true)
    expect(database.isUnavailable(duplicate)).toBe(false)
    const holder = new DatabaseSync(join(dataDir, 'valetkey.db'))
    holder.exec('begin immediate')
    const late = await failureOf(insert('b', 'late'))
    expect(database.isUnavailable(late)).toBe(true)
    expect(late).toHaveProperty('code', 'SQLITE_BUSY')
    holder.exec('rollback')
    holder.close()
    await sql`pragma max_page_count = 30`.execute(database.db)
    expect(database.isUnavailable(await failureOf(insert('c', 'x'.repeat(200_000))))).toBe(true)
    await sql`pragma query_only = on`.execute(database.db)
    expect(database.isUnavailable(await failureOf(insert('d', 'd')))).toBe(true)
    await database.close()
  })

  it('when the file is something else, and says which file', async () => {
    const { dataDir } = await store.another()
    writeFileSync(
      join(dataDir, 'valetkey.db'),
      'this is not a database, but a text of some length. '.repeat(40),
    )
    const error = await failureOf(openDatabase({ dataDir }))
    expect(error).toMatchObject({ code: 'store_unavailable' })
    expect(String(error)).toContain(join(dataDir, 'valetkey.db'))
    expect(String(error)).toContain('file is not a database')
  })

  it('when the data folder cannot be made', async () => {
    const { dataDir } = await store.another()
    writeFileSync(join(dataDir, 'taken'), '')
    const error = await failureOf(openDatabase({ dataDir: join(dataDir, 'taken') }))
    expect(error).toMatchObject({ code: 'store_unavailable' })
    expect(String(error)).toContain('The data folder')
  })
})

describeOn('sqlite', 'transactions of two handles', (open) => {
  it('never read a number, then write over what the other one wrote', async () => {
    const [one, two] = [await open(), await open()]
    await one.db.insertInto('settings').values({ name: 'count', value: '0' }).execute()
    const increment = (db: typeof one.db) =>
      db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('settings')
          .select('value')
          .where('name', '=', 'count')
          .executeTakeFirstOrThrow()
        await transaction
          .updateTable('settings')
          .set({ value: String(Number(row.value) + 1) })
          .where('name', '=', 'count')
          .execute()
      })
    for (let round = 0; round < 5; round += 1) {
      await increment(one.db)
      await increment(two.db)
    }
    const kept = await one.db
      .selectFrom('settings')
      .selectAll()
      .where('name', '=', 'count')
      .execute()
    expect(kept).toEqual([{ name: 'count', value: '10' }])
  })

  it('take the write lock at their start, so that a read at their start is still true at their end', async () => {
    const [one, two] = [await open(), await open()]
    await sql`pragma busy_timeout = 0`.execute(two.db)
    const begun = one.db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('owners').selectAll().execute()
      return failureOf(two.db.insertInto('owners').values(owner('between')).execute())
    })
    expect(String(await begun)).toContain('database is locked')
  })
})
