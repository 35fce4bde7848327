import type { AppClients } from '../connections/app-clients.ts'
import type { LiveConnections } from '../connections/live-connections.ts'
import { Failure } from '../errors.ts'
import type { AuthenticatedKey, Authenticator } from '../keys/authenticate.ts'
import type { Log } from '../log.ts'
import { refuse, type Call } from './call.ts'
import type { CallersRequest } from './caller.ts'
import { destinationOf } from './destination.ts'
import { Exchange } from './exchange.ts'
import type { Gate, Subject } from './gate.ts'
import { isRefusal, type MatchedEndpoint, type Matcher } from './match.ts'
import { presented } from './presented.ts'
import type { Upstream } from './upstream.ts'
import { verdictOf } from './verdict.ts'
import { sinkOf } from './whole-answer.ts'

export interface WayNeeds {
  readonly apps: AppClients
  readonly authenticator: Authenticator
  readonly live: LiveConnections
  readonly upstream: Upstream
  readonly isStoreUnavailable: (error: unknown) => boolean
  readonly log: Log
  readonly now: () => number
}

/** What every request goes through. */
export interface Way extends WayNeeds {
  readonly matchers: ReadonlyMap<string, Matcher>
  readonly gate: Gate
}

/** Undefined: the step and all behind it are done. Otherwise something has to be waited for first. */
type Step = Promise<void> | undefined

/**
 * One proxied request, top to bottom: whose key, which endpoint, which connection, past the gates, and off. Each step proves
 * something or throws the answer. While everything is at hand all steps are done at once: a promise is made only where there is
 * something to wait for.
 */
export function travel(way: Way, call: Call): void {
  try {
    identify(way, call)?.catch((error: unknown) => {
      stop(way, call, error)
    })
  } catch (error) {
    stop(way, call, error)
  }
}

function identify(way: Way, call: Call): Step {
  const credential = presented(call.request)
  const key = way.authenticator.cached(credential)
  return key
    ? permit(way, call, key)
    : way.authenticator.authenticate(credential).then((found) => permit(way, call, found))
}

function permit(way: Way, call: Call, key: AuthenticatedKey): Step {
  call.keyId = key.id
  call.ownerId = key.ownerId
  const matched = allowed(way.matchers.get(call.app.name), call)
  call.matched = matched
  call.verdict = verdictOf(key, matched, call)
  const wish = {
    ownerId: key.ownerId,
    app: call.app.name,
    connectionId: wantedConnection(call.request),
    scope: key.restrictions?.policy?.connections ?? null,
  }
  const token = way.live.cached(wish)
  return token
    ? pass(way, call, { key, matched, wish, token })
    : way.live
        .resolve(wish)
        .then((resolved) => pass(way, call, { key, matched, wish, token: resolved }))
}

function pass(way: Way, call: Call, subject: Subject): Step {
  call.connectionId = subject.token.connection.id
  const waiting = way.gate(call, subject)
  if (waiting)
    return waiting.then((outcome) => {
      if (outcome === 'pass') send(way, call, subject)
    })
  send(way, call, subject)
  return undefined
}

function send(way: Way, call: Call, { wish, token }: Subject): void {
  call.sink = sinkOf(call)
  const appClient = way.apps.find(call.app.name)?.appClient
  if (!appClient) throw new Failure('not_found', `There is no app "${call.app.name}".`)
  new Exchange(way, call, {
    appClient,
    destination: destinationOf(appClient, call, token.connection.apiUrl),
    wish,
    token,
    renewed: false,
    resent: false,
    redirects: 0,
    replay: call.body,
  }).send()
}

function stop(way: Way, call: Call, error: unknown): void {
  if (!(error instanceof Failure))
    way.log.error('proxy_failed', { request_id: call.requestId }, error)
  refuse(call, asFailure(way, error))
}

/** Refuses before any token is touched what the endpoint table does not name. */
function allowed(matcher: Matcher | undefined, call: Call): MatchedEndpoint {
  const { app, path, query, request } = call
  // A key in a URL ends up in logs and histories, here and upstream.
  if (query.includes('vk_')) {
    throw new Failure(
      'invalid_request',
      'The query seems to hold a Valetkey API key. Send it in the Authorization header only, and revoke this one: it may be in logs by now.',
    )
  }
  const matched = matcher?.(request.method ?? 'GET', path) ?? { kind: 'not_supported' as const }
  if (!isRefusal(matched)) return matched
  if (matched.kind === 'unsafe') {
    throw new Failure(
      'invalid_path',
      `The path was not forwarded: ${matched.reason}. Send ids percent-encoded, and no more.`,
    )
  }
  throw new Failure(
    'endpoint_not_supported',
    `${request.method ?? 'GET'} ${path} is not an endpoint that this gateway forwards to ${app.title}. GET /apps/${app.name}/endpoints lists those that are.`,
  )
}

/** Our header, and the names that clients of other gateways send. */
const connectionHeaders = ['valetkey-connection', 'maton-connection', 'x-maton-connection']

/** The connection that the caller names, if any. Two headers that disagree are nobody's to choose between. */
function wantedConnection({ headers }: CallersRequest): string | null {
  let wanted: string | null = null
  for (const name of connectionHeaders) {
    const value = headers[name]
    if (value === undefined || value === '') continue
    const named = String(value)
    if (wanted !== null && wanted !== named) {
      throw new Failure('invalid_request', 'Two connection headers name two connections. Send one.')
    }
    wanted = named
  }
  return wanted
}

function asFailure(needs: WayNeeds, error: unknown): Failure {
  if (error instanceof Failure) return error
  return needs.isStoreUnavailable(error)
    ? new Failure(
        'store_unavailable',
        'The database of this Valetkey cannot be reached. Try again in a moment.',
        { extras: { retry_after_s: 1 } },
      )
    : new Failure(
        'internal',
        'Something failed inside Valetkey. The operator finds it in the log by the request id.',
        { cause: error },
      )
}
