import { expect, it } from 'vitest'
import { turnClock } from './turn-clock.ts'

it('says one time within a turn, and the next one in the next turn', async () => {
  let reads = 0
  const now = turnClock(() => ++reads)
  expect([now(), now(), now()]).toEqual([1, 1, 1])
  await new Promise((resolve) => setImmediate(resolve))
  expect([now(), now()]).toEqual([2, 2])
})
