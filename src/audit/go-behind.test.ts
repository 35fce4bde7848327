import { afterEach, expect, it, vi } from 'vitest'
import { giveWay } from './go-behind.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** How many of so many calls slept, when each sleep takes so many milliseconds. */
function naps(calls: number, ms: number): number {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const wait = vi.spyOn(Atomics, 'wait').mockImplementation(() => {
    now += ms
    return 'timed-out'
  })
  for (let i = 0; i < calls; i++) giveWay()
  return wait.mock.calls.length
}

it('sleeps each time while the core is free again soon', () => {
  expect(naps(33, 0.2)).toBe(33)
})

it('sleeps seldom on a full core, where rows would pile up', () => {
  expect(naps(33, 4)).toBe(3)
})
