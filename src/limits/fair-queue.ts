/** After this many departures, what was taken long ago counts half. */
const memory = 256

/**
 * Waiting items of several keys. The key that has taken the least lately is served next, whatever the number of its items; within a
 * key the first comes first.
 */
export class FairQueue<T> {
  readonly #byKey = new Map<string, T[]>()
  readonly #taken = new Map<string, number>()
  #size = 0
  #total = 0

  get size(): number {
    return this.#size
  }

  /** How many keys wait. */
  get keys(): number {
    return this.#byKey.size
  }

  waitingOf(key: string): number {
    return this.#byKey.get(key)?.length ?? 0
  }

  push(key: string, item: T): void {
    const items = this.#byKey.get(key)
    if (items) items.push(item)
    else this.#byKey.set(key, [item])
    this.#size += 1
  }

  /** The first item of the key whose turn it is. Who takes it has to be counted. */
  shift(): { key: string; item: T } | undefined {
    const key = this.#next()
    const items = key === undefined ? undefined : this.#byKey.get(key)
    const item = items?.shift()
    if (key === undefined || item === undefined) return undefined
    if (items?.length === 0) this.#byKey.delete(key)
    this.#size -= 1
    return { key, item }
  }

  /** Takes out what stands at the head of any key's items as long as `isOver` says so. */
  dropWhile(isOver: (item: T) => boolean): T[] {
    const dropped: T[] = []
    for (const [key, items] of this.#byKey) {
      const kept = items.findIndex((item) => !isOver(item))
      dropped.push(...items.splice(0, kept < 0 ? items.length : kept))
      if (items.length === 0) this.#byKey.delete(key)
    }
    this.#size -= dropped.length
    return dropped
  }

  /** Also for what did not have to wait. */
  count(key: string): void {
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1)
    this.#total += 1
    if (this.#total < memory) return
    this.#total = 0
    for (const [name, taken] of this.#taken) {
      if (taken < 2) this.#taken.delete(name)
      else this.#taken.set(name, taken / 2)
    }
  }

  #next(): string | undefined {
    let least = Infinity
    let next: string | undefined
    for (const key of this.#byKey.keys()) {
      const taken = this.#taken.get(key) ?? 0
      if (taken >= least) continue
      least = taken
      next = key
    }
    return next
  }
}
