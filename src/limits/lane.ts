import { Failure } from '../errors.ts'
import { FairQueue } from './fair-queue.ts'
import { SlidingWindow, type Quota } from './sliding-window.ts'
import type { Tally } from './tally.ts'

export interface LaneNeeds {
  /** Monotonic milliseconds. */
  readonly clock: () => number
  /** What may leave now. Null: the vendor does not count. */
  readonly quota: () => Quota | null
  /** False while the quota is only a cautious guess: then nobody is turned away before the wait was really too long. */
  readonly isSettled: () => boolean
  /** What waits behind this lane, and why, for messages. */
  readonly name: string
  readonly reason: string
  readonly tally: Tally
}

/** Whoever waits. One who has left is passed over. */
export interface Caller {
  readonly destroyed: boolean
}

interface Waiting {
  readonly caller: Caller
  readonly since: number
  readonly go: () => void
  readonly refuse: (failure: Failure) => void
}

/** Nobody waits longer than this: a caller that hears "later" can do something else. */
const maxWaitMs = 5_000
/** And no key holds more than this many requests here. */
const maxPerKey = 100
/** While the quota is a guess, all of a first burst waits for the first answer. */
const maxUnsettled = 10_000

/** Where the requests of one account and rate class pass one by one: at once while the quota lasts, then in turns of the keys. */
export class Lane {
  readonly #needs: LaneNeeds
  readonly #window = new SlidingWindow()
  readonly #queue = new FairQueue<Waiting>()
  #closedUntil = 0
  #timer: NodeJS.Timeout | null = null

  constructor(needs: LaneNeeds) {
    this.#needs = needs
  }

  /** Null: go. Otherwise wait; throws or rejects with `rate_limited` when that would take too long. */
  enter(keyId: string, caller: Caller): Promise<void> | null {
    const quota = this.#needs.quota()
    if (quota === null && this.#closedUntil === 0) return null
    const now = this.#needs.clock()
    if (quota === null && now >= this.#closedUntil) return null
    if (this.#queue.size === 0 && this.#waitMs(quota, now) === 0) {
      this.#depart(keyId, now)
      return null
    }
    const waitMs = this.#expectedMs(keyId, quota, now)
    const { tally } = this.#needs
    if (this.#isFull(keyId, waitMs)) {
      tally.refused += 1
      throw this.#later(waitMs)
    }
    tally.waiting += 1
    return new Promise((resolve, reject) => {
      this.#queue.push(keyId, { caller, since: now, go: resolve, refuse: reject })
      this.#plan()
    })
  }

  /** The vendor said "later". What cannot wait so long is told now. */
  close(forMs: number): void {
    const until = this.#needs.clock() + forMs
    this.#closedUntil = Math.max(this.#closedUntil, until)
    this.#serve()
  }

  /** The quota may have changed. */
  wake(): void {
    this.#serve()
  }

  inUse(): boolean {
    return this.#queue.size > 0
  }

  /** What is left now and when it is whole again, in milliseconds; for the `RateLimit` header. */
  standing(): { quota: Quota; left: number; resetMs: number } | null {
    const quota = this.#needs.quota()
    if (quota === null) return null
    const now = this.#needs.clock()
    const left = this.#closedUntil > now ? 0 : this.#window.left(quota, now)
    return { quota, left, resetMs: Math.max(this.#closedUntil - now, quota.windowMs) }
  }

  #waitMs(quota: Quota | null, now: number): number {
    const closedMs = Math.max(this.#closedUntil - now, 0)
    return quota === null ? closedMs : Math.max(closedMs, this.#window.waitMs(quota, now))
  }

  /** Keys take turns, so it is the length of one's own queue that counts, times the number of keys. */
  #expectedMs(keyId: string, quota: Quota | null, now: number): number {
    const own = this.#queue.waitingOf(keyId)
    const keys = this.#queue.keys + (own === 0 ? 1 : 0)
    const first = this.#waitMs(quota, now)
    return quota === null ? first : first + (own * keys * quota.windowMs) / quota.limit
  }

  #isFull(keyId: string, waitMs: number): boolean {
    if (!this.#needs.isSettled()) return this.#queue.size >= maxUnsettled
    return waitMs > maxWaitMs || this.#queue.waitingOf(keyId) >= maxPerKey
  }

  #plan(): void {
    if (this.#timer || this.#queue.size === 0) return
    const waitMs = this.#waitMs(this.#needs.quota(), this.#needs.clock())
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#serve()
    }, Math.ceil(waitMs))
  }

  #serve(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const latest = this.#needs.clock() - maxWaitMs
    for (const late of this.#queue.dropWhile(({ since }) => since <= latest))
      this.#turnAway(late, maxWaitMs)
    for (;;) {
      const quota = this.#needs.quota()
      const now = this.#needs.clock()
      const waitMs = this.#waitMs(quota, now)
      if (waitMs > maxWaitMs) this.#refuseAll(waitMs)
      if (waitMs > 0 || this.#queue.size === 0) break
      const next = this.#queue.shift()
      if (next) this.#let(next, quota === null ? null : now)
    }
    this.#plan()
  }

  /** Unless it has left by itself. */
  #let({ key, item }: { key: string; item: Waiting }, countedAt: number | null): void {
    const { tally, clock } = this.#needs
    tally.waiting -= 1
    if (item.caller.destroyed) return
    tally.waited += 1
    tally.waitedMs += clock() - item.since
    if (countedAt !== null) this.#depart(key, countedAt)
    item.go()
  }

  #depart(keyId: string, now: number): void {
    this.#window.depart(now)
    this.#queue.count(keyId)
  }

  #refuseAll(waitMs: number): void {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift())
      this.#turnAway(next.item, waitMs)
  }

  #turnAway({ refuse }: Waiting, waitMs: number): void {
    const { tally } = this.#needs
    tally.waiting -= 1
    tally.refused += 1
    refuse(this.#later(waitMs))
  }

  #later(waitMs: number): Failure {
    return new Failure(
      'rate_limited',
      `Not sent: ${this.#needs.name} are used up for now, so upstream would have refused this. Send it again after the time in Retry-After.`,
      {
        extras: {
          reason: this.#needs.reason,
          retry_after_s: Math.max(1, Math.ceil(waitMs / 1_000)),
        },
      },
    )
  }
}
