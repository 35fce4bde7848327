import type { Family } from './family.ts'
import { Histogram } from './histogram.ts'

/** Upper bounds in seconds: from a row that SQLite has in memory to the longest that a statement may take. */
const bounds = [
  ...[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01],
  ...[0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
]

/** What is looked up for a request that asks for something not known yet. */
export type LookedUp = 'key' | 'connection'

/** How long the store takes to answer what requests wait for. */
export class Lookups {
  readonly #of: Readonly<Record<LookedUp, Histogram>> = {
    key: new Histogram(bounds),
    connection: new Histogram(bounds),
  }

  /** Passes on what the store says. One that fails took its time as well. */
  async timed<T>(of: LookedUp, look: () => Promise<T>): Promise<T> {
    const startedAt = performance.now()
    try {
      return await look()
    } finally {
      this.#of[of].note(performance.now() - startedAt)
    }
  }

  family(): Family {
    return {
      name: 'valetkey_store_lookup_duration_seconds',
      help: 'How long a request waited for the database to find its key or its connection. Those that are in memory are not counted.',
      type: 'histogram',
      across: 'sum',
      samples: Object.entries(this.#of).flatMap(([of, times]) => times.samples({ of })),
    }
  }
}
