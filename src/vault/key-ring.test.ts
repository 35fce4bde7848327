import { createHash, randomBytes } from 'node:crypto'
import { inspect } from 'node:util'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseKeyRing } from './key-ring.ts'

const bytes = randomBytes(32)
const id = createHash('sha256').update(bytes).digest('hex').slice(0, 8)

describe('a sealing key as text', () => {
  it.each([
    ['base64', bytes.toString('base64')],
    ['base64 without padding', bytes.toString('base64').replace('=', '')],
    ['base64url', bytes.toString('base64url')],
    ['hex', bytes.toString('hex')],
    ['capital hex', bytes.toString('hex').toUpperCase()],
    ['a name before it', `summer-2026:${bytes.toString('base64')}`],
    ['a line end after it', `${bytes.toString('base64')}\n`],
  ])('is read from %s', (_form, text) => {
    const ring = parseKeyRing(text, 'the test')
    expect(ring.map((key) => key.id)).toEqual([id])
    expect(ring[0].key.export()).toEqual(bytes)
  })

  it('may be several keys, of which the first is the current one', () => {
    const older = randomBytes(32)
    const ring = parseKeyRing(`new:${bytes.toString('hex')}, old:${older.toString('hex')}`, 'it')
    expect(ring).toHaveLength(2)
    expect(ring[0].id).toBe(id)
  })

  it('is refused when it is not 32 bytes, and the refusal does not repeat it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/]{5,42}$/), (text) => {
        expect(() => parseKeyRing(text, 'THE_VARIABLE')).toThrow(/THE_VARIABLE is not 32 bytes/)
        expect(() => parseKeyRing(text, 'THE_VARIABLE')).not.toThrow(text)
      }),
    )
  })

  it('is refused by number when one of several is bad', () => {
    const good = bytes.toString('hex')
    expect(() => parseKeyRing(`${good},${good}00`, 'it')).toThrow('Sealing key 2 in it is not')
  })

  it('is refused when there is none', () => {
    expect(() => parseKeyRing(' , ', 'it')).toThrow('it holds no sealing key')
  })

  it('does not show itself when it is printed', () => {
    const printed = inspect(parseKeyRing(bytes.toString('hex'), 'it'), { depth: 9 })
    expect(printed).toContain(id)
    expect(printed).not.toContain(bytes.toString('hex'))
    expect(printed).not.toContain(bytes.toString('base64'))
    expect(JSON.stringify(parseKeyRing(bytes.toString('hex'), 'it'))).not.toContain('"data"')
  })
})
