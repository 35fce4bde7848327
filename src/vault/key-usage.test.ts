import { randomBytes } from 'node:crypto'

import { expect, it } from 'vitest'

import { createSealingKey } from './key-ring.ts'
import { keyUsage } from './key-usage.ts'

const current = createSealingKey(randomBytes(32))
const former = createSealingKey(randomBytes(32))
const count = (keyId: string, records: number, column = 'tokens') => ({
  table: 'connections',
  column,
  keyId,
  records,
})

it('tells the current key, the former ones and the ones that are missing', () => {
  const counts = [count(former.id, 2), count('deadbeef', 1), count(former.id, 3, 'credentials')]
  expect(keyUsage([current, former], counts)).toMatchObject([
    { keyId: current.id, role: 'current', records: 0, byColumn: [] },
    { keyId: former.id, role: 'former', records: 5 },
    { keyId: 'deadbeef', role: 'missing', records: 1 },
  ])
})

it('counts a key once that stands twice in the ring', () => {
  expect(keyUsage([current, current], [count(current.id, 4)])).toMatchObject([
    { keyId: current.id, role: 'current', records: 4 },
  ])
})
