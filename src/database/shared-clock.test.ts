import { expect, it } from 'vitest'
import type { Database } from './database.ts'
import { shareClock } from './shared-clock.ts'

const databaseAt = (now: () => number) =>
  ({ now: async () => now() }) as Partial<Database> as Database

it('a clock that is minutes off follows the database, in either direction and back', async () => {
  let own = 1_000_000
  const shared = shareClock(
    databaseAt(() => 1_000_000),
    () => own,
  )
  for (const offMs of [600_000, -600_000, 0]) {
    own = 1_000_000 + offMs
    expect(await shared.database.now()).toBe(1_000_000)
    expect(shared.now()).toBe(1_000_000)
  }
  own += 5_000
  expect(shared.now()).toBe(1_005_000)
})

it('a clock that is almost right is left alone, and a slow answer says nothing', async () => {
  let own = 1_000_000
  const near = shareClock(
    databaseAt(() => 1_001_500),
    () => own,
  )
  await near.database.now()
  expect(near.now()).toBe(1_000_000)
  const slow = shareClock(
    databaseAt(() => {
      own += 60_000
      return 1_000_000
    }),
    () => own,
  )
  await slow.database.now()
  expect(slow.now()).toBe(own)
})
