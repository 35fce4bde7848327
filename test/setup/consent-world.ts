import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { readConfig, type Environment } from '../../src/config.ts'
import { createConnect } from '../../src/connect/routes.ts'
import type { Connection, ConnectionMethod } from '../../src/connections/connection.ts'
import { createDashboard } from '../../src/dashboard/routes.ts'
import { createLog } from '../../src/log.ts'
import { openRooms, type Rooms } from '../../src/rooms.ts'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'

/** The rooms with pages on a fresh store, with the simulator as the authorization server. */
export interface ConsentWorld {
  readonly app: Hono
  readonly rooms: Rooms
  readonly publicUrl: string
  readonly simulator: Simulator
  readonly simulatorUrl: string
  readonly ownerId: string
  /** A key of that owner. */
  readonly apiKey: string
  readonly logged: () => string
  readonly connection: (wish?: {
    app?: string
    method?: ConnectionMethod
    label?: string
    ownerId?: string
  }) => Promise<Connection>
  /** The connect link of a connection, and the token in it. */
  readonly link: (connection: Connection) => Promise<{ url: string; token: string }>
  /** The same for whoever may not choose the account. */
  readonly renewal: (connection: Connection) => Promise<{ url: string; token: string }>
  readonly stored: (id: string) => Promise<Connection | null>
  readonly close: () => Promise<void>
}

export async function createConsentWorld(
  wish: {
    publicUrl?: string
    /** The name under which the browser reaches the listening port; an address is listened on only if `publicUrl` is not given. */
    hostname?: string
    ownerName?: string
    environment?: Environment
  } = {},
): Promise<ConsentWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'valetkey-pages-'))
  const app = new Hono()
  const listening = wish.publicUrl === undefined ? await listen(app) : null
  const publicUrl =
    wish.publicUrl ?? `http://${wish.hostname ?? '127.0.0.1'}:${listening?.port ?? 0}`
  const simulator = createSimulator({ redirectUris: [`${publicUrl}/connect/callback`] })
  const { url: simulatorUrl } = await simulator.listen()
  let log = ''
  const config = readConfig(
    {},
    {
      VALETKEY_DATA_DIR: dataDir,
      ZOOM_CLIENT_ID: simulator.clientId,
      ZOOM_CLIENT_SECRET: simulator.clientSecret,
      ZOOM_API_URL: simulatorUrl,
      ZOOM_OAUTH_URL: simulatorUrl,
      ...wish.environment,
    },
  )
  const rooms = await openRooms(config, {
    publicUrl,
    now: () => Date.now(),
    log: createLog({ level: 'debug', write: (lines) => (log += lines) }),
  })
  app.route('/', createConnect(rooms))
  app.route('/', createDashboard(rooms))
  const owner = await rooms.owners.ensure(wish.ownerName ?? 'default')
  const { secret } = await rooms.keys.create({ ownerId: owner.id, name: 'laptop' })

  return {
    app,
    rooms,
    publicUrl,
    simulator,
    simulatorUrl,
    ownerId: owner.id,
    apiKey: secret.reveal(),
    logged: () => log,
    connection: ({ app: name = 'zoom', method = 'OAUTH2', label, ownerId = owner.id } = {}) =>
      rooms.connections.create({ ownerId, app: name, method, label: label ?? null, metadata: {} }),
    link: async (connection) => withToken(await rooms.links.toConsent(connection)),
    renewal: async (connection) => withToken(await rooms.links.toRenew(connection)),
    stored: (id) => rooms.connections.getById(id),
    async close() {
      await listening?.close()
      await rooms.close()
      await simulator.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const withToken = (url: string) => ({
  url,
  token: new URL(url).searchParams.get('session_token') ?? '',
})

async function listen(app: Hono): Promise<{ port: number; close: () => Promise<void> }> {
  const listener = getRequestListener((request) => app.fetch(request), {
    overrideGlobalObjects: false,
  })
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}
