import { expect, it } from 'vitest'
import { closest } from './suggest.ts'

const known = ['start', 'simulator', 'key create', 'key list', 'api']

it.each([
  ['strat', 'start'],
  ['stat', 'start'],
  ['simul', 'simulator'],
  ['key crate', 'key create'],
  ['ap', 'api'],
])('takes %j for %j', (typed, meant) => {
  expect(closest(typed, known)).toBe(meant)
})

it('does not guess at words that are far from everything', () => {
  expect(closest('frobnicate', known)).toBeNull()
})
