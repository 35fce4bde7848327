import { expect, it } from 'vitest'
import { addUp, countsOf, type Family } from './family.ts'
import { Histogram } from './histogram.ts'

const family = (type: Family['type'], across: Family['across'], value: number): Family => ({
  name: `${type}_${across}`,
  help: 'What it is.',
  type,
  across,
  samples: [{ labels: { app: 'one' }, value }],
})

it('several processes are added up series by series, or the least or the most of them counts', () => {
  const one = [family('counter', 'sum', 1), family('gauge', 'least', 1), family('gauge', 'most', 1)]
  const two = [family('counter', 'sum', 2), family('gauge', 'least', 2), family('gauge', 'most', 2)]
  expect(addUp([one, two]).map(({ samples }) => samples)).toEqual(
    [3, 1, 2].map((value) => [{ labels: { app: 'one' }, value }]),
  )
})

it('what only one of them has counted is there as well', () => {
  const other = { ...family('counter', 'sum', 5), samples: [{ labels: { app: 'two' }, value: 5 }] }
  expect(addUp([[family('counter', 'sum', 1)], [other]])[0]?.samples).toEqual([
    { labels: { app: 'one' }, value: 1 },
    { labels: { app: 'two' }, value: 5 },
  ])
  expect(addUp([[], [other]])).toEqual([other])
})

it('the buckets of histograms are added up one by one', () => {
  const histogram = (ms: number): Family => {
    const times = new Histogram()
    times.note(ms)
    return { ...family('histogram', 'sum', 0), samples: times.samples({}) }
  }
  const both = new Histogram()
  both.note(3)
  both.note(70_000)
  expect(addUp([[histogram(3)], [histogram(70_000)]])[0]?.samples).toEqual(both.samples({}))
})

it('of a process that has ended only what it counted remains', () => {
  const names = countsOf([
    family('counter', 'sum', 1),
    family('gauge', 'sum', 1),
    family('histogram', 'sum', 1),
  ]).map(({ name }) => name)
  expect(names).toEqual(['counter_sum', 'histogram_sum'])
})
