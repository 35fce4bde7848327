import { randomUUID } from 'node:crypto'
import type { Database } from '../database/database.ts'
import type { ConnectionRow } from '../database/schema.ts'
import {
  statesBefore,
  type Account,
  type Connection,
  type ConnectionErrorCode,
  type ConnectionMethod,
  type ConnectionStatus,
  type ServerToServerCredentials,
  type TokenSet,
} from './connection.ts'
import { fromRow, noError, tokenColumns } from './connection-row.ts'
import type { SealedTokens, TokenPair } from './sealed-tokens.ts'

/** The OAuth client that a grant belongs to, and the authorization server that issued it. */
export interface Issuance {
  readonly issuer: string
  readonly clientId: string
}

export interface ConnectionFilter {
  readonly app?: string
  readonly status?: ConnectionStatus
  readonly method?: ConnectionMethod
}

/** A place in a list: the last connection that was read. */
export interface Position {
  readonly createdAt: number
  readonly id: string
}

export interface ConnectionStore {
  create: (input: {
    ownerId: string
    app: string
    method: ConnectionMethod
    label: string | null
    metadata: Readonly<Record<string, unknown>>
  }) => Promise<Connection>
  get: (ownerId: string, id: string) => Promise<Connection | null>
  /** For places where possession of a connect session, not of a key, is the permission. */
  getById: (id: string) => Promise<Connection | null>
  list: (
    ownerId: string,
    filter: ConnectionFilter,
    page: { limit: number; after: Position | null },
  ) => Promise<Connection[]>
  /** The oldest ACTIVE connection of this owner and app that was issued by this authorization server (and, for people's grants, to this client). */
  oldestActive: (ownerId: string, app: string, issuance: Issuance) => Promise<Connection | null>
  /** Moves to ACTIVE under the same id, whatever it was before, and ends every refresh that is still under way for the old grant. */
  activate: (
    id: string,
    grant: {
      tokens: TokenSet
      account: Account
      issuance: Issuance
      credentials?: ServerToServerCredentials
    },
  ) => Promise<Connection | null>
  fail: (id: string, error: { code: ConnectionErrorCode; detail: string }) => Promise<void>
  /** Marks other connections of the same person with the same OAuth client: their grant has just been replaced. */
  supersede: (by: Connection) => Promise<void>
  /** Changes what belongs to the caller. `undefined` leaves a member as it is; metadata is replaced whole. */
  update: (
    ownerId: string,
    id: string,
    changes: {
      label?: string | null | undefined
      metadata?: Readonly<Record<string, unknown>> | undefined
    },
  ) => Promise<Connection | null>
  /** Removes the row and returns what has to be revoked upstream. */
  remove: (
    ownerId: string,
    id: string,
  ) => Promise<{ connection: Connection; tokens: TokenPair | null } | null>
}

export function createConnectionStore(needs: {
  database: Database
  sealed: SealedTokens
}): ConnectionStore {
  return { ...readers(needs), ...writers(needs) }
}

function readers({
  database,
}: {
  database: Database
}): Pick<ConnectionStore, 'get' | 'getById' | 'list' | 'oldestActive'> {
  const { db } = database
  return {
    async get(ownerId, id) {
      const row = await db
        .selectFrom('connections')
        .selectAll()
        .where('id', '=', id)
        .where('owner_id', '=', ownerId)
        .executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async getById(id) {
      const row = await db
        .selectFrom('connections')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async list(ownerId, { app, status, method }, { limit, after }) {
      let query = db.selectFrom('connections').selectAll().where('owner_id', '=', ownerId)
      if (app !== undefined) query = query.where('app', '=', app)
      if (status !== undefined) query = query.where('status', '=', status)
      if (method !== undefined) query = query.where('method', '=', method)
      if (after) {
        query = query.where((where) =>
          where.or([
            where('created_at', '>', after.createdAt),
            where.and([where('created_at', '=', after.createdAt), where('id', '>', after.id)]),
          ]),
        )
      }
      const rows = await query.orderBy('created_at').orderBy('id').limit(limit).execute()
      return rows.map(fromRow)
    },

    async oldestActive(ownerId, app, { issuer, clientId }) {
      const row = await db
        .selectFrom('connections')
        .selectAll()
        .where('owner_id', '=', ownerId)
        .where('app', '=', app)
        .where('status', '=', 'ACTIVE')
        .where('issuer', '=', issuer)
        .where((where) =>
          where.or([where('client_id', '=', clientId), where('method', '=', 'SERVER_TO_SERVER')]),
        )
        .orderBy('created_at')
        .orderBy('id')
        .executeTakeFirst()
      return row ? fromRow(row) : null
    },
  }
}

function writers({
  database,
  sealed,
}: {
  database: Database
  sealed: SealedTokens
}): Pick<ConnectionStore, 'create' | 'activate' | 'fail' | 'supersede' | 'update' | 'remove'> {
  const { db } = database
  return {
    async create({ ownerId, app, method, label, metadata }) {
      const at = await database.now()
      const row = newRow({ ownerId, app, method, label, metadata, at })
      await db.insertInto('connections').values(row).execute()
      return fromRow(row)
    },

    async activate(id, { tokens, account, issuance, credentials }) {
      const row = await db
        .updateTable('connections')
        .set((set) => ({
          ...noError,
          ...tokenColumns(tokens),
          status: 'ACTIVE',
          tokens: sealed.seal(id, tokens),
          ...(credentials && { credentials: sealed.sealCredentials(id, credentials) }),
          account_email: account.email,
          account_id: account.accountId,
          account_user_id: account.userId,
          issuer: issuance.issuer,
          client_id: issuance.clientId,
          // The new version fences out whoever still refreshes the grant that this one replaces.
          token_version: set('token_version', '+', 1),
          lease_until: null,
        }))
        .set({ updated_at: await database.now() })
        .where('id', '=', id)
        .where('status', 'in', statesBefore('ACTIVE'))
        .returningAll()
        .executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async fail(id, { code, detail }) {
      const at = await database.now()
      await db
        .updateTable('connections')
        .set({
          status: 'FAILED',
          error_code: code,
          error_detail: detail,
          error_at: at,
          updated_at: at,
        })
        .where('id', '=', id)
        .where('status', 'in', statesBefore('FAILED'))
        .execute()
    },

    async supersede(by) {
      const at = await database.now()
      await db
        .updateTable('connections')
        .set({
          status: 'FAILED',
          error_code: 'superseded',
          error_detail: 'The same person connected again, which ended this grant.',
          error_at: at,
          updated_at: at,
        })
        .where('id', '!=', by.id)
        .where('status', '=', 'ACTIVE')
        .where('method', '=', 'OAUTH2')
        .where('issuer', '=', by.issuer)
        .where('client_id', '=', by.clientId)
        .where('account_user_id', '=', by.accountUserId)
        .execute()
    },

    async update(ownerId, id, { label, metadata }) {
      const row = await db
        .updateTable('connections')
        .set({
          ...(label !== undefined && { label }),
          ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
          updated_at: await database.now(),
        })
        .where('id', '=', id)
        .where('owner_id', '=', ownerId)
        .returningAll()
        .executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async remove(ownerId, id) {
      const row = await db
        .deleteFrom('connections')
        .where('id', '=', id)
        .where('owner_id', '=', ownerId)
        .returningAll()
        .executeTakeFirst()
      if (!row) return null
      return {
        connection: fromRow(row),
        tokens: row.tokens === null ? null : sealed.open(id, row.tokens),
      }
    },
  }
}

function newRow(input: {
  ownerId: string
  app: string
  method: ConnectionMethod
  label: string | null
  metadata: Readonly<Record<string, unknown>>
  at: number
}): ConnectionRow {
  return {
    ...noError,
    id: randomUUID(),
    owner_id: input.ownerId,
    app: input.app,
    method: input.method,
    status: 'PENDING',
    label: input.label,
    metadata: JSON.stringify(input.metadata),
    created_at: input.at,
    updated_at: input.at,
    account_email: null,
    account_id: null,
    account_user_id: null,
    scopes: null,
    api_url: null,
    issuer: null,
    client_id: null,
    tokens: null,
    credentials: null,
    access_expires_at: null,
    token_version: 0,
    lease_generation: 0,
    lease_until: null,
  }
}
