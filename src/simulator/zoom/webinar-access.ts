import { mayReach } from './access.ts'
import { param } from './call.ts'
import { noWebinar, refusal } from './errors.ts'
import type { Call } from './room.ts'
import { usersOf, type User } from './users-state.ts'
import { webinarsOf, type Webinar } from './webinars-state.ts'

/** The add-on is per user (Webinars part of the spec, code 200). */
export function mustHaveWebinars(user: User, whom = 'this user'): void {
  if (user.webinarSeats > 0) return
  const text = `Webinar plan is missing. You must subscribe to the webinar plan and enable webinars for ${whom} in order to perform this action.`
  throw refusal(400, 200, text)
}

/** The webinar that the path names by number or UUID. The plan is looked at before the webinar. */
export function targetWebinar(call: Call): Webinar {
  if (call.level === 'user') mustHaveWebinars(call.actor)
  const named = param(call, 'webinarId')
  const webinar = named === null ? undefined : findWebinar(call, named)
  if (!webinar) throw noWebinar(named ?? '')
  if (!mayReach(call, webinar.hostId)) throw notYours(call, webinar)
  mustHaveWebinars(webinarHost(call, webinar))
  return webinar
}

function findWebinar({ world }: Call, named: string): Webinar | undefined {
  if (/^\d+$/.test(named)) return webinarsOf(world).get(Number(named))
  if (!/^[\w+/]{22}==$/.test(named)) throw refusal(400, 300, 'Invalid webinar ID.')
  return [...webinarsOf(world).values()].find(({ uuid }) => uuid === named)
}

/** A guess: reading another host's webinar is 3001, changing it is 3003. */
function notYours({ route }: Call, { id }: Webinar): Error {
  return route.method === 'GET'
    ? noWebinar(id)
    : refusal(400, 3003, 'You are not the webinar host.')
}

export function webinarHost({ world }: Call, { hostId }: Pick<Webinar, 'hostId'>): User {
  const host = usersOf(world).byId.get(hostId)
  if (host) return host
  throw refusal(404, 1001, `User ${hostId} does not exist or does not belong to this account.`)
}
