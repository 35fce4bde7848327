import type { Context } from 'hono'
import type { Connection } from '../connections/connection.ts'
import type { Position } from '../connections/connection-store.ts'
import { formFields } from '../web/form.ts'
import { concerns, type Handler } from './access.ts'
import { confirmBody } from './confirm-page.ts'
import { choicesOf } from './connect-form.ts'
import { gone, notValid } from './endings.ts'
import { showCard, showEnding, showSection } from './frame.ts'
import type { DashboardRoom, Visitor } from './needs.ts'
import { notice, type NoticeName } from './notices.ts'
import { overviewBody } from './overview-page.ts'

const pageSize = 50
const maxLabel = 200

export const showOverview: Handler = async (room, c, { owner }) => {
  const { pages, publicUrl, apps, now } = room
  const page = { limit: pageSize + 1, after: positionOf(c.req.query('after')) }
  const found = await room.connections.list(owner.id, {}, page)
  const connections = found.slice(0, pageSize)
  const last = found.length > pageSize ? connections.at(-1) : undefined
  const view = { basePath: pages.basePath, publicUrl, ownerName: owner.name, apps, connections }
  const next = last ? `${pages.basePath}/?after=${last.createdAt}.${last.id}` : null
  const body = overviewBody({ ...view, next, said: notice(c.req.query('notice')), now: now() })
  return showSection(room, c, { title: 'Connections', section: 'connections', body })
}

/** A place in the list, as our own link spelled it; anything else starts at the beginning. */
function positionOf(text: string | undefined): Position | null {
  const [, createdAt, id] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text ?? '') ?? []
  return createdAt === undefined || id === undefined ? null : { createdAt: Number(createdAt), id }
}

export const createConnection: Handler = async (room, c, { ownerId }) => {
  const form = await formFields(c)
  const choice = choicesOf(room.apps).find(({ value }) => value === form.get('choice'))
  if (choice?.missing !== null) {
    return showEnding(room, c, notValid('It names no app that can be connected on this server.'))
  }
  const label = (form.get('label') ?? '').trim()
  if (label.length > maxLabel) {
    return showEnding(room, c, notValid(`A label has at most ${maxLabel} characters.`))
  }
  const { app, method } = choice
  const connection = await room.connections.create({
    ownerId,
    app,
    method,
    label: label === '' ? null : label,
    metadata: {},
  })
  concerns(c, { connectionId: connection.id })
  return room.pages.seeOther(c, await room.links.toConsent(connection))
}

/** Leads to the consent page of the same connection. Its id stays. */
export const reconnect: Handler = async (room, c, visitor) => {
  const connection = await named(room, c, visitor)
  if (!connection) return showEnding(room, c, gone('connection'))
  concerns(c, { connectionId: connection.id })
  return room.pages.seeOther(c, await room.links.toConsent(connection))
}

export const confirmDelete: Handler = async (room, c, visitor) => {
  const connection = await named(room, c, visitor)
  if (!connection) return showEnding(room, c, gone('connection'))
  const { basePath } = room.pages
  const title = room.apps.find(connection.app)?.appClient.app.title ?? connection.app
  const body = confirmBody({
    title: 'Delete this connection?',
    consequence: `Programs that use it stop working at once. The grant is taken back at ${title}, and the tokens are erased here. This cannot be undone.`,
    facts: [
      ['App', title],
      ['Account', connection.accountEmail ?? connection.accountId ?? 'none yet'],
      ...(connection.label === null ? [] : [['Label', connection.label] as const]),
      ['Id', connection.id],
    ],
    action: `${basePath}/dashboard/connections/${connection.id}/delete`,
    verb: 'Delete connection',
    back: `${basePath}/`,
  })
  return showCard(room, c, { title: 'Delete a connection', body })
}

export const deleteConnection: Handler = async (room, c, { ownerId }) => {
  const removed = await room.connections.remove(ownerId, c.req.param('id') ?? '')
  if (!removed) return showEnding(room, c, gone('connection'))
  const granted = removed.tokens !== null
  const revoked = granted && (await room.grants.revoke(removed))
  const { id, app } = removed.connection
  concerns(c, { connectionId: id })
  room.log.info('connection_deleted', { connection_id: id, app, revoked })
  const said: NoticeName = granted && !revoked ? 'revocation_pending' : 'deleted'
  return room.pages.seeOther(c, `${room.pages.basePath}/?notice=${said}`)
}

function named(
  { connections }: DashboardRoom,
  c: Context,
  { ownerId }: Visitor,
): Promise<Connection | null> {
  return connections.get(ownerId, c.req.param('id') ?? '')
}
