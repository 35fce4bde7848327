import { Secret } from '../secret.ts'
import {
  deletedConnection,
  expiredLink,
  noLink,
  unknownLink,
  usedLink,
  type ConnectEnding,
} from './endings.ts'
import type { ConnectRoom, OpenLink } from './needs.ts'

export type Link =
  | { readonly kind: 'open'; readonly link: OpenLink }
  | { readonly kind: 'ended'; readonly ending: ConnectEnding }

const ended = (ending: ConnectEnding): Link => ({ kind: 'ended', ending })

/** What a session token is good for now. Looking changes nothing. */
export async function followLink(room: ConnectRoom, token: string): Promise<Link> {
  if (token === '') return ended(noLink())
  const session = await room.sessions.find(new Secret(token))
  if (session.state === 'unknown') return ended(unknownLink())
  const connection = await room.connections.getById(session.connectionId)
  if (!connection) return ended(deletedConnection())
  if (session.state !== 'open') {
    return ended(session.state === 'used' ? usedLink(connection) : expiredLink(connection.id))
  }
  const app = room.apps.find(connection.app)
  const owner = await room.owners.get(connection.ownerId)
  // Only a server that lost an app from its registry, or an owner between two statements, comes here.
  if (!app || !owner) return ended(unknownLink())
  const { id: sessionId, expiresAt, sameAccount } = session
  return {
    kind: 'open',
    link: { sessionId, token, expiresAt, sameAccount, connection, app, owner },
  }
}
