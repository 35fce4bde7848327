import { expect, it } from 'vitest'
import { Histogram } from './histogram.ts'

it('a bucket counts everything up to its bound, the bound included', () => {
  const histogram = new Histogram()
  for (const ms of [0, 5, 5.1, 60_000, 60_001, -3]) histogram.note(ms)
  const samples = histogram.samples({ app: 'one' })
  const bucket = (le: string) =>
    samples.find(({ suffix, labels }) => suffix === '_bucket' && labels['le'] === le)?.value
  expect([bucket('0.005'), bucket('0.01'), bucket('60'), bucket('+Inf')]).toEqual([3, 4, 5, 6])
  expect(samples.at(-1)).toEqual({ suffix: '_count', labels: { app: 'one' }, value: 6 })
  expect(samples.at(-2)?.value).toBeCloseTo(120.0111)
})

it('has the bounds that it is given', () => {
  const histogram = new Histogram([0.001])
  for (const ms of [1, 1.1, 90]) histogram.note(ms)
  const [first, rest] = histogram.samples({})
  expect(first).toEqual({ suffix: '_bucket', labels: { le: '0.001' }, value: 1 })
  expect(rest).toEqual({ suffix: '_bucket', labels: { le: '+Inf' }, value: 3 })
})
