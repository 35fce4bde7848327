/** So many departures in any stretch of time of that length, wherever it begins. */
export interface Quota {
  readonly limit: number
  readonly windowMs: number
}

/** When the last departures were. The clock is monotonic: a wall clock that is set back would hold everybody up. */
export class SlidingWindow {
  /** Oldest first. Never more than the largest limit that was asked for. */
  readonly #departures: number[] = []

  /** How long the next departure has to wait; 0 when it may go now. */
  waitMs({ limit, windowMs }: Quota, now: number): number {
    this.#forget(now - windowMs)
    const blocking = this.#departures[this.#departures.length - limit]
    return blocking === undefined ? 0 : blocking + windowMs - now
  }

  depart(now: number): void {
    this.#departures.push(now)
  }

  /** How many may still go now. */
  left({ limit, windowMs }: Quota, now: number): number {
    this.#forget(now - windowMs)
    return Math.max(0, limit - this.#departures.length)
  }

  #forget(until: number): void {
    while (this.#departures.length > 0 && (this.#departures[0] ?? 0) <= until)
      this.#departures.shift()
  }
}
