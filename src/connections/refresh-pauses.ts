import { oldestBeyond } from '../oldest-beyond.ts'
import { pauseAfter } from './pause-after.ts'
import type { Refreshed } from './refreshed.ts'

/** Connections that nobody calls any more leave their pauses behind; the oldest go first. */
const maxPauses = 10_000

interface Pause {
  readonly until: number
  readonly lengthMs: number
  readonly failures: number
  readonly failure: Refreshed
}

export interface RefreshPauses {
  /** The failure that still counts, or null when the token endpoint may be asked. */
  current: (key: string) => Refreshed | null
  leftMs: (key: string) => number
  /** Notes how a refresh ended and hands it on. A failure without a pause of its own gets one that grows with every failure in a row. */
  after: (key: string, outcome: Refreshed) => Refreshed
}

export function createRefreshPauses({ now }: { now: () => number }): RefreshPauses {
  const pauses = new Map<string, Pause>()

  /** Never more than the pause itself, also when the clock is set back. */
  function leftMs(key: string): number {
    const pause = pauses.get(key)
    return pause ? Math.min(Math.max(pause.until - now(), 0), pause.lengthMs) : 0
  }

  return {
    leftMs,
    current: (key) => (leftMs(key) > 0 ? (pauses.get(key)?.failure ?? null) : null),
    after(key, outcome) {
      const failures = (pauses.get(key)?.failures ?? 0) + 1
      pauses.delete(key)
      if (outcome.kind !== 'failed') return outcome
      const lengthMs = outcome.retryAfterMs ?? pauseAfter(failures)
      pauses.set(key, { until: now() + lengthMs, lengthMs, failures, failure: outcome })
      for (const oldest of oldestBeyond(pauses, maxPauses)) pauses.delete(oldest)
      return outcome
    },
  }
}
