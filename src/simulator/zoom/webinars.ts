import { json, type Answer } from '../answer.ts'
import { targetUser } from './access.ts'
import { choice, flagged, listed, query } from './call.ts'
import { panelistRoutes } from './panelists.ts'
import { pastWebinarRoutes } from './past-webinars.ts'
import type { Call, Room, Route } from './room.ts'
import { mustHaveWebinars, targetWebinar } from './webinar-access.ts'
import { webinarDelete, webinarStatus, webinarUpdate } from './webinar-change.ts'
import { webinarCreate } from './webinar-create.ts'
import { webinarOccurrence } from './webinar-occurrence.ts'
import { webinarRegistrantRoutes } from './webinar-registrants.ts'
import { webinarDetails, webinarLine } from './webinar-wire.ts'
import { seedWebinars } from './webinars-seed.ts'
import { webinarEnd, webinarsOf, type Webinar } from './webinars-state.ts'

const DAY = 24 * 3600 * 1000

const list: Route = {
  id: 'webinars',
  method: 'GET',
  path: '/v2/users/{userId}/webinars',
  label: 'MEDIUM',
  scope: 'webinar:read:list_webinars',
  classic: ['webinar:read'],
  handle: (call) => {
    const user = targetUser(call)
    mustHaveWebinars(user)
    const kind = choice(call, 'type', ['scheduled', 'upcoming'])
    const all = [...webinarsOf(call.world).values()]
      .filter(({ hostId }) => hostId === user.id)
      .filter((one) => isListed(one, kind, call.now))
      .toSorted((one, other) => (one.startAt ?? Infinity) - (other.startAt ?? Infinity))
    return listed(call, { name: 'webinars', all, line: webinarLine }, { legacy: true })
  },
}

/** A scheduled one is forgotten 30 days after its end, a recurring one after 365 (a guess for webinars). */
function isListed(webinar: Webinar, kind: 'scheduled' | 'upcoming', now: number): boolean {
  const end = webinarEnd(webinar)
  if (kind === 'upcoming') return webinar.status === 'started' || (end !== undefined && end > now)
  return end === undefined || now - end < (webinar.type === 5 ? 30 : 365) * DAY
}

const get: Route = {
  id: 'webinar',
  method: 'GET',
  path: '/v2/webinars/{webinarId}',
  label: 'LIGHT',
  scope: 'webinar:read:webinar',
  classic: ['webinar:read'],
  handle: details,
}

function details(call: Call): Answer {
  const webinar = targetWebinar(call)
  const id = query(call, 'occurrence_id')
  const occurrence = id === undefined ? undefined : webinarOccurrence(webinar, id)
  const all = flagged(call, 'show_previous_occurrences')
  const occurrences = webinar.occurrences.filter(
    ({ startAt, duration }) => all || startAt + duration * 60_000 > call.now,
  )
  return json(200, webinarDetails(webinar, { world: call.world, occurrence, occurrences }))
}

/** Webinars with their registrants and panelists, before and after. */
export const webinars: Room = {
  routes: [
    list,
    webinarCreate,
    get,
    webinarUpdate,
    webinarDelete,
    webinarStatus,
    ...webinarRegistrantRoutes,
    ...panelistRoutes,
    ...pastWebinarRoutes,
  ],
  seed: seedWebinars,
}
