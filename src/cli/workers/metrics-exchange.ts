import { addUp, countsOf, type Family } from '../../metrics/family.ts'
import type { MetricsReport, Order } from './messages.ts'

/** A worker that can be asked what it counts. */
export interface Counting {
  readonly tell: (order: Order) => void
}

interface Inquiry {
  readonly asker: Counting
  /** As the asker calls it. */
  readonly name: number
  readonly missing: Set<Counting>
  readonly timer: NodeJS.Timeout
}

/** A worker that says nothing in this time counts with what it said before. */
const usualPatienceMs = 1_000

/** Brings what all workers of a server count to the one of them that was asked. */
export class MetricsExchange {
  readonly #patienceMs: number
  readonly #latest = new Map<Counting, readonly Family[]>()
  readonly #inquiries = new Map<number, Inquiry>()
  #inquired = 0
  /** What those counted that have ended: a sum that falls would look like a restart of all. */
  #gone: readonly Family[] = []

  constructor(patienceMs = usualPatienceMs) {
    this.#patienceMs = patienceMs
  }

  began(worker: Counting): void {
    this.#latest.set(worker, [])
  }

  ended(worker: Counting): void {
    this.#gone = addUp([this.#gone, countsOf(this.#latest.get(worker) ?? [])])
    this.#latest.delete(worker)
    for (const number of this.#inquiries.keys()) this.#noLonger(worker, number)
  }

  heard(worker: Counting, { kind, inquiry, families }: MetricsReport): void {
    this.#latest.set(worker, families)
    if (kind === 'metrics_wanted') this.#inquire(worker, inquiry)
    else this.#noLonger(worker, inquiry)
  }

  #inquire(asker: Counting, name: number): void {
    const number = ++this.#inquired
    const missing = new Set([...this.#latest.keys()].filter((worker) => worker !== asker))
    const timer = setTimeout(() => {
      this.#answer(number)
    }, this.#patienceMs)
    this.#inquiries.set(number, { asker, name, missing, timer })
    for (const worker of missing) worker.tell({ kind: 'tell_metrics', inquiry: number })
    if (missing.size === 0) this.#answer(number)
  }

  #noLonger(worker: Counting, number: number): void {
    const inquiry = this.#inquiries.get(number)
    if (inquiry?.missing.delete(worker) && inquiry.missing.size === 0) this.#answer(number)
  }

  #answer(number: number): void {
    const inquiry = this.#inquiries.get(number)
    if (!inquiry) return
    this.#inquiries.delete(number)
    clearTimeout(inquiry.timer)
    const others = [...this.#latest].filter(([worker]) => worker !== inquiry.asker)
    const families = [this.#gone, ...others.map(([, latest]) => latest)]
    inquiry.asker.tell({ kind: 'metrics_of_others', inquiry: inquiry.name, families })
  }
}
