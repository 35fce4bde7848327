import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { App } from '../apps/app.ts'
import { Failure, problem } from '../errors.ts'
import type { Arrival } from '../gateway/call.ts'
import type { CallersAnswer, CallersRequest } from '../gateway/caller.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { refuseMalformed } from '../malformed.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { requestIds } from '../request-id.ts'
import { readBareRequests } from './bare-connection.ts'
import type { Departure } from './departure.ts'
import type { MetricsPage } from './metrics-page.ts'
import { splitTarget, type SplitTarget } from './request-target.ts'

export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export interface FrontDoor {
  readonly gateway: Pick<Gateway, 'handle'>
  readonly others: Listener
  /** Null: there is none, and nothing tells that there could be. */
  readonly metricsPage: MetricsPage | null
  readonly apps: readonly App[]
  readonly departure: Departure
  readonly metrics: Pick<Metrics, 'arrived'>
  readonly now: () => number
}

type AskForBody = Arrival['askForBody']
type Route = (request: IncomingMessage, response: ServerResponse, askForBody: AskForBody) => void
/** False: its path does not begin with an app, and nothing was done with it. */
type ToGateway = (
  request: CallersRequest,
  response: CallersAnswer,
  askForBody: AskForBody,
) => boolean

/** From here on each request goes where its first path segment says: to the gateway, or to everything else. */
export function openFrontDoor(server: Server, needs: FrontDoor): void {
  const { departure, now } = needs
  const nextId = requestIds()
  const proxies = toGateway(needs, nextId)
  const route = toOthers(needs, nextId)
  const take: Route = (request, response, askForBody) => {
    departure.note(response)
    if (!proxies(request, response, askForBody)) route(request, response, askForBody)
  }
  server.off('request', answerNotReady)
  server.on('request', (request, response) => {
    take(request, response, null)
  })
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    take(request, response, () => {
      response.writeContinue()
    })
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    refuseMalformed(error, { socket, last: departure.latest(socket), requestId: nextId() })
  })
  readBareRequests(server, departure, {
    now,
    take: (request, answer) => proxies(request, answer, null),
  })
}

function toGateway({ apps, gateway, metrics }: FrontDoor, nextId: () => string): ToGateway {
  const byName = new Map(apps.map((app) => [app.name, app]))
  return (request, response, askForBody) => {
    const { first, rest } = splitTarget(request.url ?? '/')
    const app = byName.get(first)
    if (!app) return false
    metrics.arrived()
    gateway.handle(request, response, { app, target: rest, requestId: nextId(), askForBody })
    return true
  }
}

function toOthers({ others, metricsPage }: FrontDoor, nextId: () => string): Route {
  return (request, response, askForBody) => {
    const { whole, first, rest } = splitTarget(request.url ?? '/')
    if (metricsPage && asksForMetrics(request.method, { first, rest })) {
      void metricsPage(request, response, nextId())
      return
    }
    askForBody?.()
    request.url = whole
    void others(request, response)
  }
}

function asksForMetrics(
  method: string | undefined,
  { first, rest }: Pick<SplitTarget, 'first' | 'rest'>,
): boolean {
  const reads = method === 'GET' || method === 'HEAD'
  return reads && first === 'metrics' && (rest === '/' || rest.startsWith('?'))
}

/** For the moment between having the port, which the links need, and having opened the store. */
export function answerNotReady(_request: IncomingMessage, response: ServerResponse): void {
  const failure = new Failure('not_ready', 'This Valetkey is starting. Try again in a second.', {
    extras: { retry_after_s: 1 },
  })
  const { status, headers, body } = problem(failure, { path: '/', requestId: 'starting' })
  response.shouldKeepAlive = false
  response.writeHead(status, headers).end(body)
}
