import type { Context } from 'hono'
import { usedLink } from './endings.ts'
import type { ConnectRoom, OpenLink } from './needs.ts'
import { declined } from './outcomes.ts'
import { showEnding } from './show.ts'

/** The person says no on our page. A connection that has worked before is not touched by it. */
export async function decline(room: ConnectRoom, c: Context, link: OpenLink): Promise<Response> {
  const { connection, app } = link
  if (!(await room.sessions.end(link.sessionId))) return showEnding(room, c, usedLink(connection))
  if (connection.status === 'PENDING') {
    await room.connections.fail(connection.id, {
      code: 'declined',
      detail: 'The person declined on the connect page.',
    })
  }
  room.log.info('connect_declined', { connection_id: connection.id, app: connection.app })
  return showEnding(room, c, declined({ before: connection, title: app.appClient.app.title }))
}
