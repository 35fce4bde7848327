import type { z } from '@hono/zod-openapi'
import type { Connection } from '../connections/connection.ts'
import type { ApiKey } from '../keys/key-store.ts'
import { mayManage, unrestricted } from '../keys/restrictions.ts'
import type { Policy } from '../policy/policy.ts'
import { nothingNamed } from '../policy/read-policy.ts'
import { presets } from '../policy/presets.ts'
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
  const { policy, expiresAt, cidrs, rps, dailyWrites, profile } = key.restrictions ?? unrestricted
  return {
    key_id: key.id,
    name: key.name,
    creation_time: timestamp(key.createdAt),
    revocation_time: key.revokedAt === null ? null : timestamp(key.revokedAt),
    manage: mayManage(key),
    policy: wirePolicy(policy),
    expires_at: expiresAt === null ? null : timestamp(expiresAt),
    cidrs: cidrs && [...cidrs.texts],
    requests_per_second: rps,
    daily_writes: dailyWrites,
    mask: profile && [...profile.mask],
  }
}

/** A key without a policy is shown with the preset that says the same. */
function wirePolicy(policy: Policy | null): WireApiKey['policy'] {
  const { apps, connections, ...text } = policy?.text ?? {
    ...nothingNamed,
    preset: 'full' as const,
  }
  return {
    preset: text.preset,
    apps: apps && [...apps],
    connections: connections && [...connections],
    allow: [...text.allow],
    approve: [...text.approve],
    deny: [...text.deny],
    effects: policy?.effects ?? presets.full,
  }
}

/** RFC 3339 with microseconds, as clients of the hosted products know it. Ours are whole milliseconds, so three zeros follow. */
export function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '000Z')
}
