import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { together } from './together.ts'

it('does what came up in a turn at its end, once and in its order', async () => {
  const done: string[] = []
  const later = together<string>('set out', (one) => {
    done.push(one)
    // What comes up meanwhile for the same step is of the next turn.
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

it('does all of one kind before the next kind, in the same turn', async () => {
  const done: string[] = []
  const read = together<string>('read answers', (one) => {
    done.push(`read ${one}`)
    if (one === 'a') read('late')
  })
  const send = together<string>('send requests', (one) => done.push(`sent ${one}`))
  const setOut = together<string>('set out', (one) => {
    done.push(`set out ${one}`)
    send(one)
    if (one === 'a') read('later')
  })
  setOut('a')
  setOut('b')
  read('a')
  await nextTurn()
  expect(done).toEqual(['read a', 'set out a', 'set out b', 'sent a', 'sent b'])
  await nextTurn()
  expect(done.slice(5)).toEqual(['read late', 'read later'])
})
