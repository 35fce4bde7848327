import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Audit } from '../audit/trail.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { entryOfCall, kindOf } from './audited.ts'
import { Call, type Arrival } from './call.ts'
import { createGates, type GateNeeds } from './gates.ts'
import { travel, type WayNeeds } from './journey.ts'
import { createMatcher } from './match.ts'

export interface GatewayNeeds extends GateNeeds, WayNeeds {
  readonly audit: Audit
  readonly metrics: Pick<Metrics, 'finished'>
  readonly log: Log
  readonly now: () => number
}

type Books = Pick<GatewayNeeds, 'audit' | 'metrics' | 'log' | 'now'>

export type Gateway = (request: IncomingMessage, response: ServerResponse, arrival: Arrival) => void

const callOf: unique symbol = Symbol('call')

/** A response that knows its call, so that one listener serves all of them. */
interface Answering extends ServerResponse {
  [callOf]?: Call
}

/** The data plane: an API key comes in, the right person's token goes out, and everything else passes through. */
export function createGateway(needs: GatewayNeeds): Gateway {
  const matchers = new Map(
    needs.apps.all().map(({ appClient: { app } }) => [app.name, createMatcher(app)]),
  )
  // Member by member: what is put together with `...` several times is a hash table to V8, at every look into it.
  const { apps, authenticator, live, upstream, isStoreUnavailable, audit, metrics, log, now } =
    needs
  const gate = createGates(needs)
  const way = {
    apps,
    authenticator,
    live,
    upstream,
    isStoreUnavailable,
    audit,
    metrics,
    log,
    now,
    matchers,
    gate,
  }

  function ended(this: Answering): void {
    const call = this[callOf]
    if (!call) return
    if (call.exchange) call.exchange.callerLeft()
    else call.errand?.ended()
    record(way, call)
  }

  return (request, response: Answering, arrival) => {
    const call = new Call({ request, response }, arrival, now())
    response[callOf] = call
    response.on('close', ended)
    travel(way, call)
  }
}

/** One line per request: ids, pattern, status, bytes, time. Never a query value, a header or a body. */
function record({ log, audit, metrics, now }: Books, call: Call): void {
  const { request, response } = call
  const endedAt = now()
  const durationMs = endedAt - call.startedAt
  metrics.finished(call, durationMs)
  // Anybody can send what no key belongs to; the audit is not theirs to fill. The log has it.
  if (call.keyId !== null) audit.note(entryOfCall(call, kindOf(call), endedAt))
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
    duration_ms: durationMs,
  })
}
