import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { together } from './together.ts'

it('does what came up in a turn at its end, once and in its order', async () => {
  const done: string[] = []
  const later = together<string>((one) => {
    done.push(one)
    // What comes up meanwhile is of the next turn.
    if (one === 'b') later('c')
  })
  later('a')
  later('b')
  expect(done).toEqual([])
  await nextTurn()
  expect(done).toEqual(['a', 'b'])
  await nextTurn()
  expect(done).toEqual(['a', 'b', 'c'])
})
