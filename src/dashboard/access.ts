import type { Context } from 'hono'
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
    if (visitor) return handler(room, c, visitor)
    return room.pages.seeOther(c, `${room.pages.basePath}/?notice=sign_in_again`)
  }
}
