import { expect, it } from 'vitest'
import { Lookups } from './lookups.ts'

const countsIn = (lookups: Lookups) =>
  lookups
    .family()
    .samples.filter(({ suffix }) => suffix === '_count')
    .map(({ labels, value }) => [labels['of'], value])

it('hands on what the store says, and counts keys and connections apart', async () => {
  const lookups = new Lookups()
  expect(await lookups.timed('key', () => Promise.resolve('found'))).toBe('found')
  expect(await lookups.timed('connection', () => Promise.resolve(null))).toBeNull()
  expect(await lookups.timed('connection', () => Promise.resolve(7))).toBe(7)
  expect(countsIn(lookups)).toEqual([
    ['key', 1],
    ['connection', 2],
  ])
})

it('counts a question that the store did not answer by how long it took', async () => {
  const lookups = new Lookups()
  const away = () => new Promise((_, reject) => setTimeout(reject, 30, new Error('away')))
  await expect(lookups.timed('key', away)).rejects.toThrow('away')
  const bucket = (le: string) =>
    lookups.family().samples.find(({ labels }) => labels['of'] === 'key' && labels['le'] === le)
  expect([bucket('0.01')?.value, bucket('+Inf')?.value]).toEqual([0, 1])
})
