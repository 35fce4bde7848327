import type { Readable } from 'node:stream'
import type { buildConnector } from 'undici'
// The classes that are used. undici's index would also load fetch, caches, mocks and web sockets: 85 ms and 9 MB of a start.
import Client from 'undici/lib/dispatcher/client.js'
import { Histogram } from '../metrics/histogram.ts'
import { Circuit } from './circuit.ts'

/** A request as it goes on the wire. */
export interface Outgoing {
  /** Path and query, raw. */
  readonly path: string
  readonly method: string
  readonly headers: string[]
  readonly body: Readable | Buffer | null
}

/** Who is told of the answer. */
export interface Receiver {
  /** Nobody waits for this answer any more. */
  readonly isGone: () => boolean
  onConnect: (abort: (error?: Error) => void) => void
  onHeaders: (...head: Head) => boolean
  onData: (chunk: Buffer) => boolean
  onComplete: (trailers: string[] | null) => void
  onError: (error: Error) => void
}

/** What undici reports when an answer begins. */
export type Head = [status: number, raw: Buffer[], resume: () => void, statusText: string]

/** It was not sent, so that it is safe to send it again. */
export class NotSent extends Error {
  override readonly name = 'NotSent'
  readonly retryAfterMs: number | null

  constructor(message: string, retryAfterMs: number | null, options?: ErrorOptions) {
    super(message, options)
    this.retryAfterMs = retryAfterMs
  }
}

export interface LaneSettings {
  readonly most: number
  /** How long a request waits for a connection, free or new. */
  readonly waitMs: number
  readonly headersMs: number
  readonly idleMs: number
  readonly connect: buildConnector.connector
  readonly now: () => number
}

/** How the connections to one origin are, for whoever watches. */
export interface LanesStanding {
  readonly origin: string
  readonly busy: number
  readonly idle: number
  readonly waiting: number
  readonly isCircuitOpen: boolean
  /** From sending a request to the head of its answer. */
  readonly answered: Histogram
}

/** A connection is given up after this time, so that a changed address of the origin is followed. */
const oldestMs = 5 * 60_000

interface Waiting {
  readonly outgoing: Outgoing
  readonly receiver: Receiver
  readonly since: number
}

/**
 * The connections to one origin. The one that was used last is used next: under little load the others end by themselves. More
 * requests than connections wait in the order they came.
 */
export class Lanes {
  readonly origin: string
  readonly settings: LaneSettings
  readonly circuit = new Circuit()
  readonly answered = new Histogram()
  readonly #free: Lane[] = []
  readonly #all = new Set<Lane>()
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(origin: string, settings: LaneSettings) {
    this.origin = origin
    this.settings = settings
  }

  send(outgoing: Outgoing, receiver: Receiver): void {
    const lane = this.#rested() ?? this.#another()
    if (lane) this.#sendOn(lane, outgoing, receiver)
    else this.#wait(outgoing, receiver)
  }

  standing(): LanesStanding {
    const { origin, answered, circuit } = this
    const idle = this.#free.length
    const waiting = this.#waiting.length
    const busy = this.#all.size - idle
    return { origin, busy, idle, waiting, isCircuitOpen: circuit.isOpen, answered }
  }

  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    await Promise.all([...this.#all].map((lane) => lane.close()))
  }

  /** To be called when the lane's request is over. */
  release(lane: Lane, broken: boolean): void {
    if (broken || this.#isOld(lane)) this.#drop(lane)
    else this.#free.push(lane)
    if (this.#waiting.length > 0) this.#next()
  }

  /** The one that was used last. What rested for too long is given up first. */
  #rested(): Lane | undefined {
    let lane = this.#free.pop()
    while (lane && this.#isOld(lane)) {
      this.#drop(lane)
      lane = this.#free.pop()
    }
    return lane
  }

  #isOld(lane: Lane): boolean {
    return this.settings.now() - lane.bornAt > oldestMs
  }

  #drop(lane: Lane): void {
    this.#all.delete(lane)
    // undici may be in the middle of this connection's events.
    setImmediate(() => void lane.close())
  }

  #another(): Lane | null {
    if (this.#all.size >= this.settings.most) return null
    const lane = new Lane(this)
    this.#all.add(lane)
    return lane
  }

  #sendOn(lane: Lane, outgoing: Outgoing, receiver: Receiver): void {
    const waitMs = lane.isConnected ? 0 : this.circuit.waitMs(this.settings.now())
    if (waitMs === 0) {
      lane.send(outgoing, receiver)
      return
    }
    this.#free.push(lane)
    receiver.onError(new NotSent('it could not be connected to several times in a row', waitMs))
  }

  #wait(outgoing: Outgoing, receiver: Receiver): void {
    this.#waiting.push({ outgoing, receiver, since: this.settings.now() })
    this.#timer ??= this.#alarm(this.settings.waitMs)
  }

  #next(): void {
    const next = this.#waiting.shift()
    if (next?.receiver.isGone()) this.#next()
    else if (next) this.send(next.outgoing, next.receiver)
  }

  #alarm(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#giveUp()
    }, ms).unref()
  }

  /** One timer for all who wait: they are in the order of their time. */
  #giveUp(): void {
    const { now, waitMs, most } = this.settings
    const until = now() - waitMs
    const late = this.#waiting.filter(({ since }) => since <= until)
    this.#waiting = this.#waiting.filter(({ since }) => since > until)
    const [first] = this.#waiting
    this.#timer = first ? this.#alarm(first.since - until) : null
    for (const { receiver } of late) {
      receiver.onError(new NotSent(`all ${most} connections to it stayed busy`, 1_000))
    }
  }
}

/** One connection, for one request at a time. It is undici's handler for all of them, so that no request makes one. */
class Lane {
  readonly bornAt: number
  isConnected = false
  #sentAt = 0
  readonly #lanes: Lanes
  readonly #client: Client
  #receiver: Receiver | null = null

  constructor(lanes: Lanes) {
    const { headersMs, idleMs, connect, now } = lanes.settings
    this.bornAt = now()
    this.#lanes = lanes
    this.#client = new Client(lanes.origin, {
      pipelining: 1,
      connect,
      headersTimeout: headersMs,
      bodyTimeout: idleMs,
    })
    this.#client.on('connect', () => {
      this.isConnected = true
      lanes.circuit.connected()
    })
    this.#client.on('disconnect', () => {
      this.isConnected = false
    })
    this.#client.on('connectionError', () => {
      lanes.circuit.failed(now())
    })
  }

  send(outgoing: Outgoing, receiver: Receiver): void {
    this.#receiver = receiver
    this.#sentAt = this.#lanes.settings.now()
    this.#client.dispatch(outgoing, this)
  }

  close(): Promise<void> {
    return this.#client.destroy()
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#receiver?.onConnect(abort)
  }

  onHeaders(...head: Head): boolean {
    // An interim answer is not the answer (RFC 9110, section 15.2).
    if (head[0] >= 200) this.#lanes.answered.note(this.#lanes.settings.now() - this.#sentAt)
    return this.#receiver?.onHeaders(...head) ?? true
  }

  onData(chunk: Buffer): boolean {
    return this.#receiver?.onData(chunk) ?? true
  }

  onComplete(trailers: string[] | null): void {
    const receiver = this.#receiver
    this.#receiver = null
    this.#lanes.release(this, false)
    receiver?.onComplete(trailers)
  }

  onError(error: Error): void {
    const receiver = this.#receiver
    this.#receiver = null
    this.#lanes.release(this, true)
    receiver?.onError(error)
  }
}
