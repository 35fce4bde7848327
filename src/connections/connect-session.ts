import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Database } from '../database/database.ts'
import type { ConnectSessionRow } from '../database/schema.ts'
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
    }
  | { readonly state: 'used' | 'expired'; readonly connectionId: string }
  | { readonly state: 'unknown' }

/** What the callback needs to go on, given once. */
export interface ConsumedSession {
  readonly connectionId: string
  readonly codeVerifier: Secret
}

export interface ConnectSessions {
  /** The token of a live session of this connection: the one that exists, or a new one. */
  tokenFor: (connectionId: string) => Promise<Secret>
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

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const place = (id: string, column: 'token' | 'code_verifier') => ({
  table: 'connect_sessions',
  id,
  column,
})

export function createConnectSessions({
  database,
  vault,
}: {
  database: Database
  vault: Vault
}): ConnectSessions {
  const { db } = database

  async function live(connectionId: string): Promise<ConnectSessionRow | undefined> {
    return db
      .selectFrom('connect_sessions')
      .selectAll()
      .where('connection_id', '=', connectionId)
      .where('consumed_at', 'is', null)
      .where('expires_at', '>', (await database.now()) + 60_000)
      .orderBy('expires_at', 'desc')
      .executeTakeFirst()
  }

  async function mint(connectionId: string): Promise<Secret> {
    const id = randomUUID()
    const token = randomBytes(32).toString('base64url')
    const now = await database.now()
    // Ended sessions are of no use to anybody; the newest link is the moment to sweep them.
    await db
      .deleteFrom('connect_sessions')
      .where('expires_at', '<', now - 24 * 60 * 60_000)
      .execute()
    await db
      .insertInto('connect_sessions')
      .values({
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
      })
      .execute()
    return new Secret(token)
  }

  return {
    async tokenFor(connectionId) {
      const row = await live(connectionId)
      return row ? new Secret(vault.open(row.token, place(row.id, 'token'))) : mint(connectionId)
    },

    async find(token) {
      const row = await db
        .selectFrom('connect_sessions')
        .selectAll()
        .where('token_hash', '=', hash(token.reveal()))
        .executeTakeFirst()
      if (!row) return { state: 'unknown' }
      if (row.consumed_at !== null) return { state: 'used', connectionId: row.connection_id }
      if (row.expires_at <= (await database.now()))
        return { state: 'expired', connectionId: row.connection_id }
      return {
        state: 'open',
        id: row.id,
        connectionId: row.connection_id,
        expiresAt: row.expires_at,
      }
    },

    async start(id, { state, browser, codeVerifier }) {
      const row = await db
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
    },

    async consume({ state, browser }) {
      const now = await database.now()
      const row = await db
        .updateTable('connect_sessions')
        .set({ consumed_at: now })
        .where('state_hash', '=', hash(state))
        .where('browser_hash', '=', hash(browser))
        .where('consumed_at', 'is', null)
        .where('expires_at', '>', now)
        .returningAll()
        .executeTakeFirst()
      if (row?.code_verifier === undefined || row.code_verifier === null) return null
      return {
        connectionId: row.connection_id,
        codeVerifier: new Secret(vault.open(row.code_verifier, place(row.id, 'code_verifier'))),
      }
    },

    async end(id) {
      const row = await db
        .updateTable('connect_sessions')
        .set({ consumed_at: await database.now() })
        .where('id', '=', id)
        .where('consumed_at', 'is', null)
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
