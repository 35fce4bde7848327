import type { Connection } from '../connections/connection.ts'
import type { AppClient } from '../oauth/app-client.ts'
import type { Rooms } from '../rooms.ts'
import { Secret } from '../secret.ts'
import type { Simulator } from '../simulator/simulator.ts'

const label = 'Simulator demo'

interface Needs {
  readonly rooms: Rooms
  readonly simulator: Simulator
  readonly ownerId: string
  /** The app as it is pointed at the simulator. */
  readonly appClient: AppClient
}

/** Sees to it that the owner has a connection that works: the one there is, the demo one with a new grant, or a new demo one. */
export async function ensureDemoConnection(needs: Needs): Promise<Connection> {
  const usable = await usableConnection(needs)
  if (usable && (await works(needs, usable))) return usable
  const connection = usable ?? (await formerDemo(needs)) ?? (await newDemo(needs))
  return grant(needs, connection)
}

function usableConnection({ rooms, ownerId, appClient }: Needs): Promise<Connection | null> {
  return rooms.connections.oldestActive(ownerId, appClient.app.name, {
    issuer: appClient.issuer,
    clientId: appClient.client?.id ?? '',
  })
}

/** Asks the simulator itself: a token may look good here and be unknown there, say when its signing key was deleted. */
async function works({ rooms, ownerId, appClient }: Needs, { id }: Connection): Promise<boolean> {
  const { app, apiUrl } = appClient
  try {
    const token = await rooms.live.resolve({
      ownerId,
      app: app.name,
      connectionId: id,
      scope: null,
    })
    const response = await fetch(apiUrl + app.identity.path, {
      headers: { authorization: `Bearer ${token.secret.reveal()}` },
    })
    await response.body?.cancel()
    return response.status !== 401
  } catch {
    return false
  }
}

/** The demo connection of an earlier start that stopped working. It keeps its id, as every reconnected one does. */
async function formerDemo({ rooms, ownerId, appClient }: Needs): Promise<Connection | null> {
  const filter = { app: appClient.app.name, status: 'FAILED' as const }
  const failed = await rooms.connections.list(ownerId, filter, { limit: 100, after: null })
  return failed.find((it) => it.label === label && it.issuer === appClient.issuer) ?? null
}

function newDemo({ rooms, ownerId, appClient }: Needs): Promise<Connection> {
  return rooms.connections.create({
    ownerId,
    app: appClient.app.name,
    method: 'OAUTH2',
    label,
    metadata: {},
  })
}

function grant({ rooms, simulator }: Needs, connection: Connection): Promise<Connection> {
  const answer = simulator.issueGrant()
  return rooms.grants.fromImport(connection, {
    accessToken: new Secret(answer.access_token),
    refreshToken: answer.refresh_token === undefined ? null : new Secret(answer.refresh_token),
    accessExpiresAt: rooms.now() + answer.expires_in * 1_000,
    scopes: answer.scope.split(' '),
    apiUrl: null,
  })
}
