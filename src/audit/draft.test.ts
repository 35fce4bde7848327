import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Draft } from './draft.ts'

it('gives back the rows that it was given, however long and in whatever alphabet', () => {
  const row = fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text))
  fc.assert(
    fc.property(fc.array(row), fc.nat(20_000), (rows, length) => {
      const draft = new Draft()
      const all = [...rows, JSON.stringify('x'.repeat(length)), ...rows]
      for (const [at, text] of all.entries()) draft.add(at, text)
      const facts = {
        seed: draft.seed,
        rows: all.length,
        startedAt: 0,
        endedAt: all.length - 1,
        size: all.reduce((sum, { length }) => sum + length, 0),
      }
      // Also on the other side of a thread, which gets a copy.
      for (const one of [draft, Draft.unpack(structuredClone(draft.pack())), draft]) {
        expect(one.texts()).toEqual(all)
        expect(one).toMatchObject(facts)
      }
    }),
  )
})

it('has nothing of the draft whose memory it got', () => {
  const rows = (name: string) => Array.from({ length: 1_000 }, (_, at) => `${name}${at}`)
  for (const name of ['a', 'long ', 'b']) {
    const draft = new Draft()
    for (const text of rows(name)) draft.add(1, text)
    expect(draft.texts()).toEqual(rows(name))
    draft.recycle()
    expect(draft.texts()).toEqual([])
  }
})

it('has no rows at first', () => {
  expect(new Draft().texts()).toEqual([])
})
