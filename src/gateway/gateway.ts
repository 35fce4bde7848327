import { together } from './together.ts'
import { openBooks, type BooksNeeds } from './books.ts'
import { Call, type Arrival } from './call.ts'
import type { CallersAnswer, CallersRequest } from './caller.ts'
import { createGates, type GateNeeds } from './gates.ts'
import { travel, type WayNeeds } from './journey.ts'
import { createMatcher } from './match.ts'

export type GatewayNeeds = GateNeeds & WayNeeds & BooksNeeds

export interface Gateway {
  readonly handle: (request: CallersRequest, response: CallersAnswer, arrival: Arrival) => void
  /** Resolves when every call that is over is written down. */
  readonly settled: () => Promise<void>
}

const callOf: unique symbol = Symbol('call')

/** An answer that knows its call, so that one listener serves all of them. */
type Answering = CallersAnswer & { [callOf]?: Call }

/** The data plane: an API key comes in, the right person's token goes out, and everything else passes through. */
export function createGateway(needs: GatewayNeeds): Gateway {
  const matchers = new Map(
    needs.apps.all().map(({ appClient: { app } }) => [app.name, createMatcher(app)]),
  )
  // Member by member: what is put together with `...` several times is a hash table to V8, at every look into it.
  const { apps, authenticator, live, upstream, isStoreUnavailable, audit, metrics, log, now } =
    needs
  const gate = createGates(needs)
  const way = { apps, authenticator, live, upstream, isStoreUnavailable, log, now, matchers, gate }
  const books = openBooks({ audit, metrics, log, now })

  const setOut = together<Call>('set out', (call) => {
    if (!call.response.destroyed) travel(way, call)
  })

  function ended(this: Answering): void {
    const call = this[callOf]
    if (!call) return
    if (call.exchange) call.exchange.callerLeft()
    else call.errand?.ended()
    books.close(call)
  }

  return {
    handle(request, response: Answering, arrival) {
      const call = new Call({ request, response }, arrival, now())
      response[callOf] = call
      response.on('close', ended)
      setOut(call)
    },
    settled: books.settled,
  }
}
