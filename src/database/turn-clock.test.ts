import { expect, it } from 'vitest'
import { turnClock } from './turn-clock.ts'

it('says one time while one thing is done, and another behind it, before anything else happens', async () => {
  let reads = 0
  const now = turnClock(() => ++reads)
  expect([now(), now(), now()]).toEqual([1, 1, 1])
  await new Promise<void>((resolve) => {
    process.nextTick(resolve)
  })
  expect([now(), now()]).toEqual([2, 2])
})
