import { describe, expect, it } from 'vitest'
import { createRefusalBudget } from './refusal-budget.ts'

describe('the budget for tokens that upstream refuses', () => {
  it('allows five versions in an hour, and everybody who holds one of them', () => {
    let at = 0
    const budget = createRefusalBudget({ now: () => at })
    for (const version of [1, 1, 1, 2, 3, 4, 5, 1]) expect(budget.spend('c', version)).toBe(true)
    expect(budget.spend('c', 6)).toBe(false)
    expect(budget.spend('another', 6)).toBe(true)
    at = 20 * 60_000
    expect(budget.spend('c', 6)).toBe(false)
    expect(budget.waitMs('c')).toBe(40 * 60_000)
    at = 60 * 60_000
    expect(budget.spend('c', 6)).toBe(true)
  })

  it('is forgotten when ten thousand connections came after it', () => {
    const budget = createRefusalBudget({ now: () => 0 })
    const spendAll = (id: string) => {
      for (let version = 1; version <= 5; version++) budget.spend(id, version)
    }
    spendAll('first')
    for (let n = 0; n < 10_000; n++) spendAll(`c${n}`)
    expect(budget.spend('first', 6)).toBe(true)
    expect(budget.spend('c9999', 6)).toBe(false)
  })
})
