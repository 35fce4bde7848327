import { describe, expect, it } from 'vitest'
import { parseCidrs } from '../policy/cidr.ts'
import { nothingNamed, policyOf } from '../policy/read-policy.ts'
import { mayManage, orNull, unrestricted, widerIn, type KeyRestrictions } from './restrictions.ts'

const key = (some: Partial<KeyRestrictions>): KeyRestrictions => ({ ...unrestricted, ...some })
const net = (...texts: string[]) => parseCidrs(texts)

describe('a key that another one hands out', () => {
  it.each([
    ['the same', key({}), key({}), null],
    [
      'less of everything',
      key({ expiresAt: 1, rps: 1, dailyWrites: 0 }),
      key({ expiresAt: 2, rps: 2, dailyWrites: 1 }),
      null,
    ],
    ['a later end', key({ expiresAt: 3 }), key({ expiresAt: 2 }), 'the expiry'],
    ['no end', key({}), key({ expiresAt: 2 }), 'the expiry'],
    ['more requests', key({ rps: 3 }), key({ rps: 2 }), 'the requests per second'],
    ['no limit of writes', key({}), key({ dailyWrites: 2 }), 'the daily writes'],
    ['every network', key({}), key({ cidrs: net('10.0.0.0/8') }), 'the networks'],
    [
      'a part of the networks',
      key({ cidrs: net('10.1.0.0/16') }),
      key({ cidrs: net('10.0.0.0/8') }),
      null,
    ],
    [
      'other networks',
      key({ cidrs: net('192.0.2.0/24') }),
      key({ cidrs: net('10.0.0.0/8') }),
      'the networks',
    ],
    [
      'what is hidden',
      key({ profile: { mask: ['a'] } }),
      key({ profile: { mask: ['a', 'b'] } }),
      'the profile',
    ],
  ])('is no wider with %s', (...[, inner, outer, expected]) => {
    expect(widerIn(inner, outer)).toBe(expected)
  })
})

describe('managing', () => {
  it('is for keys whose policy restricts nothing', () => {
    expect(mayManage({ restrictions: null })).toBe(true)
    expect(mayManage({ restrictions: key({ rps: 1 }) })).toBe(true)
    for (const preset of ['careful', 'read-only'] as const) {
      const policy = policyOf({ ...nothingNamed, preset })
      expect(mayManage({ restrictions: key({ policy }) })).toBe(false)
    }
  })

  it('and restrictions that restrict nothing are none', () => {
    expect(orNull(key({}))).toBeNull()
    expect(orNull(key({ dailyWrites: 0 }))).not.toBeNull()
  })
})
