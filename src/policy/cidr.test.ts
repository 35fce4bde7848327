import { describe, expect, it } from 'vitest'
import { areWithin, parseCidrs, plainAddress } from './cidr.ts'

describe('networks', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['0.0.0.0/0', '::1', false],
    ['10.0.0.0/8', 'not an address', false],
  ])('%s contains %s: %s', (network, address, expected) => {
    expect(parseCidrs([network])?.contains(address)).toBe(expected)
  })

  it.each(['', '10.0.0.0/33', '2001:db8::/129', '10.0.0/8', 'localhost', '10.0.0.0/8 ', '::1%lo'])(
    'are not spelled "%s"',
    (text) => {
      expect(parseCidrs([text])).toBeNull()
    },
  )

  it.each([
    [['10.1.0.0/16'], ['10.0.0.0/8'], true],
    [['10.0.0.0/8'], ['10.1.0.0/16'], false],
    [['10.1.2.3', '2001:db8::1'], ['10.0.0.0/8', '2001:db8::/32'], true],
    [['10.1.2.3', '192.0.2.1'], ['10.0.0.0/8'], false],
    [['::/0'], ['0.0.0.0/0'], false],
  ])('%o are within %o: %s', (inner, outer, expected) => {
    expect(areWithin(inner, outer)).toBe(expected)
  })
})

describe('an address', () => {
  it('is the same whichever socket shows it', () => {
    expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(plainAddress('fe80::1%eth0')).toBe('fe80::1')
    expect(plainAddress(' 10.0.0.1 ')).toBe('10.0.0.1')
    expect(plainAddress('unknown')).toBeNull()
    expect(plainAddress(undefined)).toBeNull()
  })
})
