import { expect, it } from 'vitest'
import { createRecentUse } from './recent-use.ts'

const hourMs = 60 * 60_000
const at = 100 * hourMs
const [never, longAgo, lately, ahead] = [null, at - hourMs, at - hourMs + 1, at + hourMs]

it('writes down once what nobody has written down for an hour, however often it is needed', async () => {
  const written: string[][] = []
  const use = createRecentUse({
    store: { touch: async (ids) => void written.push([...ids]) },
    now: () => at,
  })
  for (let i = 0; i < 100; i++) use.note({ id: 'a', lastUsedAt: never })
  use.note({ id: 'b', lastUsedAt: longAgo })
  use.note({ id: 'c', lastUsedAt: lately })
  use.note({ id: 'd', lastUsedAt: ahead })
  await use.write()
  await use.write()
  expect(written).toEqual([['a', 'b', 'd']])
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
    now: () => at,
  })
  use.note({ id: 'a', lastUsedAt: never })
  await expect(use.write()).rejects.toThrow('away')
  away = false
  await use.write()
  expect(written).toEqual([['a']])
})
