import type { ConnectionRow } from '../database/schema.ts'
import type {
  Connection,
  ConnectionErrorCode,
  ConnectionMethod,
  ConnectionStatus,
} from './connection.ts'

/** A row without what is sealed: the only way a connection leaves the stores. */
export function fromRow(row: ConnectionRow): Connection {
  return {
    id: row.id,
    ownerId: row.owner_id,
    app: row.app,
    method: row.method as ConnectionMethod,
    status: row.status as ConnectionStatus,
    label: row.label,
    metadata: JSON.parse(row.metadata) as Record<string, unknown>,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    accountEmail: row.account_email,
    accountId: row.account_id,
    accountUserId: row.account_user_id,
    scopes: scopesIn(row.scopes ?? ''),
    apiUrl: row.api_url,
    issuer: row.issuer,
    clientId: row.client_id,
    error:
      row.error_code === null
        ? null
        : {
            code: row.error_code as ConnectionErrorCode,
            detail: row.error_detail ?? '',
            at: row.error_at ?? row.updated_at,
          },
    accessExpiresAt: row.access_expires_at,
    tokenVersion: row.token_version,
    lastUsedAt: row.last_used_at,
  }
}

let latest: { readonly text: string; readonly scopes: readonly string[] } = { text: '', scopes: [] }

/** Connections of one app mostly have the same scopes, and thousands of connections are kept in memory. */
function scopesIn(text: string): readonly string[] {
  if (text !== latest.text) latest = { text, scopes: text === '' ? [] : text.split(' ') }
  return latest.scopes
}

/** The columns that a token set fills beside the sealed tokens themselves. */
export function tokenColumns(tokens: {
  accessExpiresAt: number
  scopes: readonly string[]
  apiUrl: string | null
}): { access_expires_at: number; scopes: string; api_url: string | null } {
  return {
    access_expires_at: tokens.accessExpiresAt,
    scopes: tokens.scopes.join(' '),
    api_url: tokens.apiUrl,
  }
}

/** What a working connection's error columns hold. */
export const noError = { error_code: null, error_detail: null, error_at: null } as const

/** What the columns hold after the token endpoint answered as it should. */
export const noFailures = {
  refresh_after: null,
  refresh_failures: null,
  refused_client: null,
} as const
