import { html } from 'hono/html'
import type { Connection } from '../connections/connection.ts'
import { noLink, unknownLink, type ConnectEnding } from './endings.ts'
import { renewal } from './endings.ts'
import type { ConnectRoom } from './needs.ts'

/** GET /connect?connection_id=…: the `url` of a connection that works. It grants nothing and shows no account. */
export async function connectionEnding(room: ConnectRoom, id: string): Promise<ConnectEnding> {
  if (id === '') return noLink()
  const connection = await room.connections.getById(id)
  if (!connection) return { ...unknownLink(), title: 'This server has no such connection' }
  const title = room.apps.find(connection.app)?.appClient.app.title ?? connection.app
  return connection.status === 'ACTIVE' ? works(connection, title) : needsConsent(connection, title)
}

function works({ id }: Connection, title: string): ConnectEnding {
  return {
    status: 200,
    tone: 'good',
    state: 'Active',
    title: `This ${title} connection works`,
    happened:
      'This address only says how the connection is doing. It cannot be used to connect or to change anything.',
    turn: 'Nobody’s.',
    next: html`Nothing. To renew the consent or to use another account, press Reconnect in the
      dashboard, or run <code>valetkey connection reconnect ${id}</code>. The id stays the same.`,
  }
}

function needsConsent({ id, status }: Connection, title: string): ConnectEnding {
  return {
    status: 200,
    tone: 'wait',
    state: status === 'PENDING' ? 'Pending' : 'Failed',
    title: `This ${title} connection needs consent`,
    happened:
      status === 'PENDING'
        ? 'It was created, and nobody has consented yet.'
        : 'It worked or was tried before, and its consent has ended.',
    turn: 'Yours, once you have a connect link.',
    next: renewal(id),
  }
}
