import { expect, it } from 'vitest'
import { UsageError } from './command.ts'
import { bodyOf, queryOf } from './fields.ts'

const plain = (raw: string[], typed: string[] = []): unknown =>
  JSON.parse(JSON.stringify(bodyOf({ raw, typed })))

it('keeps raw values as text and reads typed ones', () => {
  expect(plain(['a=1', 'b='], ['c=1', 'd=true', 'e=null', 'f=1.5', 'g=x', 'h=-2'])).toEqual({
    a: '1',
    b: '',
    c: 1,
    d: true,
    e: null,
    f: 1.5,
    g: 'x',
    h: -2,
  })
})

it('leaves a number that would lose digits as text', () => {
  expect(plain([], ['id=12345678901234567890', 'pin=007', 'x=1e3'])).toEqual({
    id: '12345678901234567890',
    pin: '007',
    x: '1e3',
  })
})

it('builds objects and lists', () => {
  expect(plain(['a[b][c]=1', 'a[d]=2', 'l[]=x', 'l[]=y'])).toEqual({
    a: { b: { c: '1' }, d: '2' },
    l: ['x', 'y'],
  })
  expect(plain(['a[l][]=x', 'a[l][]=y'])).toEqual({ a: { l: ['x', 'y'] } })
})

it('keeps everything after the first equals sign', () => {
  expect(plain(['a=b=c'])).toEqual({ a: 'b=c' })
})

it('sets a member called __proto__ as any other', () => {
  expect(JSON.stringify(bodyOf({ raw: ['__proto__[x]=1'], typed: [] }))).toBe(
    '{"__proto__":{"x":"1"}}',
  )
  expect({}).not.toHaveProperty('x')
})

it.each(['a', '=x', 'a[=x', 'a]b=x', '[x]=1'])('refuses %j', (field) => {
  expect(() => bodyOf({ raw: [field], typed: [] })).toThrow(UsageError)
})

it('refuses a name that is used as text and as an object', () => {
  expect(() => bodyOf({ raw: ['a=1', 'a[b]=2'], typed: [] })).toThrow(UsageError)
})

it('encodes a query', () => {
  expect(queryOf({ raw: ['from=2026-01-01', 'q=a b&c'], typed: ['n=1'] })).toBe(
    'from=2026-01-01&q=a%20b%26c&n=1',
  )
})
