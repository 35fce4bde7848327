import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Socket } from 'node:net'
import { readConfig, type Environment } from '../../src/config.ts'
import type { Connection } from '../../src/connections/connection.ts'
import { createLog } from '../../src/log.ts'
import { Secret } from '../../src/secret.ts'
import { startServer, type RunningServer } from '../../src/server.ts'

export interface TestGateway {
  readonly server: RunningServer
  readonly url: string
  /** A key of the owner `default`. */
  readonly apiKey: string
  readonly ownerId: string
  /** The ACTIVE connection that requests use, with the access token `token-1`. */
  readonly connection: Connection
  /** Every log line so far. */
  readonly logged: () => string
  connectAnother: (options?: {
    ownerId?: string
    token?: string
    expiresInMs?: number
    app?: string
  }) => Promise<Connection>
  close: () => Promise<void>
}

/** A whole server in this process whose upstream and token endpoint are the given addresses. */
export async function testGateway(environment: Environment): Promise<TestGateway> {
  const dataDir = mkdtempSync(join(tmpdir(), 'valetkey-test-'))
  let log = ''
  const config = readConfig(
    {},
    {
      PORT: '0',
      VALETKEY_DATA_DIR: dataDir,
      ZOOM_CLIENT_ID: 'client_id-1',
      ZOOM_CLIENT_SECRET: 'client-secret-1',
      ZOOM_OAUTH_URL: environment['ZOOM_API_URL'],
      VALETKEY_SHUTDOWN_DELAY_MS: '0',
      ...environment,
    },
  )
  const server = await startServer(config, {
    log: createLog({ level: 'debug', write: (lines) => (log += lines) }),
  })
  const { rooms } = server
  const owner = await rooms.owners.ensure('default')
  const { secret } = await rooms.keys.create({ ownerId: owner.id, name: 'test' })

  const connectAnother: TestGateway['connectAnother'] = async (options = {}) => {
    const app = options.app ?? 'zoom'
    const pending = await rooms.connections.create({
      ownerId: options.ownerId ?? owner.id,
      app,
      method: 'OAUTH2',
      label: null,
      metadata: {},
    })
    const { appClient } = rooms.apps.find(app)!
    const active = await rooms.connections.activate(pending.id, {
      tokens: {
        accessToken: new Secret(options.token ?? 'token-1'),
        refreshToken: new Secret('refresh-1'),
        accessExpiresAt: Date.now() + (options.expiresInMs ?? 3_600_000),
        scopes: ['user:read:user'],
        apiUrl: null,
      },
      account: { userId: pending.id, accountId: 'account', email: 'john@example.com' },
      issuance: { issuer: appClient.issuer, clientId: appClient.client?.id ?? '' },
    })
    return active!
  }
  const connection = await connectAnother()

  return {
    server,
    url: server.url,
    apiKey: secret.reveal(),
    ownerId: owner.id,
    connection,
    logged: () => log,
    connectAnother,
    async close() {
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Sends bytes as they are and collects what comes back until the connection ends or `until` is satisfied. */
export function sendRaw(
  url: string,
  bytes: string | Buffer,
  until: (text: string) => boolean = () => false,
): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket: Socket = connect(Number(port), hostname, () => socket.write(bytes))
    const timer = setTimeout(
      () => socket.destroy(new Error(`nothing ended the answer: ${text}`)),
      10_000,
    )
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (until(text)) socket.end()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(text)
      else reject(error)
    })
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(text)
    })
  })
}
