import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
// The one class that is used. undici's index would also load fetch, caches, mocks and web sockets: 85 ms and 9 MB of a start.
import Pool from 'undici/lib/dispatcher/pool.js'

/** How long upstream may take, in milliseconds. */
export interface UpstreamTimeouts {
  readonly connectMs: number
  /** From the last byte of the request to the first of the answer. */
  readonly headersMs: number
  /** Between two chunks of the answer. */
  readonly idleMs: number
}

export interface UpstreamRequest {
  readonly origin: string
  /** Path and query, raw. */
  readonly path: string
  readonly method: string
  readonly headers: string[]
  readonly body: Readable | Buffer | null
}

/** The wire to the vendor. It never follows redirects, never decodes bodies and never retries. */
export interface Upstream {
  send: (request: UpstreamRequest, handler: Dispatcher.DispatchHandler) => void
  close: () => Promise<void>
}

export function createUpstream({
  timeouts,
  connectionsPerOrigin,
}: {
  timeouts: UpstreamTimeouts
  connectionsPerOrigin: number
}): Upstream {
  const pools = new Map<string, Pool>()

  function poolFor(origin: string): Pool {
    const known = pools.get(origin)
    if (known) return known
    const pool = new Pool(origin, {
      connections: connectionsPerOrigin,
      pipelining: 1,
      connect: { timeout: timeouts.connectMs },
      headersTimeout: timeouts.headersMs,
      bodyTimeout: timeouts.idleMs,
    })
    pools.set(origin, pool)
    return pool
  }

  return {
    send({ origin, path, method, headers, body }, handler) {
      poolFor(origin).dispatch({ path, method, headers, body }, handler)
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}

/** Why no answer came, in the terms of our errors. */
export type Unanswered = 'upstream_timeout' | 'upstream_unreachable'

export function unansweredBy(error: Error): Unanswered {
  const code = 'code' in error ? error.code : null
  return code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT'
    ? 'upstream_timeout'
    : 'upstream_unreachable'
}

/** Whether the connection ended before any answer: typically a kept-alive connection that upstream closed as we wrote. */
export function isBrokenConnection(error: Error): boolean {
  const code = 'code' in error ? error.code : null
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
}
