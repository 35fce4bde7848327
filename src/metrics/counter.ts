import type { Family } from './family.ts'

/** Counts what happens seldom, by one label whose values are known beforehand: an alert has to see the step from 0 to 1. */
export class Counter<Value extends string> {
  readonly #about: { readonly name: string; readonly help: string; readonly label: string }
  readonly #counts: Map<Value, number>

  constructor(about: { name: string; help: string; label: string }, values: readonly Value[]) {
    this.#about = about
    this.#counts = new Map(values.map((value) => [value, 0]))
  }

  add(value: Value, count = 1): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count)
  }

  family(): Family {
    const { label, ...about } = this.#about
    const samples = [...this.#counts].map(([value, count]) => ({
      labels: { [label]: value },
      value: count,
    }))
    return { ...about, type: 'counter', across: 'sum', samples }
  }
}
