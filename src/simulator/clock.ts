/** Time as the simulator sees it: the real or injected clock plus what a test has skipped. */
export type Clock = {
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly advance: (seconds: number) => void
  readonly reset: () => void
}

export function createClock(now: () => number): Clock {
  let skipped = 0
  return {
    now: () => now() + skipped,
    advance: (seconds) => {
      skipped += seconds * 1000
    },
    reset: () => {
      skipped = 0
    },
  }
}
