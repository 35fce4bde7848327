import { randomUUID } from 'node:crypto'
import { Hono, type Context } from 'hono'
import { Failure } from '../errors.ts'
import { formLimit } from '../web/form.ts'
import { createPages } from '../web/pages.ts'
import { button, forVisitors } from './access.ts'
import { approve, deny, showApproval, showApprovals } from './approvals.ts'
import { confirmDelete, createConnection, deleteConnection, reconnect } from './connections.ts'
import { showHome, signIn, signOut } from './door.ts'
import { failed, notValid } from './endings.ts'
import { showEnding } from './frame.ts'
import { confirmRevoke, createKey, revokeKey, showKeys } from './keys.ts'
import type { DashboardNeeds, DashboardRoom } from './needs.ts'
import { createSignIns } from './sign-in.ts'

/** A few pages for an owner: what is connected, which keys there are, and what to do when something is wrong. */
export function createDashboard(needs: DashboardNeeds): Hono {
  const pages = createPages(needs)
  const room: DashboardRoom = { ...needs, pages, signIns: createSignIns({ ...needs, pages }) }
  const dashboard = new Hono()

  dashboard.get('/', (c) => showHome(room, c))
  dashboard.use('/dashboard/*', formLimit)
  dashboard.post('/dashboard/sign-in', (c) => signIn(room, c))
  dashboard.post('/dashboard/sign-out', (c) => signOut(room, c))
  dashboard.post(
    '/dashboard/connections',
    button(room, { act: 'connection_created' }, createConnection),
  )
  dashboard.post(
    '/dashboard/connections/:id/reconnect',
    button(room, { act: 'consent_link_made' }, reconnect),
  )
  dashboard.get('/dashboard/connections/:id/delete', forVisitors(room, confirmDelete))
  dashboard.post(
    '/dashboard/connections/:id/delete',
    button(room, { act: 'connection_deleted' }, deleteConnection),
  )
  dashboard.get('/dashboard/keys', forVisitors(room, showKeys))
  dashboard.post('/dashboard/keys', button(room, { act: 'key_created' }, createKey))
  dashboard.get('/dashboard/keys/:id/revoke', forVisitors(room, confirmRevoke))
  dashboard.post('/dashboard/keys/:id/revoke', button(room, { act: 'key_revoked' }, revokeKey))
  dashboard.get('/dashboard/approvals', forVisitors(room, showApprovals))
  dashboard.get('/dashboard/approvals/:id', forVisitors(room, showApproval))
  dashboard.post(
    '/dashboard/approvals/:id/approve',
    button(room, { act: 'request_approved', kind: 'approval' }, approve),
  )
  dashboard.post(
    '/dashboard/approvals/:id/deny',
    button(room, { act: 'request_denied', kind: 'approval' }, deny),
  )
  dashboard.onError((error, c) => unexpected(room, c, error))
  return dashboard
}

function unexpected(room: DashboardRoom, c: Context, error: Error): Promise<Response> {
  if (error instanceof Failure && error.code === 'payload_too_large') {
    return showEnding(room, c, { ...notValid(error.message), status: 413 })
  }
  const reference = randomUUID()
  room.log.error('dashboard_error', { reference, path: c.req.path }, error)
  return showEnding(room, c, failed(reference, room.database.isUnavailable(error)))
}
