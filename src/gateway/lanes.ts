import { Histogram } from '../metrics/histogram.ts'
import { Circuit } from './circuit.ts'
import type { Connector } from './connector.ts'
import { Lane, tickMs, type LaneKeeper, type LaneNeeds, type Receiver } from './lane.ts'
import { messageOf, type Message, type Outgoing } from './message.ts'
import { NotSent } from './unanswered.ts'

export interface LaneSettings {
  readonly most: number
  /** How long a request waits for a connection, free or new. */
  readonly waitMs: number
  readonly headersMs: number
  readonly idleMs: number
  readonly connect: Connector
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
  readonly message: Message
  readonly receiver: Receiver
  readonly since: number
}

/**
 * The connections to one origin. The one that was used last is used next: under little load the others end by themselves. More
 * requests than connections wait in the order they came.
 */
export class Lanes implements LaneKeeper {
  readonly #settings: LaneSettings
  readonly #needs: LaneNeeds
  readonly #host: string
  readonly #circuit = new Circuit()
  readonly #answered = new Histogram()
  readonly #free: Lane[] = []
  readonly #all = new Set<Lane>()
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | null = null
  #clock: NodeJS.Timeout | null = null

  constructor(origin: string, settings: LaneSettings) {
    this.#settings = settings
    this.#needs = { ...settings, origin: new URL(origin) }
    this.#host = this.#needs.origin.host
  }

  /** Throws when it cannot be written as a request. */
  send(outgoing: Outgoing, receiver: Receiver): void {
    this.#send(messageOf(outgoing, this.#host), receiver)
  }

  standing(): LanesStanding {
    const { origin } = this.#needs.origin
    const idle = this.#free.length
    const waiting = this.#waiting.length
    const busy = this.#all.size - idle
    return {
      origin,
      busy,
      idle,
      waiting,
      isCircuitOpen: this.#circuit.isOpen,
      answered: this.#answered,
    }
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    for (const lane of this.#all) lane.destroy()
  }

  connected(): void {
    this.#circuit.connected()
  }

  notConnected(): void {
    this.#circuit.failed(this.#settings.now())
  }

  answered(ms: number): void {
    this.#answered.note(ms)
  }

  rests(lane: Lane): void {
    this.#free.push(lane)
    this.#next()
  }

  ended(lane: Lane): void {
    this.#all.delete(lane)
    const at = this.#free.indexOf(lane)
    if (at >= 0) this.#free.splice(at, 1)
    if (this.#all.size === 0) this.#stopClock()
    this.#next()
  }

  #send(message: Message, receiver: Receiver): void {
    const lane = this.#rested()
    if (lane) lane.send(message, receiver)
    else if (this.#all.size >= this.#settings.most) this.#wait(message, receiver)
    else this.#connect(message, receiver)
  }

  /** The one that was used last. What is too old is given up first. */
  #rested(): Lane | undefined {
    let lane = this.#free.pop()
    while (lane && !this.#isGood(lane)) {
      lane.destroy()
      lane = this.#free.pop()
    }
    return lane
  }

  #isGood(lane: Lane): boolean {
    return lane.isUsable && this.#settings.now() - lane.bornAt <= oldestMs
  }

  #connect(message: Message, receiver: Receiver): void {
    const waitMs = this.#circuit.waitMs(this.#settings.now())
    if (waitMs > 0) {
      receiver.onError(new NotSent('it could not be connected to several times in a row', waitMs))
      return
    }
    const lane = new Lane(this.#needs, this)
    this.#all.add(lane)
    this.#clock ??= setInterval(() => {
      for (const one of this.#all) one.tick()
    }, tickMs).unref()
    lane.send(message, receiver)
  }

  #stopClock(): void {
    if (this.#clock) clearInterval(this.#clock)
    this.#clock = null
  }

  #wait(message: Message, receiver: Receiver): void {
    this.#waiting.push({ message, receiver, since: this.#settings.now() })
    this.#timer ??= this.#alarm(this.#settings.waitMs)
  }

  #next(): void {
    if (this.#waiting.length === 0) return
    let next = this.#waiting.shift()
    // Thousands may have left at once: one caller's connection can carry as many.
    while (next?.receiver.isGone()) next = this.#waiting.shift()
    if (next) this.#send(next.message, next.receiver)
  }

  #alarm(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#giveUp()
    }, ms).unref()
  }

  /** One timer for all who wait: they are in the order of their time. */
  #giveUp(): void {
    const { now, waitMs, most } = this.#settings
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
