import { describe, expect, it } from 'vitest'
import { readRange } from './downloads-range.ts'

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=5-', { start: 5, end: 100 }],
    ['bytes=90-200', { start: 90, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-500', { start: 0, end: 100 }],
    ['Bytes=1-2', { start: 1, end: 3 }],
  ])('%s is read', (header, span) => {
    expect(readRange(header, 100)).toEqual(span)
  })

  it.each(['bytes=100-', 'bytes=-0'])('%s cannot be satisfied', (header) => {
    expect(readRange(header, 100)).toBe('unsatisfiable')
  })

  it.each([undefined, 'bytes=', 'bytes=-', 'bytes=5-4', 'items=1-2', 'bytes=0-1,5-6', 'bytes=a-b'])(
    '%s means the whole',
    (header) => {
      expect(readRange(header, 100)).toBeUndefined()
    },
  )
})
