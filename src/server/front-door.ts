import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { App } from '../apps/app.ts'
import { Failure, problem } from '../errors.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { refuseMalformed } from '../malformed.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { requestIds } from '../request-id.ts'
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
}

/** From here on each request goes where its first path segment says: to the gateway, or to everything else. */
export function openFrontDoor(
  server: Server,
  { gateway, others, metricsPage, apps, departure, metrics }: FrontDoor,
): void {
  const byName = new Map(apps.map((app) => [app.name, app]))
  const nextId = requestIds()
  const route = (
    request: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
  ): void => {
    departure.note(response)
    const { whole, first, rest } = splitTarget(request.url ?? '/')
    const app = byName.get(first)
    if (app) {
      metrics.arrived()
      gateway.handle(request, response, { app, target: rest, requestId: nextId(), expectsContinue })
      return
    }
    if (metricsPage && asksForMetrics(request.method, { first, rest })) {
      void metricsPage(request, response, nextId())
      return
    }
    if (expectsContinue) response.writeContinue()
    request.url = whole
    void others(request, response)
  }
  server.off('request', answerNotReady)
  server.on('request', (request, response) => {
    route(request, response, false)
  })
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    route(request, response, true)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    refuseMalformed(error, { socket, last: departure.latest(socket), requestId: nextId() })
  })
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
