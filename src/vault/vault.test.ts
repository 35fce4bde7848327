import { randomBytes } from 'node:crypto'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { Failure } from '../errors.ts'
import { createSealingKey } from './key-ring.ts'
import type { KeyRing } from './key-ring.ts'
import { createVault } from './vault.ts'
import type { Where } from './vault.ts'

const oldKey = createSealingKey(randomBytes(32))
const newKey = createSealingKey(randomBytes(32))
const vault = createVault([oldKey])
const where: Where = { table: 'connections', id: 'c1', column: 'tokens' }
const anyText = fc.string({ unit: 'binary', maxLength: 400 })

function refusal(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('sealing', () => {
  it('gives any text back as it was', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(vault.open(vault.seal(text, where), where)).toBe(text)
      }),
    )
  })

  it('never gives the same text twice', () => {
    expect(vault.seal('token', where)).not.toBe(vault.seal('token', where))
  })

  it('shows nothing of the plaintext', () => {
    const sealed = vault.seal('a very recognisable token', where)
    const bytes = Buffer.from(sealed.split('.')[2] ?? '', 'base64url')
    expect(bytes.includes('recognisable')).toBe(false)
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/)
  })

  it('names the key that sealed', () => {
    expect(vault.keyIdOf(vault.seal('token', where))).toBe(oldKey.id)
  })
})

describe('opening', () => {
  it('refuses every single changed byte', () => {
    const sealed = vault.seal('{"access_token":"t"}', where)
    for (let index = 0; index < sealed.length; index += 1) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64]) {
        const changed = String.fromCharCode(sealed.charCodeAt(index) ^ bit)
        const text = sealed.slice(0, index) + changed + sealed.slice(index + 1)
        expect(() => vault.open(text, where), `byte ${index}, bit ${bit}`).toThrow(Failure)
        expect(
          () => vault.reseal(text, where) && vault.open(vault.reseal(text, where), where),
        ).toThrow()
      }
    }
  })

  it('refuses a text that was cut or lengthened anywhere', () => {
    const sealed = vault.seal('token', where)
    fc.assert(
      fc.property(fc.nat({ max: sealed.length - 1 }), fc.string({ minLength: 1 }), (at, more) => {
        expect(() => vault.open(sealed.slice(0, at), where)).toThrow(Failure)
        expect(() => vault.open(sealed + more, where)).toThrow(Failure)
      }),
    )
  })

  it('refuses a secret that was moved to any other place', () => {
    const part = fc.string({ maxLength: 12 })
    const place = fc.record({ table: part, id: part, column: part })
    fc.assert(
      fc.property(place, place, (from, to) => {
        fc.pre(JSON.stringify(from) !== JSON.stringify(to))
        expect(refusal(() => vault.open(vault.seal('token', from), to)).extras.reason).toBe(
          'seal_misplaced',
        )
      }),
    )
  })

  it('does not confuse places whose parts only join to the same text', () => {
    const sealed = vault.seal('token', { table: 'ab', id: 'c', column: 'd' })
    expect(() => vault.open(sealed, { table: 'a', id: 'bc', column: 'd' })).toThrow(Failure)
  })

  it('says which refusal it is, and repeats neither key nor secret', () => {
    const sealed = vault.seal('token-in-the-clear', where)
    const body = Buffer.from(sealed.split('.')[2] ?? '', 'base64url')
    body[body.length - 1]! ^= 1
    const refusals = {
      seal_malformed: refusal(() => vault.open('token-in-the-clear', where)),
      seal_key_unknown: refusal(() => createVault([newKey]).open(sealed, where)),
      seal_misplaced: refusal(() => vault.open(sealed, { ...where, id: 'c2' })),
      seal_damaged: refusal(() =>
        vault.open(`v1.${oldKey.id}.${body.toString('base64url')}`, where),
      ),
    }
    for (const [reason, failure] of Object.entries(refusals)) {
      expect(failure.extras.reason).toBe(reason)
      expect(failure.message).not.toContain('token-in-the-clear')
      expect(failure.message).not.toContain(sealed)
    }
    expect(refusals.seal_key_unknown.message).toContain(oldKey.id)
  })

  it('refuses another key that claims the same id', () => {
    const impostor = { id: oldKey.id, key: newKey.key }
    const failure = refusal(() => createVault([impostor]).open(vault.seal('token', where), where))
    expect(failure.extras.reason).toBe('seal_damaged')
  })
})

describe('replacing a sealing key', () => {
  const both = createVault([newKey, oldKey])

  it('seals with the first key and opens with all of them', () => {
    expect(both.currentKeyId).toBe(newKey.id)
    expect(both.open(vault.seal('token', where), where)).toBe('token')
    expect(() => vault.open(both.seal('token', where), where)).toThrow(Failure)
  })

  it('moves a record to the current key without touching its content', () => {
    const sealed = vault.seal('token', where)
    const moved = both.reseal(sealed, where)
    expect(both.keyIdOf(moved)).toBe(newKey.id)
    expect(createVault([newKey]).open(moved, where)).toBe('token')
    // Fingerprint and wrapped key take 68 bytes; what follows is the record.
    const record = (text: string) => Buffer.from(text.split('.')[2] ?? '', 'base64url').subarray(68)
    expect(record(moved)).toEqual(record(sealed))
  })

  it('takes a new key from its source without being made anew', () => {
    let keys: KeyRing = [oldKey]
    const live = createVault(() => keys)
    const earlier = live.seal('token', where)
    keys = [newKey, oldKey]
    expect(live.open(both.seal('token', where), where)).toBe('token')
    expect(live.currentKeyId).toBe(newKey.id)
    expect(live.keyIdOf(live.seal('token', where))).toBe(newKey.id)
    expect(live.keyIdOf(live.reseal(earlier, where))).toBe(newKey.id)
  })

  it('does not move a record to another place', () => {
    const sealed = vault.seal('token', where)
    expect(() => both.reseal(sealed, { ...where, column: 'credentials' })).toThrow(Failure)
  })
})
