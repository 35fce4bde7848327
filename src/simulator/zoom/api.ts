import { withHeaders, type Answer } from '../answer.ts'
import type { Clock } from '../clock.ts'
import type { Incoming } from '../incoming.ts'
import type { Bearer } from '../oauth/grants.ts'
import type { Grant } from '../oauth/ledger.ts'
import { createRouter } from '../router.ts'
import type { Settings } from '../settings.ts'
import type { World } from '../world.ts'
import { hit } from './call.ts'
import { refusal, Refusal, unknownEndpoint } from './errors.ts'
import { usualHeaders } from './headers.ts'
import { takeFromAccount } from './rate-limits.ts'
import type { Call, OpenCall, OpenRoute, Route } from './room.ts'
import { levelOf, missingScope } from './scopes.ts'
import { accountOwner, usersOf } from './users-state.ts'

export type ApiNeeds = {
  readonly routes: readonly Route[]
  readonly open: readonly OpenRoute[]
  readonly world: () => World
  readonly clock: Clock
  readonly settings: Settings
  readonly bearer: (token: string) => Bearer
}

/**
 * Every API call, in the order in which Zoom finds fault: token, route, rate limit, scope, then the room.
 * A guess: the route comes before the limit, because the limit depends on it.
 */
export function createApi(needs: ApiNeeds): (request: Incoming) => Answer {
  const find = createRouter(needs.routes)
  const findOpen = createRouter(needs.open)
  const answer = (request: Incoming): Answer => {
    const open = findOpen(request.method, request.rawPath)
    if (open) return open.route.handle(openCall(needs, request, open.params))
    const grant = authenticate(needs, request)
    const found = find(request.method, request.rawPath)
    if (!found) throw unknownEndpoint()
    const call = openCall(needs, request, found.params)
    const limits = needs.settings.rateLimits ? takeFromAccount(found.route.label, hit(call)) : {}
    const answered = orRefusal(() => found.route.handle(admit({ call, route: found.route, grant })))
    return withHeaders(answered, limits)
  }
  return (request) =>
    withHeaders(
      orRefusal(() => answer(request)),
      usualHeaders(),
    )
}

function orRefusal(work: () => Answer): Answer {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    throw error
  }
}

function openCall(needs: ApiNeeds, request: Incoming, params: OpenCall['params']): OpenCall {
  return {
    world: needs.world(),
    now: needs.clock.now(),
    settings: needs.settings,
    request,
    params,
    bearer: needs.bearer,
  }
}

function authenticate(needs: ApiNeeds, { headers, query }: Incoming): Grant {
  if (query.has('access_token')) {
    const where = 'this access token is not supported as query parameter string.'
    throw refusal(401, 124, `Invalid access token, ${where}`)
  }
  const [scheme, token] = (headers.authorization ?? '').split(' ')
  if (token === undefined || scheme?.toLowerCase() !== 'bearer') {
    throw refusal(401, 124, 'Invalid access token.')
  }
  const bearer = needs.bearer(token)
  if (bearer.state === 'expired') throw refusal(401, 124, 'Access token is expired.')
  if (bearer.state === 'invalid') throw refusal(401, 124, 'Invalid access token.')
  return bearer.grant
}

function admit({ call, route, grant }: { call: OpenCall; route: Route; grant: Grant }): Call {
  const level = levelOf(route, grant.scopes)
  if (!level) throw missingScope(route, grant.client.kind)
  if (!grant.person && grant.client.kind !== 'server') {
    throw refusal(400, 124, 'This API only supports OAuth2 authorization.')
  }
  const actor = grant.person
    ? usersOf(call.world).byId.get(grant.person.id)
    : accountOwner(call.world)
  if (!actor) throw refusal(401, 124, 'Invalid access token.')
  return { ...call, route, level, app: grant.client.kind, actor }
}
