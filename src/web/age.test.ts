import { expect, it } from 'vitest'
import { ageOf } from './age.ts'

const now = Date.UTC(2026, 3, 10, 12)
const minute = 60_000

it.each([
  [0, 'just now'],
  [-5 * minute, 'just now'],
  [59_999, 'just now'],
  [minute, '1 minute ago'],
  [59 * minute, '59 minutes ago'],
  [60 * minute, '1 hour ago'],
  [25 * 60 * minute, '1 day ago'],
  [29 * 24 * 60 * minute, '29 days ago'],
  [30 * 24 * 60 * minute, 'on 2026-03-11'],
])('%i ms back is told as "%s"', (past, words) => {
  expect(ageOf(now - past, now)).toBe(words)
})
