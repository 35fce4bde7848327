import { describe, expect, it } from 'vitest'
import { isMeant, parsePathPattern } from './path-pattern.ts'

const meant = (pattern: string, path: string, readings: 'any' | 'every' = 'any'): boolean =>
  isMeant(parsePathPattern(pattern)!, { method: 'GET', path }, readings)

describe('a path pattern', () => {
  it.each([
    ['/a/v1/things/*', '/a/v1/things/1', true],
    ['/a/v1/things/*', '/a/v1/things', false],
    ['/a/v1/things/*', '/a/v1/things/1/parts', false],
    ['/a/v1/things/**', '/a/v1/things', true],
    ['/a/v1/things/**', '/a/v1/things/1/parts', true],
    ['/*/v1/things', '/b/v1/things', true],
    ['/**', '/a/v1/things', true],
    ['GET /a/v1', '/a/v1', true],
    ['DELETE /a/v1', '/a/v1', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect([meant(pattern, path), meant(pattern, path, 'every')]).toEqual([expected, expected])
  })

  it.each([
    'a/v1',
    '/a/**/b',
    '/a/b*',
    '/a/../b',
    '/a/./b',
    '/a?x',
    '/a%2Fb',
    '/a;b',
    'get /a',
    '',
  ])('is not spelled %s', (text) => {
    expect(parsePathPattern(text)).toBeNull()
  })

  it.each([
    '/a/v1/things/%31%32',
    '/a/v1/things/%2531%2532',
    '/a/v1/things/12;x=1',
    '/a/v1/things//12',
    '/a/v1/things/%2012',
    '/a/v1/things%2F12',
    '/a/v1/things/12%23x',
    '/a/v1/things/12%3F/parts/1',
  ])('forbids every spelling of the same thing, and allows none but the plain one: %s', (path) => {
    expect(meant('/a/v1/things/12', path, 'any')).toBe(true)
    expect(meant('/a/v1/things/12', path, 'every')).toBe(false)
  })

  it('does not care for the case of what it forbids', () => {
    expect(meant('/a/people/ada@example.com', '/a/people/ADA@example.com', 'any')).toBe(true)
    expect(meant('/a/people/ada@example.com', '/a/people/ADA@example.com', 'every')).toBe(false)
  })
})
