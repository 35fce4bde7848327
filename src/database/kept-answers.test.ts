import { expect, it } from 'vitest'
import { KeptAnswers } from './kept-answers.ts'

it('keeps twenty thousand answers at most, and forgets those that were asked for longest ago', () => {
  const kept = new KeptAnswers<number>({ now: () => 0 })
  const isKept = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => kept.recent(`key ${from + at}`) === from + at)
  for (let n = 0; n < 20_000; n++) kept.keep(`key ${n}`, n, kept.asking())
  expect(isKept(0, 20_000)).not.toContain(false)
  // Asked for again, so it is not one of the oldest any more.
  kept.keep('key 0', 0, kept.asking())
  kept.keep('key 20000', 20_000, kept.asking())
  expect(isKept(0, 1)).toEqual([true])
  expect(isKept(1, 257)).not.toContain(true)
  expect(isKept(257, 20_001)).not.toContain(false)
})
