import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How a server leaves without dropping a request that a load balancer still sends it. */
export interface Departure {
  /** From the first moment of leaving: `/readyz` says so. */
  readonly begun: () => boolean
  /** The answer to the latest request of an open connection, for as long as it says how the connection goes on. */
  readonly latest: (socket: Socket) => ServerResponse | undefined
  /** To be told of every request when it arrives, by its answer. */
  readonly note: (response: ServerResponse) => void
  /** To be told who has a connection that Node's server knows nothing of. Null: it has it now. */
  readonly noteKeeper: (socket: Socket, keeper: Keeper | null) => void
  /** Leaves, and is done when the last connection is closed. */
  readonly complete: () => Promise<void>
}

/** How long requests in flight may still take when the server is told to stop. */
const drainMs = 30_000
const sweepMs = 100
/** Callers have this long for the request at whose answer they are asked to leave, or as long as load balancers have to notice. */
const patienceMs = { least: 100, most: 1000 }
const firstRequestMs = 500
/** A turn of the event loop that is as short as this had nothing to do. */
const idleTurnMs = 0.1
/** Callers in the same data centre connect again sooner than this. */
const quietMs = 0.3
/** Somebody who never stops connecting must not keep us from leaving. */
const mostTurns = 10_000

export interface Keeper {
  /** To be the last request: the one that is under way, or the next one. */
  readonly leave: () => void
  readonly closeIfIdle: () => void
}

const latestAnswer: unique symbol = Symbol('latest answer')
const keeperOf: unique symbol = Symbol('keeper')

/** A connection that knows its latest answer: a map of them would have to be kept up for each request. */
interface Connected extends Socket {
  [latestAnswer]?: ServerResponse | undefined
  [keeperOf]?: Keeper | null
}

/** Nothing of it matters any more to a connection that waits for its next request, and ten thousand of those took 20 MiB more. */
function forget(this: ServerResponse): void {
  const socket: Connected = this.req.socket
  const isOver = this.shouldKeepAlive && this.req.complete
  if (isOver && socket[latestAnswer] === this) socket[latestAnswer] = undefined
}

export function createDeparture(server: Server, { delayMs }: { delayMs: number }): Departure {
  const connections = new Set<Connected>()
  let begun = false
  let listens = true
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
      response.on('close', forget)
      if (!listens) askToLeave(response)
    },
    noteKeeper(socket: Connected, keeper) {
      socket[keeperOf] = keeper
      if (!listens) keeper?.leave()
    },
    async complete() {
      begun = true
      if (delayMs > 0) await sleep(delayMs)
      const closed = new Promise<void>((resolve) => {
        server.once('close', resolve)
      })
      await stopListening(server)
      listens = false
      askAllToLeave(connections)
      const stopDraining = drain(
        server,
        connections,
        Math.min(Math.max(delayMs, patienceMs.least), patienceMs.most),
      )
      await closed
      stopDraining()
    },
  }
}

function askAllToLeave(connections: ReadonlySet<Connected>): void {
  for (const { [latestAnswer]: response, [keeperOf]: keeper } of connections) {
    if (response) askToLeave(response)
    keeper?.leave()
  }
}

/** `Connection: close` (RFC 9112, section 9.6): the caller's next request opens a connection to whoever takes over. */
function askToLeave(response: ServerResponse): void {
  if (!response.headersSent) response.shouldKeepAlive = false
}

/**
 * The kernel opens connections for us, and resets those that we have not accepted when we stop listening: their requests are on
 * the way already. So callers keep their connections until then, and few open new ones. Node accepts one in a turn of its loop: a
 * turn without any means that nobody waited when it began. Turns without work come before it, because answers that have just left
 * are what callers without a connection of their own connect again after.
 */
async function stopListening(server: Server): Promise<void> {
  let accepted = 0
  const note = (): void => {
    accepted += 1
  }
  server.on('connection', note)
  // Whoever connects between the last look and the end is reset. Node compiles what runs for the first time: most of that time.
  new NetServer().close()
  await new Promise<void>((resolve) => {
    let before = performance.now()
    let quietSince = before
    let turns = 0
    const endTurn = (): void => {
      const now = performance.now()
      if (accepted > 0 || now - before > idleTurnMs) quietSince = now
      before = now
      accepted = 0
      if (now - quietSince < quietMs && ++turns < mostTurns) {
        setImmediate(endTurn)
        return
      }
      // That of `node:http` would also close connections on which a request is on its way.
      NetServer.prototype.close.call(server)
      resolve()
    }
    setImmediate(endTurn)
  })
  server.off('connection', note)
}

/** Closes connections that nobody uses, at first those of callers who had their time, and in the end all. */
function drain(server: Server, connections: ReadonlySet<Connected>, idleMs: number): () => void {
  let sweep: NodeJS.Timeout | undefined
  const timers = [
    // An answer that was under way leaves its connection open for the caller's next request, which will not come here.
    setTimeout(() => {
      server.close()
      sweep = setInterval(() => {
        server.closeIdleConnections()
        for (const { [keeperOf]: keeper } of connections) keeper?.closeIfIdle()
      }, sweepMs)
    }, idleMs),
    // The first request of a connection that came last is still on its way.
    setTimeout(() => {
      closeUnused(connections)
    }, firstRequestMs),
    setTimeout(() => {
      for (const socket of connections) socket.destroy()
    }, drainMs),
  ]
  return () => {
    for (const timer of timers) clearTimeout(timer)
    clearInterval(sweep)
  }
}

/**
 * Browsers and fetch open connections before they need them. Node counts such a connection as busy until its first request, so
 * that one would hold the server up for as long as its client likes.
 */
function closeUnused(sockets: Iterable<Socket>): void {
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
}
