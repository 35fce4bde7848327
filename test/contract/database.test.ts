import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'

import { openDatabase } from '../../src/database/database.ts'
import type { Database } from '../../src/database/database.ts'
import { migrations } from '../../src/database/migrations/all.ts'
import { createSettingsStore } from '../../src/database/settings-store.ts'
import { describeOn, describeOnBothEngines } from './engines.ts'

const owner = (id: string) => ({ id, name: `name of ${id}`, created_at: 1_700_000_000_123 })

const connection = (id: string, ownerId: string) => ({
  id,
  owner_id: ownerId,
  app: 'zoom',
  method: 'oauth',
  status: 'ACTIVE',
  metadata: '{}',
  created_at: 1,
  updated_at: 1,
  token_version: 0,
  lease_generation: 0,
})

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error,
  )
}

describeOnBothEngines('opening a database', (open, store) => {
  it('migrates once when twenty start at the same moment', async () => {
    const options = await store.another()
    const all = await Promise.all(Array.from({ length: 20 }, () => openDatabase(options)))
    const { rows } = await sql<{ name: string }>`select name from valetkey_migrations`.execute(
      all[0]!.db,
    )
    expect(rows.map((row) => row.name)).toEqual(Object.keys(migrations))
    for (const database of all) {
      expect(await database.db.selectFrom('owners').selectAll().execute()).toEqual([])
    }
    await Promise.all(all.map((database) => database.close()))
  })

  it('says which engine it is', async () => {
    expect((await open()).engine).toBe(store.engine)
  })

  it('answers a ping', async () => {
    await (await open()).ping()
  })

  it('refuses a database that a newer version has changed, and leaves it as it is', async () => {
    const options = await store.another()
    const current = await openDatabase(options)
    await sql`insert into valetkey_migrations (name, timestamp) values ('9999_from_the_future', '2030')`.execute(
      current.db,
    )
    await expect(openDatabase(options)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(
        'was changed by a newer version of Valetkey (9999_from_the_future). Start that version again',
      ) as string,
    })
    await current.ping()
    await current.close()
  })

  it('keeps what another handle wrote', async () => {
    const [one, two] = [await open(), await open()]
    await one.db.insertInto('owners').values(owner('shared')).execute()
    expect(
      await two.db.selectFrom('owners').selectAll().where('id', '=', 'shared').execute(),
    ).toEqual([owner('shared')])
  })
})

describeOnBothEngines('rows', (open) => {
  it('carry epoch milliseconds as numbers and absent values as null', async () => {
    const { db } = await open()
    await db.insertInto('owners').values(owner('a')).execute()
    await db.insertInto('connections').values(connection('a', 'a')).execute()
    const row = await db.selectFrom('connections').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ created_at: 1, token_version: 0, tokens: null, lease_until: null })
    expect(Object.keys(row)).toHaveLength(33)
    const kept = await db.selectFrom('owners').selectAll().executeTakeFirstOrThrow()
    expect(kept).toStrictEqual(owner('a'))
  })

  it('count affected rows', async () => {
    const { db } = await open()
    await db.insertInto('owners').values(owner('counted')).execute()
    const rename = (id: string) =>
      db.updateTable('owners').set({ name: 'new' }).where('id', '=', id).executeTakeFirst()
    expect((await rename('counted')).numUpdatedRows).toBe(1n)
    expect((await rename('nobody')).numUpdatedRows).toBe(0n)
  })

  it('come back from an update that returns them, to one of two writers only', async () => {
    const [one, two] = [await open(), await open()]
    await one.db.insertInto('owners').values(owner('raced')).execute()
    await one.db.insertInto('connections').values(connection('raced', 'raced')).execute()
    const claim = ({ db }: Database) =>
      db
        .updateTable('connections')
        .set((eb) => ({ lease_generation: eb('lease_generation', '+', 1), lease_until: 10 }))
        .where('id', '=', 'raced')
        .where('lease_until', 'is', null)
        .returning('lease_generation')
        .executeTakeFirst()
    const claims = await Promise.all([claim(one), claim(two), claim(one), claim(two)])
    expect(claims.filter((row) => row !== undefined)).toEqual([{ lease_generation: 1 }])
  })

  it('vanish when their transaction fails', async () => {
    const { db } = await open()
    const failed = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('owners').values(owner('undone')).execute()
      throw new Error('changed my mind')
    })
    await expect(failed).rejects.toThrow('changed my mind')
    expect(await db.selectFrom('owners').select('id').where('id', '=', 'undone').execute()).toEqual(
      [],
    )
  })
})

describeOnBothEngines('constraints', (open) => {
  it('tell a duplicate from every other failure', async () => {
    const database = await open()
    const { db } = database
    await db.insertInto('owners').values(owner('twice')).execute()
    const key = {
      id: 'k',
      owner_id: 'twice',
      name: 'k',
      hash: 'h',
      created_at: 1,
      revoked_at: null,
    }
    await db.insertInto('api_keys').values(key).execute()

    const insertOwner = (id: string, name: string) =>
      db.insertInto('owners').values({ id, name, created_at: 1 }).execute()
    const duplicates = [
      await failureOf(insertOwner('twice', 'another name')),
      await failureOf(insertOwner('another id', 'name of twice')),
      await failureOf(
        db
          .insertInto('api_keys')
          .values({ ...key, id: 'k2' })
          .execute(),
      ),
    ]
    expect(duplicates.map(database.isUniqueViolation)).toEqual([true, true, true])
    expect(duplicates.map(database.isUnavailable)).toEqual([false, false, false])

    const others = [
      await failureOf(db.insertInto('connections').values(connection('x', 'nobody')).execute()),
      await failureOf(sql`insert into owners (id) values ('no name')`.execute(db)),
      await failureOf(sql`select * from no_such_table`.execute(db)),
      new Error('UNIQUE constraint failed'),
      'a thrown text',
    ]
    expect(others.map(database.isUniqueViolation)).toEqual(others.map(() => false))
    expect(others.map(database.isUnavailable)).toEqual(others.map(() => false))
  })

  it('remove everything of an owner who is removed, and nothing of others', async () => {
    const { db } = await open()
    for (const id of ['leaver', 'stayer']) {
      await db.insertInto('owners').values(owner(id)).execute()
      await db.insertInto('connections').values(connection(id, id)).execute()
      await db
        .insertInto('api_keys')
        .values({ id, owner_id: id, name: id, hash: id, created_at: 1, revoked_at: null })
        .execute()
      await db
        .insertInto('connect_sessions')
        .values({ id, connection_id: id, token_hash: id, token: id, created_at: 1, expires_at: 2 })
        .execute()
    }
    await db.deleteFrom('owners').where('id', '=', 'leaver').execute()
    for (const table of ['connections', 'api_keys', 'connect_sessions'] as const) {
      const left = await db
        .selectFrom(table)
        .select('id')
        .where('id', 'in', ['leaver', 'stayer'])
        .execute()
      expect(left, table).toEqual([{ id: 'stayer' }])
    }
  })
})

describeOnBothEngines('settings', (open) => {
  it('keep the first value when ten writers race', async () => {
    const database = await open()
    const settings = createSettingsStore(database)
    const kept = await Promise.all(
      Array.from({ length: 10 }, (_, index) => settings.putIfAbsent('raced', `value ${index}`)),
    )
    expect(new Set(kept).size).toBe(1)
    expect(await settings.putIfAbsent('raced', 'too late')).toBe(kept[0])
  })
})

describeOnBothEngines('the clock', (open) => {
  it('is in epoch milliseconds and moves on', async () => {
    const database = await open()
    const first = await database.now()
    expect(Number.isInteger(first)).toBe(true)
    expect(Math.abs(first - Date.now())).toBeLessThan(5_000)
    expect(await database.now()).toBeGreaterThanOrEqual(first)
  })
})

describeOn('sqlite', 'the clock', (open) => {
  it('can be replaced by a test', async () => {
    expect(await (await open({ now: () => 42 })).now()).toBe(42)
  })
})

describeOn('postgres', 'the clock', (open) => {
  it('is that of the server and not of this process, which other replicas do not share', async () => {
    expect(await (await open({ now: () => 42 })).now()).toBeGreaterThan(1_700_000_000_000)
  })

  it('moves on inside a transaction', async () => {
    const { db } = await open()
    const database = await open()
    await db.transaction().execute(async (transaction) => {
      const first = await database.now()
      await sql`select pg_sleep(0.02)`.execute(transaction)
      expect(await database.now()).toBeGreaterThan(first)
    })
  })
})

describe('an address of another kind', () => {
  it.each([
    ['mysql://root:hunter2@db/valetkey', 'starts with mysql:'],
    ['file:/var/lib/valetkey.db', 'starts with file:'],
    ['valetkey.db', 'has no scheme'],
  ])('is refused without repeating it: %s', async (url, sentence) => {
    const error = await failureOf(openDatabase({ url, dataDir: '/nonexistent' }))
    expect(error).toMatchObject({ code: 'invalid_request' })
    expect(String(error)).toContain(sentence)
    expect(String(error)).not.toContain('hunter2')
  })
})
