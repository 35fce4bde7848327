import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import pg from 'pg'
import type { ChangeWatcher } from './engine.ts'
import type { Schema } from './schema.ts'

/** Migration 4 sends there. */
const channel = 'valetkey_changes'
const firstPauseMs = 500
const longestPauseMs = 30_000
/** How long a message to ourselves may take. */
const echoMs = 5_000
const endMs = 1_000

/**
 * Listens on a connection of its own and comes back by itself when it is lost. Nothing depends on it: what is not heard is read
 * in the log of changes a moment later.
 */
export function watchPostgres(
  url: string,
  db: Kysely<Schema>,
  watcher: ChangeWatcher,
): () => Promise<void> {
  const stopping = new AbortController()
  const watching = watch({ url, db, watcher, signal: stopping.signal })
  return async () => {
    stopping.abort()
    await watching
  }
}

interface Watch {
  readonly url: string
  readonly db: Kysely<Schema>
  readonly watcher: ChangeWatcher
  readonly signal: AbortSignal
}

async function watch({ watcher, signal, ...parts }: Watch): Promise<void> {
  let pauseMs = firstPauseMs
  let last = 'lost'
  const onState = (state: 'listening' | 'lost' | 'deaf'): void => {
    pauseMs = state === 'listening' ? firstPauseMs : Math.min(2 * pauseMs, longestPauseMs)
    // One line for a database that stays away, not one for each attempt.
    if (state !== last) watcher.onState(state)
    last = state
  }
  const stopped = (): boolean => signal.aborted
  while (!stopped()) {
    const end = await listen({ ...parts, watcher: { ...watcher, onState }, signal }).catch(
      () => 'lost' as const,
    )
    if (stopped()) return
    onState(end)
    await sleep(pauseMs, null, { ref: false, signal }).catch(() => undefined)
  }
}

/** Until the connection is lost, or turns out to hear nothing. */
async function listen({ url, db, watcher, signal }: Watch): Promise<'lost' | 'deaf'> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'valetkey hints',
    connectionTimeoutMillis: echoMs,
    keepAlive: true,
  })
  const lost = new Promise<'lost'>((resolve) => {
    const onLost = (): void => {
      resolve('lost')
    }
    // 'error' again and again, perhaps: one that nobody listens to would end the process.
    client.on('end', onLost).on('error', onLost)
    signal.addEventListener('abort', onLost, { once: true })
  })
  try {
    if ((await Promise.race([client.connect(), lost])) === 'lost') return 'lost'
    await client.query(`listen ${channel}`)
    client.on('notification', ({ payload }) => {
      // Anything else is somebody's echo.
      if (payload === '') watcher.heard()
    })
    const echo = await Promise.race([lost, hearsItself(client, db)])
    if (echo !== 'listening') return echo
    watcher.onState(echo)
    return await lost
  } finally {
    await Promise.race([client.end().catch(() => undefined), sleep(endMs, null, { ref: false })])
  }
}

/** Sent from another session, because a pooler would show a session its own messages only. */
async function hearsItself(client: pg.Client, db: Kysely<Schema>): Promise<'listening' | 'deaf'> {
  const word = `echo ${randomUUID()}`
  const heard = new Promise<'listening'>((resolve) => {
    client.on('notification', ({ payload }) => {
      if (payload === word) resolve('listening')
    })
  })
  await sql`select pg_notify(${channel}, ${word})`.execute(db)
  return Promise.race([heard, sleep(echoMs, 'deaf' as const, { ref: false })])
}
