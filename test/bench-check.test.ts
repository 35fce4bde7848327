import { expect, it } from 'vitest'

type Ratios = Readonly<Record<string, Readonly<Record<string, number>>>>
const check = new URL('../bench/worse.mjs', import.meta.url).href
const { worse } = (await import(check)) as {
  worse: (now: Ratios, saved: Ratios | null) => string[]
}

const saved = { one: { nginx: 2, least: 1 } }

it('names what got worse against nginx and against the least', () => {
  expect(worse({ one: { nginx: 2.31, least: 1.16 } }, saved)).toEqual(['one'])
})

it('takes it for the machine when only one of both did, or hardly', () => {
  expect(worse({ one: { nginx: 3, least: 1.14 } }, saved)).toEqual([])
  expect(worse({ one: { nginx: 2.29, least: 2 } }, saved)).toEqual([])
})

it('compares with what is there: without nginx with the least, and nothing that was not saved', () => {
  expect(worse({ one: { least: 1.16 } }, saved)).toEqual(['one'])
  expect(worse({ two: { nginx: 9, least: 9 } }, saved)).toEqual([])
  expect(worse({ one: { nginx: 9, least: 9 } }, null)).toEqual([])
})
