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

/** For pages and actions of a signed-in owner. Anybody else is sent to the door. */
export function forVisitors(
  room: DashboardRoom,
  handler: Handler,
): (c: Context) => Promise<Response> {
  return async (c) => {
    if (c.req.method === 'POST' && !room.pages.ours(c)) return showEnding(room, c, foreignForm())
    const visitor = await visitorOf(room, c)
    if (visitor) return noted(room, c, { visitor, answer: await handler(room, c, visitor) })
    return room.pages.seeOther(c, `${room.pages.basePath}/?notice=sign_in_again`)
  }
}

/** Whatever a button did, or was not allowed to do, is in the audit. */
function noted(
  { acts }: DashboardRoom,
  c: Context,
  { visitor: { keyId, ownerId }, answer }: { visitor: Visitor; answer: Response },
): Response {
  const { method, path } = c.req
  if (method === 'POST') {
    const about = { keyId, ownerId, method, path: safePath(path), status: answer.status }
    acts('button_pressed', { actor: 'dashboard', ...about })
  }
  return answer
}
