import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Exchanged } from '../malformed.ts'

/** How a server leaves without dropping a request that a load balancer still sends it. */
export interface Departure {
  /** From the first moment of leaving: `/readyz` says so, and every answer asks its caller to go elsewhere. */
  readonly begun: () => boolean
  /** The latest exchange of each open connection. */
  readonly latest: (socket: Socket) => Exchanged | undefined
  /** To be told of every request when it arrives. */
  readonly note: (exchange: Exchanged) => void
  /** Leaves, and is done when the last connection is closed. */
  readonly complete: () => Promise<void>
}

/** How long requests in flight may still take when the server is told to stop. */
const drainMs = 30_000
const sweepMs = 100
/** A caller whose answer has just left is sending its next request on the same connection. */
const callersTurnMs = 100
const firstRequestMs = 500
/** A turn of the event loop that is as short as this had nothing to do. */
const idleTurnMs = 0.1
/** Somebody who never stops connecting must not keep us from leaving. */
const mostTurns = 10_000

export function createDeparture(server: Server, { delayMs }: { delayMs: number }): Departure {
  const exchanges = new Map<Socket, Exchanged>()
  const unused = new Set<Socket>()
  let begun = false
  server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => {
      unused.delete(socket)
      exchanges.delete(socket)
    })
  })
  return {
    begun: () => begun,
    latest: (socket) => exchanges.get(socket),
    note(exchange) {
      unused.delete(exchange.request.socket)
      exchanges.set(exchange.request.socket, exchange)
      if (begun) askToLeave(exchange.response)
    },
    async complete() {
      begun = true
      for (const { response } of exchanges.values()) askToLeave(response)
      // Whoever is served meanwhile is asked to leave, so what is idle after this time is used by nobody and can be closed.
      const waitMs = Math.max(delayMs, exchanges.size > 0 ? callersTurnMs : 0)
      if (waitMs > 0) await sleep(waitMs)
      await acceptWaiting(server)
      await drain(server, unused)
    },
  }
}

/** `Connection: close` (RFC 9112, section 9.6): the caller's next request opens a connection to whoever takes over. */
function askToLeave(response: ServerResponse): void {
  if (!response.headersSent) response.shouldKeepAlive = false
}

/**
 * Browsers and fetch open connections before they need them. Node counts such a connection as busy until its first request, so
 * that one would hold the server up for as long as its client likes.
 */
function closeUnused(sockets: Iterable<Socket>): void {
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
}

/**
 * The kernel opens connections for us, and resets those that we have not accepted when we stop listening: their requests are on
 * the way already. Node accepts one per turn of its loop, so a turn without any means that nobody waited when it began. It has to
 * be a turn without work, too: answers that have just left are what callers connect again after.
 */
async function acceptWaiting(server: Server): Promise<void> {
  let accepted = 0
  const note = (): void => {
    accepted += 1
  }
  server.on('connection', note)
  let before = performance.now()
  let turns = 0
  let isIdle: boolean
  do {
    const earlier = accepted
    await nextTurn()
    const now = performance.now()
    isIdle = accepted === earlier && now - before < idleTurnMs
    before = now
  } while (!isIdle && ++turns < mostTurns)
  server.off('connection', note)
}

async function drain(server: Server, unused: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
  server.closeIdleConnections()
  // An answer that was under way leaves its connection open for the caller's next request, which will not come here.
  const sweep = setInterval(() => {
    server.closeIdleConnections()
  }, sweepMs)
  // The first request of a connection that came last is still on its way.
  const patience = setTimeout(() => {
    closeUnused(unused)
  }, firstRequestMs)
  const deadline = setTimeout(() => {
    server.closeAllConnections()
  }, drainMs)
  await closed
  clearInterval(sweep)
  clearTimeout(patience)
  clearTimeout(deadline)
}
