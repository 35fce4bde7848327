import type { z } from '@hono/zod-openapi'
import type { Connection, ServerToServerCredentials } from '../connections/connection.ts'
import { Failure } from '../errors.ts'
import type { ApiKey } from '../keys/key-store.ts'
import { Secret } from '../secret.ts'
import type { createRequest } from './connection-requests.ts'
import type { ControlNeeds } from './needs.ts'
import { requireManage, requireMayConnect } from './rights.ts'

type CreateRequest = z.output<typeof createRequest>

/** Makes a connection: PENDING until a person consents, or ACTIVE at once when the request brings an account's credentials. */
export async function createConnection(
  needs: ControlNeeds,
  key: ApiKey,
  request: CreateRequest,
): Promise<Connection> {
  const { app, credentials } = request
  const method = request.method ?? 'OAUTH2'
  refuseUnlessPossible(needs, app, method)
  requireMayConnect(key, app)
  if (credentials) requireManage(key, 'bring credentials of an account')
  if (credentials && method !== 'SERVER_TO_SERVER') {
    throw new Failure(
      'invalid_request',
      'credentials: only a connection with method SERVER_TO_SERVER takes them. With OAUTH2 a person consents at the url instead.',
    )
  }
  const connection = await needs.connections.create({
    ownerId: key.ownerId,
    app,
    method,
    label: request.label ?? null,
    metadata: request.metadata ?? {},
  })
  if (!credentials) return connection
  return orRemoved(needs, connection, () =>
    withCredentials(needs, connection, {
      accountId: credentials.account_id,
      clientId: credentials.client_id,
      clientSecret: new Secret(credentials.client_secret),
    }),
  )
}

/** Nobody could ever complete a connection of an app that is not set up, so none is made. */
function refuseUnlessPossible(
  { apps }: ControlNeeds,
  name: string,
  method: Connection['method'],
): void {
  const found = apps.find(name)
  if (!found || method === 'OAUTH2') {
    apps.required(name)
  } else if (found.appClient.app.serverToServerGrant === null) {
    throw new Failure(
      'invalid_request',
      `method: ${found.appClient.app.title} has no SERVER_TO_SERVER.`,
    )
  }
}

async function withCredentials(
  { grants, apps }: ControlNeeds,
  connection: Connection,
  credentials: ServerToServerCredentials,
): Promise<Connection> {
  const outcome = await grants.fromServerToServer(connection, credentials)
  if (outcome.kind === 'active') return outcome.connection
  const title = apps.find(connection.app)?.appClient.app.title ?? connection.app
  if (outcome.fault === 'upstream') {
    throw new Failure(
      'token_endpoint_failed',
      `${title} could not be asked whether the credentials are good: ${outcome.detail}. Nothing was stored; try again later.`,
    )
  }
  throw new Failure(
    'invalid_request',
    `credentials: ${title} refused them (${outcome.detail}). Check account_id, client_id and client_secret, and that the app they belong to is activated. Nothing was stored.`,
  )
}

/** Runs the step that makes a new connection work. When it does not succeed, no trace of the connection is left. */
export async function orRemoved<T>(
  { connections }: ControlNeeds,
  { ownerId, id }: Connection,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step()
  } catch (error) {
    await connections.remove(ownerId, id).catch(() => null)
    throw error
  }
}
