import { createConnector, type Network } from './connector.ts'
import type { Receiver } from './lane.ts'
import { Lanes, type LanesStanding } from './lanes.ts'
import type { Outgoing } from './message.ts'
import { Disconnected, NotSent, TooLate } from './unanswered.ts'

/** How long upstream may take, in milliseconds. */
export interface UpstreamTimeouts {
  readonly connectMs: number
  /** From the last byte of the request to the first of the answer. */
  readonly headersMs: number
  /** Between two chunks of the answer. */
  readonly idleMs: number
}

/** The wire to the vendor. It never follows redirects, never decodes bodies and never retries. */
export interface Upstream {
  send: (origin: string, outgoing: Outgoing, receiver: Receiver) => void
  /** Of every origin that was asked so far. */
  standing: () => LanesStanding[]
  close: () => void
}

export function createUpstream({
  timeouts: { connectMs, headersMs, idleMs },
  connectionsPerOrigin,
  now,
  network = {},
}: {
  timeouts: UpstreamTimeouts
  connectionsPerOrigin: number
  now: () => number
  network?: Network
}): Upstream {
  const byOrigin = new Map<string, Lanes>()
  const settings = {
    most: connectionsPerOrigin,
    waitMs: connectMs,
    headersMs,
    idleMs,
    connect: createConnector(connectMs, network),
    now,
  }

  function lanesTo(origin: string): Lanes {
    const lanes = new Lanes(origin, settings)
    byOrigin.set(origin, lanes)
    return lanes
  }

  return {
    send(origin, outgoing, receiver) {
      const lanes = byOrigin.get(origin) ?? lanesTo(origin)
      lanes.send(outgoing, receiver)
    },
    standing: () => [...byOrigin.values()].map((lanes) => lanes.standing()),
    close() {
      for (const lanes of byOrigin.values()) lanes.close()
    },
  }
}

/** Why no answer came, in the terms of our errors. */
export interface Unanswered {
  readonly code: 'upstream_timeout' | 'upstream_unreachable'
  /** False: upstream cannot have acted on it. */
  readonly mayHaveArrived: boolean
  readonly retryAfterMs: number | null
}

export function unansweredBy(error: Error): Unanswered {
  if (error instanceof NotSent) {
    const { retryAfterMs } = error
    return { code: 'upstream_unreachable', mayHaveArrived: false, retryAfterMs }
  }
  return {
    code: error instanceof TooLate ? 'upstream_timeout' : 'upstream_unreachable',
    mayHaveArrived: true,
    retryAfterMs: null,
  }
}

/** Whether the connection ended before any answer: typically a kept-alive connection that upstream closed as we wrote. */
export function isBrokenConnection(error: Error): boolean {
  if (error instanceof Disconnected) return true
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
}
