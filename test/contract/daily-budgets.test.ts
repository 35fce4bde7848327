import { expect, it } from 'vitest'
import { createBudgetStore } from '../../src/limits/budget-store.ts'
import { describeOnBothEngines } from './engines.ts'

const noon = Date.parse('2026-11-24T12:00:00Z')

describeOnBothEngines('a daily budget', (open) => {
  it('is taken one by one, by all servers together, and never more than the limit', async () => {
    const servers = [
      createBudgetStore({ database: await open() }),
      createBudgetStore({ database: await open() }),
    ]
    const takes = Array.from({ length: 40 }, (_, i) => servers[i % 2]!.take('host a', 15))
    const taken = (await Promise.all(takes)).filter(Boolean)
    expect(taken).toHaveLength(15)
    expect(await servers[0]!.take('host a', 15)).toBe(false)
    expect(await servers[0]!.take('host b', 15)).toBe(true)
    expect(await servers[0]!.take('host c', 0)).toBe(false)
  })
})

describeOnBothEngines('the day of a budget', (open) => {
  it('ends at midnight UTC, and what is over is dropped', async () => {
    const database = await open()
    const at = { now: noon }
    const store = createBudgetStore({
      database: { ...database, now: () => Promise.resolve(at.now) },
    })
    expect(await store.take('host', 1)).toBe(true)
    at.now = Date.parse('2026-11-24T23:59:59Z')
    expect(await store.take('host', 1)).toBe(false)
    at.now += 1_000
    expect(await store.take('host', 1)).toBe(true)
    await store.sweep(() => false)
    expect(await database.db.selectFrom('daily_budgets').select('day').execute()).toMatchObject([
      { day: '2026-11-25' },
    ])
    at.now += 24 * 3_600_000
    await store.sweep(() => false)
    expect(await database.db.selectFrom('daily_budgets').select('day').execute()).toEqual([])
  })
})
