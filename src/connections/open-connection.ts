import type { ConnectionRow } from '../database/schema.ts'
import type { Connection, ServerToServerCredentials } from './connection.ts'
import { fromRow } from './connection-row.ts'
import type { SealedTokens, TokenPair } from './sealed-tokens.ts'

/** A connection with its secrets opened, as of one version of its tokens. */
export interface OpenConnection {
  readonly connection: Connection
  readonly tokens: TokenPair | null
  readonly credentials: ServerToServerCredentials | null
  /** When its present pair was issued. */
  readonly issuedAt: number | null
}

export function opened(
  row: ConnectionRow,
  sealed: SealedTokens,
  connection = fromRow(row),
): OpenConnection {
  return {
    connection,
    tokens: row.tokens === null ? null : sealed.open(row.id, row.tokens),
    credentials: row.credentials === null ? null : sealed.openCredentials(row.id, row.credentials),
    issuedAt: row.issued_at,
  }
}
