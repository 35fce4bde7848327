import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashApiKey, isWellFormedApiKey, mintApiKey } from './api-key.ts'

const digits = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
const aKey = fc.constant(null).map(() => mintApiKey().reveal())

describe('an API key', () => {
  it('is vk_ and 39 letters and digits', () => {
    fc.assert(fc.property(aKey, (key) => /^vk_[0-9A-Za-z]{39}$/.test(key)))
  })

  it('is well formed when it is whole', () => {
    fc.assert(fc.property(aKey, isWellFormedApiKey))
  })

  it('never repeats', () => {
    const keys = Array.from({ length: 500 }, () => mintApiKey().reveal())
    expect(new Set(keys).size).toBe(500)
  })

  it('shows any one wrong character', () => {
    const place = fc.integer({ min: 3, max: 41 })
    const digit = fc.constantFrom(...digits)
    fc.assert(
      fc.property(aKey, place, digit, (key, at, other) => {
        fc.pre(key[at] !== other)
        return !isWellFormedApiKey(key.slice(0, at) + other + key.slice(at + 1))
      }),
    )
  })

  it('shows two neighbours that changed places', () => {
    fc.assert(
      fc.property(aKey, fc.integer({ min: 3, max: 40 }), (key, at) => {
        fc.pre(key[at] !== key[at + 1])
        const swapped = key.slice(0, at) + key[at + 1]! + key[at]! + key.slice(at + 2)
        return !isWellFormedApiKey(swapped)
      }),
    )
  })

  it('shows a paste that was cut off or has something around it', () => {
    fc.assert(
      fc.property(aKey, fc.integer({ min: 0, max: 41 }), (key, length) => {
        return !isWellFormedApiKey(key.slice(0, length)) && !isWellFormedApiKey(`${key}\n`)
      }),
    )
  })

  it('is no text that was not minted', () => {
    fc.assert(fc.property(fc.string(), (text) => !isWellFormedApiKey(text)))
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...digits), minLength: 39, maxLength: 39 }),
        (text) => {
          return !isWellFormedApiKey(`vk_${text}`)
        },
      ),
    )
  })

  it('is found by a hash that does not hold it', () => {
    expect(hashApiKey('abc')).toBe(
      // FIPS 180-2, appendix B.1
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it('has its checksum at the end: six base62 digits of CRC-32', () => {
    // computed apart from this code, with Python: binascii.crc32(b'0' * 33)
    expect(isWellFormedApiKey(`vk_${'0'.repeat(33)}26BYXP`)).toBe(true)
  })
})
