import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '../apps/app.ts'
import type { Audit } from '../audit/trail.ts'
import type { Approval } from '../approvals/approval.ts'
import type { ApprovalStore } from '../approvals/approval-store.ts'
import type { AppClients } from '../connections/app-clients.ts'
import type { LiveConnections } from '../connections/live-connections.ts'
import { Failure } from '../errors.ts'
import type { Authenticator } from '../keys/authenticate.ts'
import type { Log } from '../log.ts'
import { entryOfCall, kindOf } from './audited.ts'
import { refuse, type Call } from './call.ts'
import { destinationOf } from './destination.ts'
import { Exchange } from './exchange.ts'
import type { Gate } from './gate.ts'
import { createGates, type GateNeeds } from './gates.ts'
import { createMatcher, isRefusal, type MatchedEndpoint, type Matcher } from './match.ts'
import { presented, single } from './presented.ts'
import type { Upstream } from './upstream.ts'
import { sinkOf } from './whole-answer.ts'
import { verdictOf } from './verdict.ts'

export interface GatewayNeeds extends GateNeeds {
  readonly apps: AppClients
  readonly authenticator: Authenticator
  readonly live: LiveConnections
  readonly upstream: Upstream
  readonly isStoreUnavailable: (error: unknown) => boolean
  readonly audit: Audit
  readonly approvals: ApprovalStore
  readonly announce: (approval: Approval) => void
  readonly publicUrl: string
  readonly log: Log
  readonly now: () => number
}

/** A request as the server hands it over: which app its first path segment names, and the raw target behind that. */
export interface Arrival {
  readonly app: App
  /** Path and query below the app's name, as sent. */
  readonly target: string
  readonly requestId: string
  readonly expectsContinue: boolean
}

export type Gateway = (request: IncomingMessage, response: ServerResponse, arrival: Arrival) => void

/** The data plane: an API key comes in, the right person's token goes out, and everything else passes through. */
export function createGateway(needs: GatewayNeeds): Gateway {
  const matchers = new Map(
    needs.apps.all().map(({ appClient: { app } }) => [app.name, createMatcher(app)]),
  )
  const way = { ...needs, matchers, gates: createGates(needs) }
  return (request, response, arrival) => {
    const call = callOf({ request, response, startedAt: needs.now() }, arrival)
    response.on('close', () => {
      if (call.exchange) call.exchange.callerLeft()
      else call.errand?.ended()
      record(needs, call)
    })
    journey(way, call).catch((error: unknown) => {
      if (!(error instanceof Failure))
        needs.log.error('proxy_failed', { request_id: call.requestId }, error)
      refuse(call, asFailure(needs, error))
    })
  }
}

/** What every request goes through. */
interface Way extends GatewayNeeds {
  readonly matchers: ReadonlyMap<string, Matcher>
  readonly gates: readonly Gate[]
}

/** One proxied request, top to bottom. Each step either proves something or throws the answer. */
async function journey(way: Way, call: Call): Promise<void> {
  const { authenticator, live } = way
  const credential = presented(call.request)
  const key = authenticator.cached(credential) ?? (await authenticator.authenticate(credential))
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
  const token = live.cached(wish) ?? (await live.resolve(wish))
  call.connectionId = token.connection.id

  const subject = { key, matched, token }
  for (const gate of way.gates) {
    const waiting = gate(call, subject)
    if (waiting && (await waiting) === 'answered') return
  }

  call.sink = sinkOf(call)
  const appClient = way.apps.find(call.app.name)?.appClient
  if (!appClient) throw new Failure('not_found', `There is no app "${call.app.name}".`)
  const destination = destinationOf(appClient, call, token.connection.apiUrl)
  const attempt = {
    appClient,
    destination,
    wish,
    token,
    renewed: false,
    resent: false,
    redirects: 0,
    replay: call.body,
  }
  new Exchange(way, call, attempt).send()
}

function callOf(
  exchange: Pick<Call, 'request' | 'response' | 'startedAt'>,
  arrival: Arrival,
): Call {
  const { target } = arrival
  const mark = target.indexOf('?')
  return {
    ...exchange,
    ...arrival,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark),
    sink: exchange.response,
    ...untouched,
  }
}

const untouched = {
  keyId: null,
  ownerId: null,
  connectionId: null,
  matched: null,
  verdict: null,
  body: null,
  exchange: null,
  bytes: 0,
  lane: null,
  holds: null,
  errand: null,
  refusedWith: null,
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
function wantedConnection({ headers }: IncomingMessage): string | null {
  const named = connectionHeaders.map((name) => single(headers[name])).filter(Boolean)
  if (new Set(named).size > 1) {
    throw new Failure('invalid_request', 'Two connection headers name two connections. Send one.')
  }
  return named[0] ?? null
}

function asFailure(needs: GatewayNeeds, error: unknown): Failure {
  if (error instanceof Failure) return error
  return needs.isStoreUnavailable(error)
    ? new Failure(
        'store_unavailable',
        'The database of this Valetkey cannot be reached. Try again in a moment.',
        {
          extras: { retry_after_s: 1 },
        },
      )
    : new Failure(
        'internal',
        'Something failed inside Valetkey. The operator finds it in the log by the request id.',
        {
          cause: error,
        },
      )
}

/** One line per request: ids, pattern, status, bytes, time. Never a query value, a header or a body. */
function record({ log, audit, now }: GatewayNeeds, call: Call): void {
  const { request, response } = call
  // Anybody can send what no key belongs to; the audit is not theirs to fill. The log has it.
  if (call.keyId !== null) audit.note(entryOfCall(call, kindOf(call), now()))
  log.info('proxied', {
    request_id: call.requestId,
    key_id: call.keyId,
    connection_id: call.connectionId,
    app: call.app.name,
    endpoint: call.matched?.endpoint.id ?? null,
    method: request.method,
    status: response.headersSent ? response.statusCode : null,
    error: call.refusedWith,
    bytes: call.bytes,
    complete: response.writableFinished,
    duration_ms: now() - call.startedAt,
  })
}
