import type { Context } from 'hono'
import { html } from 'hono/html'
import { Failure } from '../errors.ts'
import { callerIn } from '../keys/caller-address.ts'
import { mayOversee } from '../keys/restrictions.ts'
import { formFields } from '../web/form.ts'
import type { Html } from '../web/page.ts'
import { behindDoor, visitorOf } from './access.ts'
import { showOverview } from './connections.ts'
import { foreignForm } from './endings.ts'
import { showCard, showEnding } from './frame.ts'
import type { DashboardRoom } from './needs.ts'
import { notice } from './notices.ts'
import { welcomeBody } from './welcome-page.ts'

/** `/`: the overview for whoever is signed in, the door for everybody else. */
export async function showHome(room: DashboardRoom, c: Context): Promise<Response> {
  const visitor = await visitorOf(room, c)
  if (visitor) return showOverview(room, c, visitor)
  const approval = c.req.query('approval') ?? null
  return showWelcome(room, c, { status: 200, said: notice(c.req.query('notice')), approval })
}

export async function signIn(room: DashboardRoom, c: Context): Promise<Response> {
  if (!room.pages.ours(c)) return showEnding(room, c, foreignForm())
  const form = await formFields(c)
  const apiKeyHeader = (form.get('api_key') ?? '').trim()
  const approval = form.get('approval')
  try {
    const key = await room.authenticator.authenticate({
      authorization: undefined,
      apiKeyHeader,
      caller: callerIn(c.env),
    })
    if (!mayOversee(key))
      return await showWelcome(room, c, { status: 403, said: notForPrograms, approval })
    room.signIns.start(c, key)
    room.log.info('signed_in', { key_id: key.id })
    room.acts('signed_in', { actor: 'dashboard', keyId: key.id, ownerId: key.ownerId })
    return room.pages.seeOther(c, behindDoor(room.pages.basePath, approval))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.code !== 'invalid_api_key') {
      const said = html`<p class="notice bad" role="alert">${error.message}</p>`
      return showWelcome(room, c, { status: 403, said, approval })
    }
    const said = html`<p class="notice bad" role="alert">
      This key does not open anything here. It is not spelled like a Valetkey key, was not copied
      whole, or was revoked.
    </p>`
    return showWelcome(room, c, { status: 401, said, approval })
  }
}

/** The pages let their visitor see and do everything, approving included. */
const notForPrograms = html`<p class="notice bad" role="alert">
  This key is for a program: it has a policy or a mask, and the pages are for the person behind it.
  Sign in with a key that has neither.
</p>`

export async function signOut(room: DashboardRoom, c: Context): Promise<Response> {
  if (!room.pages.ours(c)) return showEnding(room, c, foreignForm())
  room.signIns.end(c)
  return room.pages.seeOther(c, `${room.pages.basePath}/?notice=signed_out`)
}

function showWelcome(
  room: DashboardRoom,
  c: Context,
  {
    status,
    said,
    approval,
  }: { status: 200 | 401 | 403; said: Html | string; approval: string | null },
): Promise<Response> {
  const titles = products(room)
  const { basePath } = room.pages
  const onTheWayTo = behindDoor(basePath, approval) === `${basePath}/` ? null : approval
  const body = welcomeBody({ basePath, titles, said, approval: onTheWayTo })
  return showCard(room, c, { status, title: 'Sign in', body })
}

/** Several apps may be ways into one product: one upstream, told once. */
function products({ apps }: DashboardRoom): string[] {
  const byUpstream = new Map<string, string>()
  for (const { appClient } of apps.all()) {
    const { apiUrl, title } = appClient.app
    if (!byUpstream.has(apiUrl)) byUpstream.set(apiUrl, title)
  }
  return [...byUpstream.values()]
}
