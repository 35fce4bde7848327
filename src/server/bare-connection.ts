import type { Server } from 'node:http'
import { Socket } from 'node:net'
import { BareAnswer, type AnswerKeeper } from './bare-answer.ts'
import { BareRequest, readBareHead } from './bare-request.ts'
import type { Departure } from './departure.ts'

export interface BareNeeds {
  /** Seconds for which a connection is kept when nobody uses it. */
  readonly keepsForS: number
  /** How long a connection may take for its first request, in milliseconds. */
  readonly firstRequestMs: number
  readonly now: () => number
  /** Takes a request on. False: it did nothing with it, and somebody else has to. */
  readonly take: (request: BareRequest, answer: BareAnswer) => boolean
  /** Takes the connection over for good, as if it were new. */
  readonly handOver: (socket: Socket) => void
}

/** In bytes. A connection that is not read does not tell that its caller has left, so what comes behind a request is read up to here. */
const mostBehind = 65_536

const connectionOf: unique symbol = Symbol('bare connection')

/** A connection that knows who reads it, so that one set of listeners serves all of them. */
interface BareSocket extends Socket {
  [connectionOf]?: BareConnection | undefined
}

/**
 * A caller's connection for as long as it carries bare requests, one after the other. With the first one that is not, it goes to Node's
 * own server for good, with all that came and was not answered.
 */
export class BareConnection implements AnswerKeeper {
  readonly #needs: BareNeeds
  readonly #socket: BareSocket
  /** The one that is under way. */
  #answer: BareAnswer | null = null
  /** It has carried no request yet. */
  #isNew = true
  /** It is asked to carry no more than the request that is under way. */
  #isLeaving = false
  /** Came behind a request that was not answered yet. */
  #behind: Buffer | null = null

  constructor(socket: Socket, needs: BareNeeds) {
    this.#socket = socket
    this.#needs = needs
    this.#socket[connectionOf] = this
    listenTo(socket)
    socket.setTimeout(needs.firstRequestMs)
  }

  get keepsForS(): number {
    return this.#needs.keepsForS
  }

  get now(): () => number {
    return this.#needs.now
  }

  /** The caller's next request opens a connection to whoever takes over (RFC 9112, section 9.6). */
  leave(): void {
    this.#isLeaving = true
    if (this.#answer && !this.#answer.headersSent) this.#answer.shouldKeepAlive = false
  }

  /** Does not close one whose first request may still be on its way. */
  closeIfIdle(): void {
    if (!this.#answer && !this.#isNew) this.#socket.destroy()
  }

  readonly sent = (error?: Error | null): void => {
    const answer = this.#answer
    // Then `closed` follows, or was there before.
    if (!answer || error) return
    this.#answer = null
    if (this.#isNew) {
      this.#isNew = false
      this.#socket.setTimeout(this.#needs.keepsForS * 1_000)
    }
    answer.close({ isWhole: true })
    if (!answer.shouldKeepAlive) this.#socket.destroySoon()
    else if (this.#behind) this.#handOver(this.#behind)
  }

  came(bytes: Buffer): void {
    if (this.#answer) {
      this.#keep(bytes)
      return
    }
    const head = readBareHead(bytes)
    if (!head || !this.#take(new BareRequest(head, this.#socket))) this.#handOver(bytes)
  }

  drained(): void {
    this.#answer?.drained()
  }

  timedOut(): void {
    if (!this.#answer) this.#socket.destroy()
  }

  closed(): void {
    const answer = this.#answer
    this.#answer = null
    answer?.close({ isWhole: false })
  }

  #keep(bytes: Buffer): void {
    this.#behind = this.#behind ? Buffer.concat([this.#behind, bytes]) : bytes
    if (this.#behind.length > mostBehind) this.#socket.pause()
  }

  #take(request: BareRequest): boolean {
    const answer = new BareAnswer(request, this, { shouldKeepAlive: !this.#isLeaving })
    this.#answer = answer
    if (this.#needs.take(request, answer)) return true
    this.#answer = null
    return false
  }

  #handOver(bytes: Buffer): void {
    const socket = this.#socket
    stopListeningTo(socket)
    socket[connectionOf] = undefined
    socket.setTimeout(0)
    this.#needs.handOver(socket)
    socket.unshift(bytes)
    socket.resume()
  }
}

function came(this: BareSocket, bytes: Buffer): void {
  this[connectionOf]?.came(bytes)
}

function drained(this: BareSocket): void {
  this[connectionOf]?.drained()
}

function timedOut(this: BareSocket): void {
  this[connectionOf]?.timedOut()
}

/** As Node does: whoever will not send any more does not read any more either. */
function ended(this: BareSocket): void {
  this.end()
}

function closed(this: BareSocket): void {
  this[connectionOf]?.closed()
}

/** `close` follows. */
function failed(): void {
  return
}

function listenTo(socket: BareSocket): void {
  socket.on('data', came).on('drain', drained).on('timeout', timedOut)
  socket.on('end', ended).on('close', closed).on('error', failed)
}

function stopListeningTo(socket: BareSocket): void {
  socket.off('data', came).off('drain', drained).off('timeout', timedOut)
  socket.off('end', ended).off('close', closed).off('error', failed)
}

/** From here on new connections are read here for as long as nothing but bare requests comes on them, and are Node's after that. */
export function readBareRequests(
  server: Server,
  departure: Pick<Departure, 'noteKeeper'>,
  { now, take }: Pick<BareNeeds, 'now' | 'take'>,
): void {
  const [byNode] = server.listeners('connection')
  if (!byNode) throw new Error('Nobody listens for connections of this server.')
  server.off('connection', byNode as (socket: Socket) => void)
  const needs: BareNeeds = {
    keepsForS: Math.floor(server.keepAliveTimeout / 1_000),
    firstRequestMs: server.headersTimeout,
    now,
    take,
    handOver(socket) {
      departure.noteKeeper(socket, null)
      byNode.call(server, socket)
    },
  }
  server.on('connection', (socket) => {
    // A request from inside comes by a pair of streams.
    if (socket instanceof Socket) departure.noteKeeper(socket, new BareConnection(socket, needs))
    else byNode.call(server, socket)
  })
}
