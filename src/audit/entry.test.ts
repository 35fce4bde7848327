import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryIn, entryOf, safePath, textOf } from './entry.ts'

const said = { time: 1_700_000_000_000, kind: 'proxied', actor: 'key' } as const

describe('the text of a row', () => {
  it('is read back as it was written', () => {
    const awkward = fc.constantFrom('"]', '\\', '\n\u0000', '\u2028', '\ud800', 'ä😀')
    const outside = fc.option(fc.oneof(fc.string(), awkward))
    fc.assert(
      fc.property(outside, outside, fc.option(fc.array(fc.string())), (path, detail, query) => {
        const entry = entryOf({ ...said, path, detail, query, status: 204, keyId: 'k-1' })
        const text = textOf(entry)
        expect(text).not.toMatch(/[\n\u0000]/)
        expect(entryIn(text)).toEqual(JSON.parse(JSON.stringify(entry)))
      }),
    )
  })

  it('has a place for each member', () => {
    const words = { act: 'a', keyId: 'k', ownerId: 'o', connectionId: 'c', app: 'p', endpoint: 'e' }
    const call = { method: 'GET', path: '/', query: ['q'], status: 200, error: 'r', requestId: 'i' }
    const entry = { ...said, ...words, ...call, bytes: 1, durationMs: 2, detail: 'd' }
    expect(entryIn(textOf(entry))).toEqual(entry)
  })

  it('that somebody else wrote is no row', () => {
    for (const text of ['', '{}', '[1,2]', 'null', '[']) expect(entryIn(text)).toBeNull()
  })
})

describe('a path in the audit', () => {
  it('keeps the id of a meeting', () => {
    expect(safePath('/v2/meetings/85746065')).toBe('/v2/meetings/85746065')
  })

  it('keeps no key and no token that a caller put there by mistake', () => {
    const key = 'vk_0123456789abcdefghijABCDEFGHIJ012345678'
    expect(safePath(`/v2/users/${key}`)).toBe('/v2/users/[redacted]')
    expect(safePath(`/v2/users/${'a'.repeat(120)}`)).toBe('/v2/users/[redacted]')
  })
})
