import type { Sample } from './family.ts'

/** Upper bounds in seconds: from a cached answer to the longest that anybody waits. */
const usual = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const

/** How often something took how long. To note one costs a few comparisons and two additions. */
export class Histogram {
  readonly #bounds: readonly number[]
  /** Not yet added up: each bucket by itself, and the last for what is beyond the bounds. */
  readonly #counts: Float64Array
  #sumMs = 0

  constructor(bounds: readonly number[] = usual) {
    this.#bounds = bounds
    this.#counts = new Float64Array(bounds.length + 1)
  }

  note(ms: number): void {
    // A clock that was set back must not take anything away.
    const held = ms > 0 ? ms : 0
    let place = 0
    while (held > (this.#bounds[place] ?? Infinity) * 1_000) place++
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#sumMs += held
  }

  samples(labels: Readonly<Record<string, string>>): Sample[] {
    let count = 0
    const buckets = Array.from(this.#counts, (own, place): Sample => {
      count += own
      const le = String(this.#bounds[place] ?? '+Inf')
      return { suffix: '_bucket', labels: { ...labels, le }, value: count }
    })
    return [
      ...buckets,
      { suffix: '_sum', labels, value: this.#sumMs / 1_000 },
      { suffix: '_count', labels, value: count },
    ]
  }
}
