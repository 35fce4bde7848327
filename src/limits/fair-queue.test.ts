import { describe, expect, it } from 'vitest'
import { FairQueue } from './fair-queue.ts'

function drained(queue: FairQueue<string>): string[] {
  const order: string[] = []
  for (let next = queue.shift(); next; next = queue.shift()) {
    queue.count(next.key)
    order.push(next.item)
  }
  return order
}

describe('a fair queue', () => {
  it('serves keys in turns, and each key in its own order', () => {
    const queue = new FairQueue<string>()
    for (const item of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']) queue.push(item.charAt(0), item)
    expect([queue.size, queue.keys, queue.waitingOf('a'), queue.waitingOf('z')]).toEqual([
      7, 3, 4, 0,
    ])
    expect(drained(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'])
    expect([queue.size, queue.keys]).toEqual([0, 0])
  })

  it('lets a key that comes later catch up, and counts what did not have to wait', () => {
    const queue = new FairQueue<string>()
    for (const item of ['a1', 'a2', 'b1']) queue.push(item.charAt(0), item)
    queue.count('b')
    expect(queue.shift()).toEqual({ key: 'a', item: 'a1' })
    queue.count('a')
    for (const item of ['c1', 'c2']) queue.push('c', item)
    expect(drained(queue)).toEqual(['c1', 'a2', 'b1', 'c2'])
  })

  it('forgets what was taken long ago', () => {
    const queue = new FairQueue<string>()
    for (let i = 0; i < 200; i++) queue.count('a')
    for (let i = 0; i < 2_000; i++) queue.count('b')
    queue.push('b', 'b1')
    queue.push('a', 'a1')
    expect(drained(queue)).toEqual(['a1', 'b1'])
    for (let i = 0; i < 100; i++) queue.count('a')
    for (const item of ['b2', 'a2']) queue.push(item.charAt(0), item)
    expect(queue.shift()?.key).toBe('a')
  })
})
