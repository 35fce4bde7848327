import type { z } from '@hono/zod-openapi'
import type { Connection, ConnectionMethod } from '../connections/connection.ts'
import { Failure } from '../errors.ts'
import type { ApiKey } from '../keys/key-store.ts'
import { mayManage } from '../keys/restrictions.ts'
import type { updateRequest } from './connection-requests.ts'
import type { deletedReply, listReply, listRequest } from './connection-schemas.ts'
import type { ControlNeeds } from './needs.ts'
import { pageToken, positionOf } from './page-token.ts'
import { isVisibleTo, requireManage, visibleTo } from './rights.ts'
import { wireConnection, type WireConnection } from './wire.ts'

/** The form of every id we make. Anything else is unknown without asking the store, which could not even take a NUL. */
const idShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export async function listConnections(
  needs: ControlNeeds,
  key: ApiKey,
  request: z.output<typeof listRequest>,
): Promise<z.infer<typeof listReply>> {
  const { app, status, limit } = request
  const method = knownMethod(request.method)
  const after = request.next_token ? positionOf(request.next_token) : null
  if (method === null || (app !== undefined && !needs.apps.find(app))) {
    return { connections: [], next_token: null }
  }
  const filter = {
    ...visibleTo(key),
    ...(app !== undefined && { app }),
    ...(status && { status }),
    ...(method && { method }),
  }
  const found = await needs.connections.list(key.ownerId, filter, { limit: limit + 1, after })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const connections: WireConnection[] = []
  // One after the other: links are rows, and a page must not take every database connection at once.
  for (const connection of page) connections.push(await shown(needs, key, connection))
  return { connections, next_token: last && found.length > limit ? pageToken(last) : null }
}

/** Other products know more methods than we do. None of our connections has one of them. */
function knownMethod(name: string | undefined): ConnectionMethod | null | undefined {
  if (name === undefined || name === 'OAUTH2' || name === 'SERVER_TO_SERVER') return name
  return null
}

export async function findConnection(
  { connections }: ControlNeeds,
  key: ApiKey,
  id: string,
): Promise<Connection> {
  const connection = idShape.test(id) ? await connections.get(key.ownerId, id) : null
  if (!connection || !isVisibleTo(key, connection)) throw unknownConnection()
  return connection
}

/** A connection object. Its `url` is a live link while consent is needed, else one that grants nothing by itself. */
export async function shown(
  { links }: ControlNeeds,
  key: ApiKey,
  connection: Connection,
): Promise<WireConnection> {
  const works = connection.status === 'ACTIVE'
  const url = works ? links.toStatus(connection) : await consentLink(links, key, connection)
  return wireConnection(connection, url)
}

/** Whoever opens a link chooses an account, and then all keys act on that one: a key that may not manage gets none for another. */
function consentLink(
  links: ControlNeeds['links'],
  key: ApiKey,
  connection: Connection,
): Promise<string> {
  return mayManage(key) ? links.toConsent(connection) : links.toRenew(connection)
}

export async function updateConnection(
  needs: ControlNeeds,
  key: ApiKey,
  { id, changes }: { id: string; changes: z.output<typeof updateRequest> },
): Promise<Connection> {
  // A label may be what a policy goes by.
  requireManage(key, 'change connections')
  const { ownerId } = await findConnection(needs, key, id)
  const connection = await needs.connections.update(ownerId, id, changes)
  if (!connection) throw unknownConnection()
  return connection
}

/** The same connection with a live consent link, whatever its status. It goes on working until the new consent replaces the grant. */
export async function reconnect(
  needs: ControlNeeds,
  key: ApiKey,
  connection: Connection,
): Promise<WireConnection> {
  if (connection.status === 'ACTIVE' && connection.error === null)
    requireManage(key, 'ask for a new consent while a connection works')
  if (connection.method === 'OAUTH2') needs.apps.required(connection.app)
  return wireConnection(connection, await consentLink(needs.links, key, connection))
}

/** Removes first and revokes then: an authorization server that does not answer cannot keep a connection alive here. */
export async function deleteConnection(
  { connections, grants }: ControlNeeds,
  key: ApiKey,
  id: string,
): Promise<z.infer<typeof deletedReply>> {
  requireManage(key, 'delete connections')
  const removed = idShape.test(id) ? await connections.remove(key.ownerId, id) : null
  if (!removed) throw unknownConnection()
  const revoked = removed.tokens !== null && (await grants.revoke(removed))
  // What was not confirmed is asked again in the background until it is.
  const pending = removed.tokens !== null && !revoked
  return {
    connection_id: id,
    deleted: true,
    revoked,
    ...(pending && { revocation: 'pending' as const }),
  }
}

/** The same words for an id that never existed and for one of another owner. */
function unknownConnection(): Failure {
  return new Failure(
    'connection_not_found',
    "There is no such connection of this API key's owner. GET /connections lists them.",
  )
}
