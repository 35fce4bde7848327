import { createHash } from 'node:crypto'
import type { ClientCredentials } from '../oauth/token-endpoint.ts'
import type { AppClients } from './app-clients.ts'
import type { OpenConnection } from './open-connection.ts'

/**
 * Tells the credentials that a connection's token calls are made with from any others, without showing them. Null when the
 * token endpoint would not be asked at all.
 */
export function askedWith(apps: AppClients, open: OpenConnection): string | null {
  const client = clientOf(apps, open)
  if (!client) return null
  // The id makes equal credentials of two connections unrecognisable.
  const hash = createHash('sha256').update(open.connection.id)
  return hash.update(`\n${client.id}\n${client.secret.reveal()}`).digest('hex')
}

function clientOf(
  apps: AppClients,
  { connection, credentials }: OpenConnection,
): ClientCredentials | null {
  const appClient = apps.find(connection.app)?.appClient
  if (!appClient || appClient.issuer !== connection.issuer) return null
  if (connection.method === 'SERVER_TO_SERVER') {
    return credentials && { id: credentials.clientId, secret: credentials.clientSecret }
  }
  return appClient.client?.id === connection.clientId ? appClient.client : null
}
