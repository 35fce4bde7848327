import type { z } from '@hono/zod-openapi'
import type { Connection } from '../connections/connection.ts'
import type { ApiKey } from '../keys/key-store.ts'
import type { apiKeySchema } from './api-key-schemas.ts'
import type { connectionSchema } from './connection-schemas.ts'

export type WireConnection = z.infer<typeof connectionSchema>
export type WireApiKey = z.infer<typeof apiKeySchema>

/** A connection as callers see it. `url` comes from the connect links, because a live link is made on demand. */
export function wireConnection(connection: Connection, url: string): WireConnection {
  const { error } = connection
  return {
    connection_id: connection.id,
    status: connection.status,
    creation_time: timestamp(connection.createdAt),
    last_updated_time: timestamp(connection.updatedAt),
    url,
    app: connection.app,
    method: connection.method,
    metadata: connection.metadata,
    label: connection.label,
    account_email: connection.accountEmail,
    account_id: connection.accountId,
    scopes: [...connection.scopes],
    expires_at: connection.accessExpiresAt === null ? null : timestamp(connection.accessExpiresAt),
    error: error && { code: error.code, message: error.detail, since: timestamp(error.at) },
  }
}

export function wireApiKey(key: ApiKey): WireApiKey {
  return {
    key_id: key.id,
    name: key.name,
    creation_time: timestamp(key.createdAt),
    revocation_time: key.revokedAt === null ? null : timestamp(key.revokedAt),
  }
}

/** RFC 3339 with microseconds, as clients of the hosted products know it. Ours are whole milliseconds, so three zeros follow. */
export function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '000Z')
}
