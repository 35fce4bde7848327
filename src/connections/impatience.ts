import { setTimeout as sleep } from 'node:timers/promises'

/** Work that somebody waits for, but not for long. */
export interface Impatience {
  /** What the step came to. False also when it failed, or when it takes longer; it goes on then. */
  readonly confirmed: (step: Promise<boolean>) => Promise<boolean>
  /** Waits for the steps that go on. To be awaited before the database is closed. */
  readonly landed: () => Promise<void>
}

export function createImpatience({ withinMs }: { withinMs: number }): Impatience {
  const underWay = new Set<Promise<boolean>>()
  return {
    async confirmed(step) {
      const safe = step.catch(() => false)
      underWay.add(safe)
      void safe.then(() => underWay.delete(safe))
      return Promise.race([safe, sleep(withinMs, false, { ref: false })])
    },
    async landed() {
      await Promise.all(underWay)
    },
  }
}
