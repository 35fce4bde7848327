import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'

import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, expect, it } from 'vitest'

import { openDatabase } from '../../src/database/database.ts'
import type { Database } from '../../src/database/database.ts'
import { createFaultyWire } from './faulty-wire.ts'
import { freePort } from '../setup/free-port.ts'
import { freshPostgresDatabase, runAsPostgresAdmin } from '../setup/postgres.ts'
import { describeOn } from './engines.ts'

const cleanups: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup()
})

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error,
  )
}

async function freshUrl(): Promise<URL> {
  const fresh = await freshPostgresDatabase()
  cleanups.push(() => fresh.drop())
  return new URL(fresh.url)
}

/** A database behind a wire that the test can cut. */
async function openBehindWire(parameters = '') {
  const url = await freshUrl()
  const wire = await createFaultyWire(url.hostname, Number(url.port))
  cleanups.push(() => wire.close())
  url.port = String(wire.port)
  url.search = parameters
  const database = await openDatabase({ url: url.href, dataDir: '' })
  cleanups.push(() => database.close())
  return { database, wire }
}

const ping = (database: Database) => database.ping()

describeOn('postgres', 'the store is unavailable', (open) => {
  it('when the server is gone, and is available again when it is back', async () => {
    const { database, wire } = await openBehindWire()
    await Promise.all([ping(database), ping(database), ping(database)])
    await wire.cut()
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(database.isUnavailable(await failureOf(ping(database)))).toBe(true)
    }
    await wire.mend()
    await ping(database)
  })

  it('when the connection breaks in the middle of a transaction, which does not end the process', async () => {
    const { database, wire } = await openBehindWire()
    const broken = database.db.transaction().execute(async (transaction) => {
      await sql`select 1`.execute(transaction)
      await wire.cut()
      // The loss is noticed between two queries: nobody waits for an answer that could fail.
      await new Promise(setImmediate)
      await sql`select 2`.execute(transaction)
    })
    expect(database.isUnavailable(await failureOf(broken))).toBe(true)
    await wire.mend()
    await ping(database)
  })

  it('when the network swallows packets, for no longer than the query timeout', async () => {
    const { database, wire } = await openBehindWire('?query_timeout=200')
    await ping(database)
    wire.swallow()
    expect(database.isUnavailable(await failureOf(ping(database)))).toBe(true)
    await wire.cut()
    await wire.mend()
    await ping(database)
  })

  it('when a query timed out, and its connection does not serve the next request', async () => {
    const url = await freshUrl()
    url.search = '?query_timeout=200'
    const database = await openDatabase({ url: url.href, dataDir: '' })
    cleanups.push(() => database.close())
    const backend = async () => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(
        database.db,
      )
      return rows[0]?.pid
    }
    const before = await backend()
    const slow = await failureOf(sql`select pg_sleep(1)`.execute(database.db))
    expect(String(slow)).toContain('Query read timeout')
    expect(database.isUnavailable(slow)).toBe(true)
    expect(await backend()).not.toBe(before)
  })

  it('when a statement takes too long', async () => {
    const url = await freshUrl()
    url.search = '?statement_timeout=50'
    const database = await openDatabase({ url: url.href, dataDir: '' })
    cleanups.push(() => database.close())
    const error = await failureOf(sql`select pg_sleep(5)`.execute(database.db))
    expect(error).toMatchObject({ code: '57014' })
    expect(database.isUnavailable(error)).toBe(true)
  })

  it('when an administrator ends our connections', async () => {
    const [database, admin] = [await open(), await open()]
    const running = failureOf(sql`select pg_sleep(30)`.execute(database.db))
    await ping(database)
    await endOthers(admin, 'pg_sleep')
    const error = await running
    expect(error).toMatchObject({ code: '57P01' })
    expect(database.isUnavailable(error)).toBe(true)
    await ping(database)
  })

  it.each(['40001', '40P01', '55P03', '25P03', '25P04'])(
    'when it gives a statement up for another one or for a limit of its own (%s)',
    async (code) => {
      const database = await open()
      const raised = sql.raw(`do $$ begin raise exception 'no' using errcode = '${code}'; end $$`)
      const error = await failureOf(sql`${raised}`.execute(database.db))
      expect(error).toMatchObject({ code })
      expect(database.isUnavailable(error)).toBe(true)
    },
  )

  it('when the server has no connection left for us', async () => {
    const role = `limited_${randomBytes(4).toString('hex')}`
    await runAsPostgresAdmin(`create role ${role} login password 'limited' connection limit 2`)
    cleanups.push(() => runAsPostgresAdmin(`drop role ${role}`))
    const url = await freshUrl()
    await runAsPostgresAdmin(`alter database ${url.pathname.slice(1)} owner to ${role}`)
    url.username = role
    url.password = 'limited'
    const database = await openDatabase({ url: url.href, dataDir: '' })
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => database.ping()))
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(failures.length).toBeGreaterThan(0)
    for (const { reason } of failures) {
      expect(reason).toMatchObject({ code: '53300' })
      expect(database.isUnavailable(reason)).toBe(true)
    }
    await database.close()
  })
})

async function endOthers(admin: Database, query: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { rows } = await sql<{ ended: boolean }>`
      select pg_terminate_backend(pid) as ended from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
        and state = 'active' and query like ${`%${query}%`}`.execute(admin.db)
    if (rows.length > 0) return
  }
  throw new Error('the query to be ended did not start')
}

describeOn('postgres', 'a start that cannot succeed', () => {
  it('names the server and the reason when the login is wrong, and no password', async () => {
    const url = await freshUrl()
    // No such role, so that a server that trusts this machine refuses it as well.
    url.username = 'nobody-here'
    url.password = 'hunter2-secret'
    const error = await failureOf(openDatabase({ url: url.href, dataDir: '' }))
    expect(error).toMatchObject({ code: 'store_unavailable' })
    expect(String(error)).toContain(`${url.pathname.slice(1)} at ${url.host} cannot be used`)
    expect(String(error)).toMatch(
      /password authentication failed|role "nobody-here" does not exist/,
    )
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2')
  })

  it('names the server when nobody listens there, and no password', async () => {
    const port = await freePort()
    const url = `postgres://valetkey:hunter2@127.0.0.1:${port}/valetkey`
    const error = await failureOf(openDatabase({ url, dataDir: '' }))
    expect(error).toMatchObject({ code: 'store_unavailable' })
    expect(String(error)).toContain(
      `valetkey at 127.0.0.1:${port} cannot be used: connect ECONNREFUSED`,
    )
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2')
  })

  it('names the database when it does not exist', async () => {
    const url = await freshUrl()
    url.pathname = '/no_such_database'
    const error = await failureOf(openDatabase({ url: url.href, dataDir: '' }))
    expect(String(error)).toContain('no_such_database" does not exist')
  })

  it.each(['postgres://user:hunter2@host:port/db', 'postgresql://user:hunter2@[::1/db'])(
    'does not repeat an address that cannot be read: %s',
    async (url) => {
      const error = await failureOf(openDatabase({ url, dataDir: '' }))
      expect(error).toMatchObject({ code: 'invalid_request' })
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2')
    },
  )
})

describeOn('postgres', 'the pool', (open, store) => {
  it('does not change how other users of pg read 64-bit integers', async () => {
    const { db } = await open()
    const eight = sql<{ n: unknown }>`select 8::bigint as n`
    expect((await eight.execute(db)).rows).toEqual([{ n: 8 }])
    const client = new pg.Client({ connectionString: (await store.options()).url ?? '' })
    await client.connect()
    expect((await client.query('select 8::bigint as n')).rows).toEqual([{ n: '8' }])
    await client.end()
  })

  it('calls itself valetkey, so that an administrator finds it', async () => {
    const { db } = await open()
    const { rows } = await sql<{
      name: string
    }>`select current_setting('application_name') as name`.execute(db)
    expect(rows).toEqual([{ name: 'valetkey' }])
  })
})

describeOn('postgres', 'the rows of the audit', (open) => {
  it('are compressed by lz4 where the server has it, and otherwise by its own method', async () => {
    const { db } = await open()
    const hasIt = await sql`create temporary table tried (rows text compression lz4)`
      .execute(db)
      .then(
        () => true,
        () => false,
      )
    // As JSON, because servers before 14 have no such column.
    const { rows } = await sql<{ method: string | null }>`
      select to_jsonb(pg_attribute) ->> 'attcompression' as method from pg_attribute
      where attrelid = 'audit_blocks'::regclass and attname = 'rows'`.execute(db)
    expect(rows.map(({ method }) => method === 'l')).toEqual([hasIt])
  })
})
