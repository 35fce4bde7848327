import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { messageOf, type Outgoing } from './message.ts'

const get: Outgoing = { method: 'GET', path: '/v2/users/me?a=b', headers: ['X-A', 'b'], body: null }
const lines = (change: Partial<Outgoing>) =>
  messageOf({ ...get, ...change }, 'api.test').head.split('\r\n')

describe('a request on the wire', () => {
  it('is its line, the host, and its headers as they came', () => {
    expect(lines({})).toEqual([
      'GET /v2/users/me?a=b HTTP/1.1',
      'host: api.test',
      'connection: keep-alive',
      'X-A: b',
      '',
      '',
    ])
  })

  it('asks for the end of the connection behind an answer without a body', () => {
    expect(lines({ method: 'HEAD' })).toContain('connection: close')
  })

  it('says how long its body is by the body', () => {
    const headers = ['Content-Length', '9']
    expect(lines({ method: 'POST', headers, body: Buffer.from('abc') }).slice(3)).toEqual([
      'content-length: 3',
      '',
      '',
    ])
    const body = new Readable()
    expect(lines({ method: 'POST', headers, body })).toContain('content-length: 9')
    expect(messageOf({ ...get, headers, body }, 'x').length).toBe(9)
    expect(lines({ method: 'POST', headers: [], body })).toContain('transfer-encoding: chunked')
    expect(lines({ method: 'POST' })).toContain('content-length: 0')
    expect(lines({ method: 'DELETE', headers: ['content-length', '0'] }).join()).not.toContain(
      'length',
    )
  })

  it.each([
    ['a line end in the path', { path: '/a\r\nb: c' }],
    ['a blank in the path', { path: '/a b' }],
    ['a letter that latin1 would make a line end of', { headers: ['a', 'b\u010dc\u010a'] }],
    ['a letter of that kind in the path', { path: '/\u010a' }],
    ['a line feed in a value', { headers: ['a', 'b\nc'] }],
    ['a NUL in a value', { headers: ['a', 'b\0'] }],
    ['a blank in a name', { headers: ['a b', 'c'] }],
    ['a line end in a name', { headers: ['a\r\nb', 'c'] }],
    ['no path', { path: '' }],
    ['another request in the method', { method: 'GET / HTTP/1.1\r\n' }],
  ])('is not made with %s', (_, change) => {
    expect(() => lines(change)).toThrow(TypeError)
  })
})
