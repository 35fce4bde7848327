import type { Context } from 'hono'
import { safePath } from '../audit/entry.ts'
import { foreignForm } from './endings.ts'
import { showEnding } from './frame.ts'
import type { DashboardRoom, Visitor } from './needs.ts'

export type Handler = (room: DashboardRoom, c: Context, visitor: Visitor) => Promise<Response>

export async function visitorOf(room: DashboardRoom, c: Context): Promise<Visitor | null> {
  const signedIn = await room.signIns.current(c)
  const owner = signedIn ? await room.owners.get(signedIn.ownerId) : null
  return signedIn && owner ? { ...signedIn, owner } : null
}

const approvalPath = /\/dashboard\/approvals\/([0-9a-f-]{36})$/

/** Whoever followed the link to an approval gets back to it after the door. */
function doorQuery(c: Context): string {
  const id = c.req.method === 'GET' ? approvalPath.exec(c.req.path)?.[1] : undefined
  return id === undefined ? '?notice=sign_in_again' : `?notice=sign_in_to_decide&approval=${id}`
}

/** Where the door leads: to the approval that was asked for, or home. Only an id is taken over, never an address. */
export function behindDoor(basePath: string, approval: string | null | undefined): string {
  return /^[0-9a-f-]{36}$/.test(approval ?? '')
    ? `${basePath}/dashboard/approvals/${approval ?? ''}`
    : `${basePath}/`
}

/** For pages of a signed-in owner. Anybody else is sent to the door. */
export function forVisitors(
  room: DashboardRoom,
  handler: Handler,
): (c: Context) => Promise<Response> {
  return async (c) => {
    const visitor = await visitorOf(room, c)
    if (visitor) return handler(room, c, visitor)
    return room.pages.seeOther(c, `${room.pages.basePath}/${doorQuery(c)}`)
  }
}

/** A button: what it does or was not allowed to do is in the audit, as an act of this name and kind. */
export function button(
  room: DashboardRoom,
  { act, kind = 'admin' }: { act: string; kind?: 'admin' | 'approval' },
  handler: Handler,
): (c: Context) => Promise<Response> {
  const pressed = forVisitors(room, async (_, c, visitor) => {
    const answer = await handler(room, c, visitor)
    const { keyId, ownerId } = visitor
    const { method, path } = c.req
    const about = { keyId, ownerId, method, path: safePath(path), status: answer.status }
    room.acts(act, { actor: 'dashboard', ...about, ...aboutOf(c) }, kind)
    return answer
  })
  return async (c) => (room.pages.ours(c) ? pressed(c) : showEnding(room, c, foreignForm()))
}

/** What the button was about, where the path does not say it or a search should find it. */
type About = { readonly connectionId: string } | { readonly detail: string }

export function concerns(c: Context, what: About): void {
  c.set('about', what)
}

const aboutOf = (c: Context): About | undefined => c.get('about') as About | undefined
