import { randomUUID } from 'node:crypto'
import { Hono, type Context } from 'hono'
import { Failure } from '../errors.ts'
import { formLimit } from '../web/form.ts'
import { createPages } from '../web/pages.ts'
import { connectionEnding } from './by-connection.ts'
import { takeCredentials } from './credentials.ts'
import { tooLarge } from './endings.ts'
import { finishConsent } from './finish.ts'
import type { ConnectNeeds, ConnectRoom } from './needs.ts'
import { internal, storeDown } from './outcomes.ts'
import { showEnding } from './show.ts'
import { showLink, startConsent } from './start.ts'

/** The hosted consent journey: every branch ends on a page, and none shows a token, a code or a stack trace. */
export function createConnect(needs: ConnectNeeds): Hono {
  const room: ConnectRoom = { ...needs, pages: createPages(needs) }
  const connect = new Hono()

  connect.get('/connect', async (c) => {
    const id = c.req.query('connection_id')
    if (id === undefined || c.req.query('session_token') !== undefined) return showLink(room, c)
    return showEnding(room, c, await connectionEnding(room, id))
  })
  connect.post('/connect', formLimit, (c) => startConsent(room, c))
  connect.post('/connect/credentials', formLimit, (c) => takeCredentials(room, c))
  connect.get('/connect/callback', (c) => finishConsent(room, c))
  connect.onError((error, c) => failed(room, c, error))
  return connect
}

function failed(room: ConnectRoom, c: Context, error: Error): Promise<Response> {
  if (error instanceof Failure && error.code === 'payload_too_large') {
    return showEnding(room, c, tooLarge())
  }
  const reference = randomUUID()
  room.log.error('connect_error', { reference, path: c.req.path }, error)
  const down = room.database.isUnavailable(error)
  return showEnding(room, c, down ? storeDown() : internal(reference))
}
