import { expect, it } from 'vitest'
import { createRecentUse } from './recent-use.ts'

it('writes each connection down once in ten minutes, however often it is needed', async () => {
  let at = 0
  const written: string[][] = []
  const use = createRecentUse({
    store: { touch: async (ids) => void written.push([...ids]) },
    now: () => at,
  })
  for (let i = 0; i < 100; i++) use.note('a')
  use.note('b')
  await use.write()
  use.note('a')
  await use.write()
  at = 10 * 60_000
  use.note('a')
  await use.write()
  expect(written).toEqual([['a', 'b'], ['a']])
})

it('tries again what the store did not take', async () => {
  const written: string[][] = []
  let away = true
  const use = createRecentUse({
    store: {
      touch: async (ids) => {
        if (away) throw new Error('away')
        written.push([...ids])
      },
    },
    now: () => 0,
  })
  use.note('a')
  await expect(use.write()).rejects.toThrow('away')
  away = false
  await use.write()
  expect(written).toEqual([['a']])
})
