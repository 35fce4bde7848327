import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Database } from '../database/database.ts'
import { Failure } from '../errors.ts'
import { Secret } from '../secret.ts'
import type { Vault } from '../vault/vault.ts'

/** How long a connect link works. Long enough to be passed from an agent to a person, short enough to be forgotten safely. */
export const sessionLifeMs = 30 * 60_000

/** What a connect link is good for at this moment. */
export type ConnectSession =
  | {
      readonly state: 'open'
      readonly id: string
      readonly connectionId: string
      readonly expiresAt: number
      readonly sameAccount: boolean
    }
  | { readonly state: 'used' | 'expired'; readonly connectionId: string }
  | { readonly state: 'unknown' }

/** What the callback needs to go on, given once. */
export interface ConsumedSession {
  readonly connectionId: string
  readonly codeVerifier: Secret
  readonly sameAccount: boolean
}

export interface LinkKind {
  /** The link renews the grant of the account that the connection has, once it has one, and puts no other in its place. */
  readonly sameAccount: boolean
}

export interface ConnectSessions {
  /** The token of a live session of this kind and connection: the one that exists, or a new one. */
  tokenFor: (connectionId: string, kind: LinkKind) => Promise<Secret>
  find: (token: Secret) => Promise<ConnectSession>
  /** Binds the session to a browser and a `state` before the person is sent away. Starting again replaces both. */
  start: (
    id: string,
    started: { state: string; browser: string; codeVerifier: Secret },
  ) => Promise<boolean>
  /** Ends the session in one statement, for the browser that started it and no other. Null: unknown, expired, used, or another browser. */
  consume: (callback: { state: string; browser: string }) => Promise<ConsumedSession | null>
  /** Ends a session without a callback, e.g. when consent was not needed. */
  end: (id: string) => Promise<boolean>
}

interface Needs {
  readonly database: Database
  readonly vault: Vault
}

export function createConnectSessions(needs: Needs): ConnectSessions {
  // Everybody who asks at once for a link to the same connection gets the same link, not a row each.
  const asking = new Map<string, Promise<Secret>>()
  return {
    tokenFor(connectionId, { sameAccount }) {
      const asked = `${connectionId} ${sameAccount}`
      const pending = asking.get(asked)
      if (pending) return pending
      const answer = tokenFor(needs, { connectionId, sameAccount }).finally(() =>
        asking.delete(asked),
      )
      asking.set(asked, answer)
      return answer
    },
    find: (token) => find(needs, token),
    start: (id, started) => start(needs, id, started),
    consume: (callback) => consume(needs, callback),
    end: (id) => end(needs, id),
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const place = (id: string, column: 'token' | 'code_verifier') => ({
  table: 'connect_sessions',
  id,
  column,
})

/** A link with less than this left is not handed out any more: the person would come too late. */
const leastLifeMs = 60_000
const sweepAfterMs = 24 * 60 * 60_000

interface Wanted extends LinkKind {
  readonly connectionId: string
}

const columnOf = ({ sameAccount }: LinkKind): 1 | null => (sameAccount ? 1 : null)

async function tokenFor(needs: Needs, wanted: Wanted): Promise<Secret> {
  const now = await needs.database.now()
  const row = await needs.database.db
    .selectFrom('connect_sessions')
    .select(['id', 'token'])
    .where('connection_id', '=', wanted.connectionId)
    .where('same_account', wanted.sameAccount ? '=' : 'is', columnOf(wanted))
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now + leastLifeMs)
    .orderBy('expires_at', 'desc')
    .executeTakeFirst()
  if (row) return new Secret(needs.vault.open(row.token, place(row.id, 'token')))
  return mint(needs, wanted, now)
}

async function mint(
  { database, vault }: Needs,
  { connectionId, sameAccount }: Wanted,
  now: number,
): Promise<Secret> {
  const { db } = database
  const id = randomUUID()
  const token = randomBytes(32).toString('base64url')
  // Ended sessions are of no use to anybody; the newest link is the moment to sweep them.
  await db
    .deleteFrom('connect_sessions')
    .where('expires_at', '<', now - sweepAfterMs)
    .execute()
  const row = {
    id,
    connection_id: connectionId,
    token_hash: hash(token),
    token: vault.seal(token, place(id, 'token')),
    created_at: now,
    expires_at: now + sessionLifeMs,
    state_hash: null,
    browser_hash: null,
    code_verifier: null,
    consumed_at: null,
    same_account: columnOf({ sameAccount }),
  }
  try {
    await db.insertInto('connect_sessions').values(row).execute()
  } catch (error) {
    throw (await exists(database, connectionId)) ? error : deleted(connectionId)
  }
  return new Secret(token)
}

async function exists({ db }: Database, connectionId: string): Promise<boolean> {
  const row = await db
    .selectFrom('connections')
    .select('id')
    .where('id', '=', connectionId)
    .executeTakeFirst()
  return row !== undefined
}

const deleted = (id: string): Failure =>
  new Failure('connection_not_found', `Connection ${id} was deleted.`)

async function find({ database }: Needs, token: Secret): Promise<ConnectSession> {
  const row = await database.db
    .selectFrom('connect_sessions')
    .select(['id', 'connection_id', 'expires_at', 'consumed_at', 'same_account'])
    .where('token_hash', '=', hash(token.reveal()))
    .executeTakeFirst()
  if (!row) return { state: 'unknown' }
  const { id, connection_id: connectionId, expires_at: expiresAt } = row
  if (row.consumed_at !== null) return { state: 'used', connectionId }
  if (expiresAt <= (await database.now())) return { state: 'expired', connectionId }
  return { state: 'open', id, connectionId, expiresAt, sameAccount: row.same_account !== null }
}

async function start(
  { database, vault }: Needs,
  id: string,
  { state, browser, codeVerifier }: { state: string; browser: string; codeVerifier: Secret },
): Promise<boolean> {
  const row = await database.db
    .updateTable('connect_sessions')
    .set({
      state_hash: hash(state),
      browser_hash: hash(browser),
      code_verifier: vault.seal(codeVerifier.reveal(), place(id, 'code_verifier')),
    })
    .where('id', '=', id)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', await database.now())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

async function consume(
  { database, vault }: Needs,
  { state, browser }: { state: string; browser: string },
): Promise<ConsumedSession | null> {
  const now = await database.now()
  const row = await database.db
    .updateTable('connect_sessions')
    .set({ consumed_at: now })
    .where('state_hash', '=', hash(state))
    .where('browser_hash', '=', hash(browser))
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['id', 'connection_id', 'code_verifier', 'same_account'])
    .executeTakeFirst()
  if (row?.code_verifier === undefined || row.code_verifier === null) return null
  return {
    connectionId: row.connection_id,
    codeVerifier: new Secret(vault.open(row.code_verifier, place(row.id, 'code_verifier'))),
    sameAccount: row.same_account !== null,
  }
}

async function end({ database }: Needs, id: string): Promise<boolean> {
  const row = await database.db
    .updateTable('connect_sessions')
    .set({ consumed_at: await database.now() })
    .where('id', '=', id)
    .where('consumed_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
