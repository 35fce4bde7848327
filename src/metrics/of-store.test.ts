import { expect, it, vi } from 'vitest'
import { readScrape } from '../../test/setup/prometheus.ts'
import { exposition } from './exposition.ts'
import type { StoreCounts } from './counts-store.ts'
import { createStoreFigures } from './of-store.ts'

const counts: StoreCounts = {
  connections: [{ app: 'one', status: 'FAILED', count: 2 }],
  approvalsPending: 3,
  auditRows: 4,
}

function world(count: () => Promise<StoreCounts>) {
  const state = { at: 0, troubles: 0 }
  const figures = createStoreFigures({
    count,
    clock: () => state.at,
    onTrouble: () => (state.troubles += 1),
  })
  return { state, read: async () => readScrape(exposition(await figures.read())) }
}

it('the store is counted at most every ten seconds, and once for all who ask meanwhile', async () => {
  const count = vi.fn(() => Promise.resolve(counts))
  const { state, read } = world(count)
  const [first] = await Promise.all([read(), read()])
  expect(first.sum('valetkey_connections', 'app="one"', 'status="FAILED"')).toBe(2)
  expect(first.sum('valetkey_approvals_pending')).toBe(3)
  state.at = 9_999
  await read()
  expect(count).toHaveBeenCalledTimes(1)
  state.at = 10_000
  await read()
  expect(count).toHaveBeenCalledTimes(2)
})

it('a store that takes long to count is counted more seldom', async () => {
  const count = vi.fn(() => {
    state.at += 1_000
    return Promise.resolve(counts)
  })
  const { state, read } = world(count)
  await read()
  state.at = 400_000
  await read()
  expect(count).toHaveBeenCalledTimes(1)
  state.at = 501_000
  await read()
  expect(count).toHaveBeenCalledTimes(2)
})

it('a store that fails is down, and old counts are not shown for new ones', async () => {
  let fails = false
  const { state, read } = world(() =>
    fails ? Promise.reject(new Error('away')) : Promise.resolve(counts),
  )
  expect((await read()).sum('valetkey_store_up')).toBe(1)
  fails = true
  state.at = 10_000
  const page = await read()
  expect(page.sum('valetkey_store_up')).toBe(0)
  expect(page.values.size).toBe(1)
  expect(state.troubles).toBe(1)
})

it('a store that hangs does not hold up the page', async () => {
  vi.useFakeTimers()
  const { read } = world(() => new Promise(() => undefined))
  const page = read()
  await vi.advanceTimersByTimeAsync(2_000)
  expect((await page).sum('valetkey_store_up')).toBe(0)
  vi.useRealTimers()
})
