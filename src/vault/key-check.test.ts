import { randomBytes } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { checkSealingKey } from './key-check.ts'
import type { CheckValueStore } from './key-check.ts'
import { createSealingKey } from './key-ring.ts'
import { createVault } from './vault.ts'

const first = createSealingKey(randomBytes(32))
const second = createSealingKey(randomBytes(32))

function createStore(): CheckValueStore & { values: Map<string, string> } {
  const values = new Map<string, string>()
  return {
    values,
    putIfAbsent: (name, value) => {
      values.set(name, values.get(name) ?? value)
      return Promise.resolve(values.get(name) ?? '')
    },
  }
}

describe('the check of the sealing key', () => {
  it('accepts the key that the database was sealed with', async () => {
    const store = createStore()
    await checkSealingKey(store, createVault([first]))
    await checkSealingKey(store, createVault([first]))
    await checkSealingKey(store, createVault([second, first]))
    expect(store.values.size).toBe(1)
  })

  it('refuses another key, and names both by id', async () => {
    const store = createStore()
    await checkSealingKey(store, createVault([first]))
    await expect(checkSealingKey(store, createVault([second]))).rejects.toThrow(
      `The database was sealed with key ${first.id}; the key in use is ${second.id}.`,
    )
  })

  it('refuses a check value that was tampered with', async () => {
    const store = createStore()
    const vault = createVault([first])
    await checkSealingKey(store, vault)
    const elsewhere = vault.seal('valetkey', { table: 'settings', id: 'other', column: 'value' })
    for (const name of store.values.keys()) store.values.set(name, elsewhere)
    await expect(checkSealingKey(store, vault)).rejects.toThrow('another row or column')
  })
})
