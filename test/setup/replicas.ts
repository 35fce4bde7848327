import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readConfig, type Environment } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { openRooms } from '../../src/rooms.ts'
import { Secret } from '../../src/secret.ts'
import { startValetkey, temporaryFolder, type StartedServer } from './process.ts'
import { freshPostgresDatabase } from './postgres.ts'

export interface ReplicaWorld {
  /** What a command needs to work on the store. */
  readonly env: Readonly<Record<string, string>>
  /** Another server on the same database. */
  readonly start: (options?: {
    readonly env?: Readonly<Record<string, string>>
    readonly port?: number
  }) => Promise<StartedServer>
  /** The targets of the requests that reached the upstream. */
  readonly received: () => readonly string[]
  /** A key that is good on all of them. */
  readonly apiKey: string
  readonly connectionId: string
  readonly close: () => Promise<void>
}

/** One PostgreSQL, an upstream that answers everything at once, and a connection: what any number of servers can share. */
export async function replicaWorld(publicUrl: string): Promise<ReplicaWorld> {
  const database = await freshPostgresDatabase()
  const received: string[] = []
  const upstream = createServer((request, response) => {
    received.push(request.url ?? '')
    request.resume().on('end', () => response.end('{"id":"me"}'))
  }).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  const env = {
    DATABASE_URL: database.url,
    VALETKEY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    VALETKEY_PUBLIC_URL: publicUrl,
    ZOOM_API_URL: upstreamUrl,
    ZOOM_OAUTH_URL: upstreamUrl,
    ZOOM_CLIENT_ID: 'client-id',
    ZOOM_CLIENT_SECRET: 'client-secret',
  }
  const { apiKey, connectionId } = await prepare(env)
  return {
    env,
    start: ({ env: more, ...options } = {}) =>
      startValetkey({ ...options, env: { ...env, ...more }, apiKey }),
    received: () => received,
    apiKey,
    connectionId,
    async close() {
      upstream.closeAllConnections()
      upstream.close()
      await database.drop()
    },
  }
}

async function prepare(env: Environment): Promise<{ apiKey: string; connectionId: string }> {
  const config = readConfig({ VALETKEY_DATA_DIR: temporaryFolder() }, env)
  const log = createLog({ level: 'silent', write: () => undefined })
  const rooms = await openRooms(config, { publicUrl: '', log, now: Date.now })
  const { id: ownerId } = await rooms.owners.ensure('default')
  const { secret } = await rooms.keys.create({ ownerId, name: 'replicas' })
  const wish = { ownerId, app: 'zoom', method: 'OAUTH2' as const, label: null, metadata: {} }
  const pending = await rooms.connections.create(wish)
  await rooms.grants.fromImport(pending, {
    accessToken: new Secret('access-1'),
    refreshToken: new Secret('refresh-1'),
    accessExpiresAt: Date.now() + 3_600_000,
    scopes: ['user:read:user'],
    apiUrl: null,
  })
  await rooms.close()
  return { apiKey: secret.reveal(), connectionId: pending.id }
}
