import pg from 'pg'
import type { PoolClient, PoolConfig } from 'pg'
import { PostgresDialect, sql } from 'kysely'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'

import { Failure } from '../errors.ts'
import type { Engine } from './engine.ts'
import { MigrationDialect } from './postgres-migrations.ts'
import { watchPostgres } from './postgres-watch.ts'
import { isPostgresUnavailable, sqlState } from './postgres-errors.ts'

const connectMs = 5_000
/** No statement of ours takes long, and every one of them has a request waiting behind it. */
const serving: PoolConfig = {
  max: 10,
  statement_timeout: 10_000,
  query_timeout: 12_000,
  idle_in_transaction_session_timeout: 15_000,
}
/** Twenty migrators wait for one another on an advisory lock, and a large table takes its time. */
const migrating: PoolConfig = { max: 1, statement_timeout: 0, query_timeout: 0 }

/** Serves several replicas. Opens no connection yet: the first query does. */
export function openPostgres(url: string): Engine {
  const place = describePlace(url)
  return {
    name: 'postgres',
    place,
    dialect: new PostgresDialect({ pool: () => createPool(url, serving) }),
    migrationDialect: () => new MigrationDialect({ pool: () => createPool(url, migrating) }),
    now: async (db) => {
      // clock_timestamp() moves on inside a transaction, now() does not.
      const result = await sql<{
        now: number
      }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(db)
      return result.rows[0]?.now ?? Number.NaN
    },
    isUniqueViolation: (error) => sqlState(error) === '23505',
    isUnavailable: isPostgresUnavailable,
    // Migrators wait for one another by an advisory lock.
    isBusy: () => false,
    watch: (db, watcher) => watchPostgres(url, db, watcher),
  }
}

async function createPool(url: string, limits: PoolConfig): Promise<PostgresPool> {
  // 64-bit integers arrive as text by default. Ours are epoch milliseconds and counters, which a number holds exactly.
  const types = new pg.TypeOverrides()
  types.setTypeParser(pg.types.builtins.INT8, Number)
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'valetkey',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    types,
    ...limits,
  })
  // A connection that breaks emits 'error', idle or not, and an 'error' nobody listens to ends the process.
  // The query that needed it fails by itself and says why.
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return {
    connect: async () => dropWhenBroken(await pool.connect()),
    end: () => pool.end(),
  }
}

function ignore(): void {
  return
}

/**
 * Kysely gives every client back as healthy. One whose query timed out still waits for its answer, and would make
 * the next request wait with it, so it is closed instead.
 */
function dropWhenBroken(client: PoolClient): PostgresPoolClient {
  const inner: PostgresPoolClient = client
  let broken = false
  function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query<R>(first: string | PostgresCursor<R>, parameters: readonly unknown[] = []) {
    if (typeof first !== 'string') return inner.query(first)
    return inner.query<R>(first, parameters).catch((error: unknown) => {
      broken ||= isPostgresUnavailable(error)
      throw error
    })
  }
  return {
    query,
    release: () => {
      client.release(broken)
    },
  }
}

function describePlace(url: string): string {
  try {
    const { hostname, port, pathname, searchParams } = new URL(url)
    const host = hostname === '' ? (searchParams.get('host') ?? 'localhost') : hostname
    return `The PostgreSQL database ${decodeURIComponent(pathname.slice(1))} at ${host}:${port === '' ? '5432' : port}`
  } catch {
    // The error of the URL parser repeats its input, and with it the password.
    throw new Failure(
      'invalid_request',
      'DATABASE_URL is not a valid address. It looks like postgres://user:password@host:5432/database, with special characters of the password percent-encoded.',
    )
  }
}
