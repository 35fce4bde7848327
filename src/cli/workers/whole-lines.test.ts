import { expect, it } from 'vitest'
import { wholeLines } from './whole-lines.ts'

it('lines are written together as far as a pipe takes them at once, and never cut', () => {
  const lines = Array.from({ length: 100 }, (_, n) => `${'ü'.repeat(n * 3)}\n`)
  const pieces = wholeLines(lines.join(''))
  expect(pieces.join('')).toBe(lines.join(''))
  expect(pieces.length).toBeGreaterThan(1)
  for (const piece of pieces) {
    expect(piece.endsWith('\n')).toBe(true)
    expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(4_096)
  }
})

it('a line that is too long goes alone', () => {
  const long = `${'x'.repeat(5_000)}\n`
  expect(wholeLines(`a\n${long}b\n`)).toEqual(['a\n', long, 'b\n'])
  expect(wholeLines('')).toEqual([])
})
