import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openBooks } from './books.ts'
import type { Call } from './call.ts'

const call = (keyId: string | null): Call =>
  ({
    ...{ keyId, ownerId: null, connectionId: null, refusedWith: null, matched: null, bytes: 2 },
    ...{ app: { name: 'zoom' }, path: '/v2/users/me', query: '', requestId: 'r', startedAt: 5 },
    ...{ request: { method: 'GET' }, response: { headersSent: true, statusCode: 200 }, endedAt: 0 },
  }) as unknown as Call

function tracked() {
  const told = { rows: [] as number[], lines: [] as number[], counted: 0 }
  const books = openBooks({
    audit: { note: ({ time }) => told.rows.push(time) },
    metrics: { finished: () => told.counted++ },
    log: { tells: () => true, line: (time) => told.lines.push(time) },
    now: () => 7,
  })
  return { told, books }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('writes a call down a moment after it ended, with the time of its end, and counts it at once', async () => {
  const { told, books } = tracked()
  books.close(call('k'))
  await nextTurn()
  expect(told).toEqual({ rows: [], lines: [], counted: 1 })
  vi.advanceTimersByTime(20)
  expect(told).toEqual({ rows: [7], lines: [7], counted: 1 })
  books.close(call('k'))
  vi.advanceTimersByTime(20)
  expect(told.rows).toHaveLength(2)
})

it('does not wait once there are many', async () => {
  const { told, books } = tracked()
  for (let i = 0; i < 100; i++) books.close(call('k'))
  expect(told.lines).toEqual([])
  await nextTurn()
  expect(told.lines).toHaveLength(100)
  expect(told.rows).toHaveLength(100)
})

it('has handed everything on when it is settled', async () => {
  const { told, books } = tracked()
  books.close(call('k'))
  // One that ends because of what was done right before.
  process.nextTick(() => {
    books.close(call('k'))
  })
  await books.settled()
  expect(told.lines).toHaveLength(2)
  vi.advanceTimersByTime(20)
  expect(told.lines).toHaveLength(2)
})

it('writes a call without a key into the log alone', async () => {
  const { told, books } = tracked()
  books.close(call(null))
  await books.settled()
  expect(told).toEqual({ rows: [], lines: [7], counted: 1 })
})
