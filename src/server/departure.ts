import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** How a server leaves without dropping a request that a load balancer still sends it. */
export interface Departure {
  /** From the first moment of leaving: `/readyz` says so, and every answer asks its caller to go elsewhere. */
  readonly begun: () => boolean
  /** The answer to the latest request of an open connection, if it had any. */
  readonly latest: (socket: Socket) => ServerResponse | undefined
  /** To be told of every request when it arrives, by its answer. */
  readonly note: (response: ServerResponse) => void
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

const latestAnswer: unique symbol = Symbol('latest answer')

/** A connection that knows its latest answer: a map of them would have to be kept up for each request. */
interface Connected extends Socket {
  [latestAnswer]?: ServerResponse
}

export function createDeparture(server: Server, { delayMs }: { delayMs: number }): Departure {
  const connections = new Set<Connected>()
  let begun = false
  server.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  return {
    begun: () => begun,
    latest: (socket: Connected) => socket[latestAnswer],
    note(response) {
      const socket: Connected = response.req.socket
      socket[latestAnswer] = response
      if (begun) askToLeave(response)
    },
    async complete() {
      begun = true
      const answers = [...connections].flatMap((socket) => socket[latestAnswer] ?? [])
      for (const response of answers) askToLeave(response)
      // Whoever is served meanwhile is asked to leave, so what is idle after this time is used by nobody and can be closed.
      const waitMs = Math.max(delayMs, answers.length > 0 ? callersTurnMs : 0)
      if (waitMs > 0) await sleep(waitMs)
      await acceptWaiting(server)
      await drain(server, connections)
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
function closeUnused(sockets: Iterable<Connected>): void {
  for (const socket of sockets)
    if (!socket[latestAnswer] && socket.bytesRead === 0) socket.destroy()
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

async function drain(server: Server, connections: ReadonlySet<Connected>): Promise<void> {
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
    closeUnused(connections)
  }, firstRequestMs)
  const deadline = setTimeout(() => {
    server.closeAllConnections()
  }, drainMs)
  await closed
  clearInterval(sweep)
  clearTimeout(patience)
  clearTimeout(deadline)
}
