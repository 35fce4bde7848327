import { expect, it } from 'vitest'
import { pageToken, positionOf } from './page-token.ts'

const position = { createdAt: 1_775_781_313_470, id: '6f1c2d7e-8a43-4c55-9a3e-0d6c5b1f7a20' }

it('leads back to the place it was made for', () => {
  expect(positionOf(pageToken(position))).toEqual(position)
})

it('survives in an address without escapes', () => {
  expect(pageToken(position)).toMatch(/^[\w-]+$/)
})

it.each([
  'x',
  '!!',
  pageToken(position).slice(0, 20),
  pageToken({ createdAt: -1, id: position.id }),
])('refuses %s and says how to go on', (token) => {
  expect(() => positionOf(token)).toThrow(/^next_token: .*start over/)
})
