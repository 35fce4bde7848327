/** Failed connections in a row after which an origin counts as dead. */
const failuresToOpen = 5
const firstPauseMs = 1_000
const longestPauseMs = 30_000

/**
 * Spares callers the wait for an origin that cannot be connected to. Once open, it lets one attempt through after each pause, and
 * the first that connects closes it. Answers do not count, whatever they say: an origin that answers is alive.
 */
export class Circuit {
  #failures = 0
  #pauseMs = firstPauseMs
  #openUntil = 0

  /** How long nobody should try to connect; 0: go on. After a pause, only the first who asks gets to go on. */
  waitMs(now: number): number {
    if (!this.isOpen) return 0
    const left = this.#openUntil - now
    // A clock that was set back must not keep it open.
    if (left > 0 && left <= longestPauseMs) return left
    this.#pause(now)
    return 0
  }

  /** From the last failure too many to the first connection. */
  get isOpen(): boolean {
    return this.#failures >= failuresToOpen
  }

  connected(): void {
    this.#failures = 0
    this.#pauseMs = firstPauseMs
  }

  failed(now: number): void {
    this.#failures += 1
    // Attempts that were under way when it opened say nothing new.
    if (this.#failures === failuresToOpen) this.#pause(now)
  }

  #pause(now: number): void {
    this.#openUntil = now + this.#pauseMs
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
  }
}
