import { describe, expect, it } from 'vitest'
import { overdue } from './retention.ts'

const now = 1_000_000
const end = (seq: number, totalBytes: number) => ({ seq, totalBytes, proof: '', seal: '' })
const block = (lastSeq: number, endedAt: number, totalBytes: number) => ({
  lastSeq,
  endedAt,
  startedAt: endedAt,
  totalBytes,
  proof: '',
})
const oldest = [block(10, 100, 1_000), block(20, 500_000, 2_000), block(30, 900_000, 3_000)]
const ends = { head: end(30, 3_000), floor: end(0, 0) }
const choose = (keepMs: number, maxBytes: number) =>
  overdue({ keepMs, maxBytes }, now)(oldest, ends)?.lastSeq ?? null

describe('retention', () => {
  it('removes nothing that is young and little', () => {
    expect(choose(now, 3_000)).toBeNull()
  })

  it('removes the blocks whose last row is too old', () => {
    expect(choose(600_000, 1e9)).toBe(10)
    expect(choose(200_000, 1e9)).toBe(20)
  })

  it('removes as many of the oldest blocks as are too much', () => {
    expect(choose(now, 2_999)).toBe(10)
    expect(choose(now, 1_000)).toBe(20)
  })

  it('never removes the newest block', () => {
    expect(choose(1, 1)).toBe(20)
  })
})
