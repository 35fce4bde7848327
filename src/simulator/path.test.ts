import { describe, expect, it } from 'vitest'
import { decodeSegment } from './path.ts'
import { createRouter } from './router.ts'

const AWKWARD = '/ajXp112QmuoKj4854875=='

describe('an id in the path', () => {
  it('is decoded once', () => {
    expect(decodeSegment('aDYlohsHRtCd4ii1uC2%2BhA%3D%3D')).toBe('aDYlohsHRtCd4ii1uC2+hA==')
    expect(decodeSegment('ab%2Fcd%3D%3D')).toBe('ab/cd==')
    expect(decodeSegment('82931897821')).toBe('82931897821')
  })

  it('is decoded again when it was encoded twice', () => {
    expect(decodeSegment('%252FajXp112QmuoKj4854875%253D%253D')).toBe(AWKWARD)
    expect(decodeSegment(encodeURIComponent(encodeURIComponent('a+b//c==')))).toBe('a+b//c==')
  })

  it('names nothing when it starts with a slash or doubles one and was encoded once', () => {
    expect(decodeSegment(encodeURIComponent(AWKWARD))).toBeUndefined()
    expect(decodeSegment('ab%2F%2Fcd%3D%3D')).toBeUndefined()
  })

  it('names nothing when its escapes are broken', () => {
    expect(decodeSegment('%zz')).toBeUndefined()
    expect(decodeSegment('%252F%25zz')).toBeUndefined()
  })
})

describe('the router', () => {
  const find = createRouter([
    { method: 'GET', path: '/meetings/{id}/registrants/{registrant}' },
    { method: 'GET', path: '/meetings/{id}/registrants/questions' },
    { method: 'PUT', path: '/meetings/{id}/registrants/status' },
    { method: 'GET', path: '/meetings/{id}' },
  ])

  it('prefers a literal segment to a parameter', () => {
    expect(find('GET', '/meetings/1/registrants/questions')?.route.path).toMatch(/questions$/)
    expect(find('GET', '/meetings/1/registrants/abc')?.params).toEqual({
      id: '1',
      registrant: 'abc',
    })
  })

  it('splits before decoding, so an encoded slash stays inside its segment', () => {
    expect(find('GET', '/meetings/ab%2Fcd')?.params).toEqual({ id: 'ab/cd' })
    expect(find('GET', '/meetings/ab/cd')).toBeUndefined()
  })

  it('says null for a parameter that names nothing', () => {
    expect(find('GET', '/meetings/%2Fab')?.params).toEqual({ id: null })
  })

  it('does not collapse slashes', () => {
    expect(find('GET', '/meetings//')).toBeUndefined()
    expect(find('GET', '//meetings/1')).toBeUndefined()
  })

  it('needs the method too', () => {
    expect(find('POST', '/meetings/1')).toBeUndefined()
  })
})
