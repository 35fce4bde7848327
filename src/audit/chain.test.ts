import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chained, link, rowsOf } from './chain.ts'
import { Draft } from './draft.ts'

const row = fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text))

it('ties each row to the one before it, also when a draft is written once more or in the memory of another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1 }), fc.nat(5_000), async (some, length) => {
      const draft = new Draft()
      const texts = [...some, JSON.stringify('x'.repeat(length))]
      for (const text of texts) draft.add(1, text)
      const expected: string[] = []
      for (const text of texts) expected.push(link(expected.at(-1) ?? draft.seed, text))

      for (const time of ['first', 'again']) {
        const { rows, digest } = await chained(draft)
        const found = rowsOf({ firstSeq: 1, rows: String(rows) })
        expect(found.map((one) => one.digest)).toEqual(expected)
        expect(found.map((one) => one.text)).toEqual(texts)
        expect(digest).toBe(expected.at(-1))
        expect(draft.texts(), time).toEqual(texts)
      }
      draft.recycle()
    }),
  )
})

it('gives way between pieces of a block, and not for a few rows', async () => {
  const ways = async (rows: number): Promise<number> => {
    let count = 0
    const draft = new Draft()
    for (let i = 0; i < rows; i++) draft.add(1, `[${i}]`)
    await chained(draft, () => {
      count += 1
    })
    return count
  }
  expect(await ways(96)).toBe(0)
  expect(await ways(97)).toBe(1)
  expect(await ways(1_000)).toBe(10)
})
