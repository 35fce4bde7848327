import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { addUp, type Family } from '../../metrics/family.ts'
import type { Order } from './messages.ts'
import { MetricsExchange, type Counting } from './metrics-exchange.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const counted = (value: number): Family[] => [
  { name: 'calls', help: '', type: 'counter', across: 'sum', samples: [{ labels: {}, value }] },
]

/** A worker that has counted so much, and answers unless it is dumb. */
function worker(exchange: MetricsExchange, count: { value: number; dumb?: boolean }) {
  const answers: number[] = []
  const self: Counting = {
    tell(order: Order) {
      if (order.kind === 'metrics_of_others')
        answers.push(addUp([counted(count.value), ...order.families])[0]?.samples[0]?.value ?? 0)
      if (order.kind === 'tell_metrics' && count.dumb !== true)
        exchange.heard(self, {
          kind: 'metrics',
          inquiry: order.inquiry,
          families: counted(count.value),
        })
    },
  }
  exchange.began(self)
  const ask = () => {
    exchange.heard(self, { kind: 'metrics_wanted', inquiry: 1, families: counted(count.value) })
  }
  return { self, ask, answers }
}

it('whichever worker is asked tells the sum of all', () => {
  const exchange = new MetricsExchange()
  const [one, two] = [worker(exchange, { value: 1 }), worker(exchange, { value: 20 })]
  worker(exchange, { value: 300 })
  one.ask()
  two.ask()
  expect([one.answers, two.answers]).toEqual([[321], [321]])
})

it('a single worker is told at once that it is alone', () => {
  const one = worker(new MetricsExchange(), { value: 7 })
  one.ask()
  expect(one.answers).toEqual([7])
})

it('what a worker has counted stays counted when it ends', () => {
  const exchange = new MetricsExchange()
  const [one, two] = [worker(exchange, { value: 1 }), worker(exchange, { value: 20 })]
  one.ask()
  exchange.ended(two.self)
  worker(exchange, { value: 0 })
  one.ask()
  expect(one.answers).toEqual([21, 21])
})

it('a worker that says nothing counts with what it said before, after a second', () => {
  const exchange = new MetricsExchange()
  const count = { value: 20, dumb: false }
  const one = worker(exchange, { value: 1 })
  worker(exchange, count)
  one.ask()
  count.dumb = true
  one.ask()
  vi.advanceTimersByTime(999)
  expect(one.answers).toEqual([21])
  vi.advanceTimersByTime(1)
  expect(one.answers).toEqual([21, 21])
})

it('nobody waits for a worker that ends while it is asked', () => {
  const exchange = new MetricsExchange()
  const one = worker(exchange, { value: 1 })
  const two = worker(exchange, { value: 20, dumb: true })
  one.ask()
  exchange.ended(two.self)
  expect(one.answers).toEqual([1])
})
