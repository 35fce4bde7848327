import { describe, expect, it } from 'vitest'
import { readIdempotencyKey, repeatOf, type Attempt } from './attempt.ts'
import { fingerprintOf } from './fingerprint.ts'

const answer = { status: 201, reason: 'Created', headers: [], body: Buffer.from('{}') }
const first: Attempt = { fingerprint: 'f', answer: null, aliveUntil: 100 }

describe('a repeated request', () => {
  it('is another one when its fingerprint is another, whatever became of the first', () => {
    expect(repeatOf({ ...first, answer }, 'g', 1)).toEqual({ kind: 'mismatch' })
  })

  it('gets the answer of the first', () => {
    expect(repeatOf({ ...first, answer }, 'f', 1_000)).toEqual({ kind: 'replay', answer })
  })

  it('waits while the server of the first is at work, and learns nothing when that one is gone', () => {
    expect(repeatOf(first, 'f', 99)).toEqual({ kind: 'wait' })
    expect(repeatOf(first, 'f', 100)).toEqual({ kind: 'unknown' })
  })
})

describe('an idempotency key', () => {
  it.each([
    ['8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
    ['"8e03978e"', '8e03978e'],
    [String.raw`"a\"b"`, 'a"b'],
    ['', null],
    ['two words', null],
    ['ü', null],
    ['x'.repeat(256), null],
  ])('%j is read as %j', (value, expected) => {
    expect(readIdempotencyKey(value)).toBe(expected)
  })
})

describe('a fingerprint', () => {
  const request = {
    method: 'POST',
    target: '/v2/users/me/meetings',
    connectionId: 'c',
    contentType: 'application/json',
    body: Buffer.from('{"topic":"a"}'),
  }

  it('is the same for the same request, and another for any other part', () => {
    const changes = [
      { method: 'PATCH' },
      { target: '/v2/users/me/meetings?x=1' },
      { connectionId: 'd' },
      { contentType: null },
      { body: Buffer.from('{"topic":"b"}') },
    ]
    const all = [request, ...changes.map((change) => ({ ...request, ...change }))]
    expect(new Set(all.map(fingerprintOf)).size).toBe(6)
    expect(fingerprintOf({ ...request })).toBe(fingerprintOf(request))
  })
})
