import { describe, expect, it } from 'vitest'
import { oldestBeyond } from './oldest-beyond.ts'

const numbered = (count: number) =>
  new Map(Array.from({ length: count }, (_, n) => [`key ${n}`, n]))

describe('what goes from a full map', () => {
  it('is nothing while there is room', () => {
    expect(oldestBeyond(numbered(1_000), 1_000)).toEqual([])
  })

  it('is the 256 that were put in longest ago', () => {
    const map = numbered(1_001)
    // Put in anew, so it is the youngest.
    map.delete('key 0')
    map.set('key 0', 0)
    expect(oldestBeyond(map, 1_000)).toEqual(Array.from({ length: 256 }, (_, n) => `key ${n + 1}`))
  })

  it('is never what is spared, even when nothing else is left', () => {
    const map = numbered(1_001)
    expect(oldestBeyond(map, 1_000, (n) => n < 900)).toEqual(
      Array.from({ length: 101 }, (_, n) => `key ${n + 900}`),
    )
    expect(oldestBeyond(map, 1_000, () => true)).toEqual([])
  })
})
