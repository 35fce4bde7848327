import type { Database } from '../database/database.ts'
import type {
  Connection,
  ConnectionErrorCode,
  ServerToServerCredentials,
  TokenSet,
} from './connection.ts'
import { fromRow, noError, tokenColumns } from './connection-row.ts'
import type { SealedTokens, TokenPair } from './sealed-tokens.ts'

/** A connection with its secrets opened, as of one version of its tokens. */
export interface OpenConnection {
  readonly connection: Connection
  readonly tokens: TokenPair | null
  readonly credentials: ServerToServerCredentials | null
}

/** The right to refresh, until it ends by the database's clock or a later generation takes over. */
export interface Lease extends OpenConnection {
  readonly generation: number
}

/** The statements of a refresh. Each is one short write; none of them is held open across a network call. */
export interface TokenStore {
  read: (id: string) => Promise<OpenConnection | null>
  /** Takes the lease if nobody holds a live one. Null means: somebody else refreshes, or the connection is gone. */
  claim: (id: string, forMs: number) => Promise<Lease | null>
  renew: (id: string, generation: number, forMs: number) => Promise<void>
  release: (id: string, generation: number) => Promise<void>
  /**
   * Stores a rotated pair where the version is still the one that was refreshed, and heals the status: a pair that the
   * token endpoint just issued is proof that the grant lives. A lost lease does not matter here, a moved version does:
   * it means that a newer grant has replaced this one. Null then.
   */
  commit: (id: string, version: number, tokens: TokenSet) => Promise<Connection | null>
  /** Marks the grant as dead where the version is still the one that was refused: a lost race never breaks a healthy connection. */
  failAtVersion: (
    id: string,
    version: number,
    error: { code: ConnectionErrorCode; detail: string },
  ) => Promise<boolean>
}

export function createTokenStore(needs: { database: Database; sealed: SealedTokens }): TokenStore {
  return { ...leases(needs), ...outcomes(needs) }
}

type LeaseStatements = Pick<TokenStore, 'read' | 'claim' | 'renew' | 'release'>

function leases({
  database,
  sealed,
}: {
  database: Database
  sealed: SealedTokens
}): LeaseStatements {
  const { db } = database
  return {
    async read(id) {
      const row = await db
        .selectFrom('connections')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row ? opened(row, sealed) : null
    },

    async claim(id, forMs) {
      const now = await database.now()
      const row = await db
        .updateTable('connections')
        .set((set) => ({
          lease_generation: set('lease_generation', '+', 1),
          lease_until: now + forMs,
        }))
        .where('id', '=', id)
        .where((where) =>
          where.or([where('lease_until', 'is', null), where('lease_until', '<', now)]),
        )
        .returningAll()
        .executeTakeFirst()
      return row ? { ...opened(row, sealed), generation: row.lease_generation } : null
    },

    async renew(id, generation, forMs) {
      await db
        .updateTable('connections')
        .set({ lease_until: (await database.now()) + forMs })
        .where('id', '=', id)
        .where('lease_generation', '=', generation)
        .where('lease_until', 'is not', null)
        .execute()
    },

    async release(id, generation) {
      await db
        .updateTable('connections')
        .set({ lease_until: null })
        .where('id', '=', id)
        .where('lease_generation', '=', generation)
        .execute()
    },
  }
}

type OutcomeStatements = Pick<TokenStore, 'commit' | 'failAtVersion'>

function outcomes({
  database,
  sealed,
}: {
  database: Database
  sealed: SealedTokens
}): OutcomeStatements {
  const { db } = database
  return {
    async commit(id, version, tokens) {
      const row = await db
        .updateTable('connections')
        .set({
          ...noError,
          ...tokenColumns(tokens),
          status: 'ACTIVE',
          tokens: sealed.seal(id, tokens),
          token_version: version + 1,
          lease_until: null,
          updated_at: await database.now(),
        })
        .where('id', '=', id)
        .where('token_version', '=', version)
        .returningAll()
        .executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async failAtVersion(id, version, { code, detail }) {
      const at = await database.now()
      const row = await db
        .updateTable('connections')
        .set({
          status: 'FAILED',
          error_code: code,
          error_detail: detail,
          error_at: at,
          updated_at: at,
          lease_until: null,
        })
        .where('id', '=', id)
        .where('token_version', '=', version)
        .where('status', '=', 'ACTIVE')
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },
  }
}

function opened(row: Parameters<typeof fromRow>[0], sealed: SealedTokens): OpenConnection {
  return {
    connection: fromRow(row),
    tokens: row.tokens === null ? null : sealed.open(row.id, row.tokens),
    credentials: row.credentials === null ? null : sealed.openCredentials(row.id, row.credentials),
  }
}
