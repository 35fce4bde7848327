import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto'
import type { CipherKey } from 'node:crypto'

import { Failure } from '../errors.ts'
import { keyBytes } from './key-ring.ts'
import type { KeyRing, KeySource, SealingKey } from './key-ring.ts'

/** Text that only the vault can open. Anybody may store and copy it. */
export type Sealed = string & { readonly sealed: unique symbol }

/** The one place where a sealed value may be opened. Moved to another row or column, it stays shut. */
export interface Where {
  readonly table: string
  readonly id: string
  readonly column: string
}

export interface Vault {
  readonly currentKeyId: string
  seal(plaintext: string, where: Where): Sealed
  open(sealed: string, where: Where): string
  /** Wraps the same data key under the current sealing key. The record itself is not decrypted. */
  reseal(sealed: string, where: Where): Sealed
  keyIdOf(sealed: string): string
}

interface Unwrapped {
  readonly dataKey: Buffer
  readonly record: Buffer
  /** Of the record, and what its fingerprint is of. */
  readonly context: Buffer
}

/**
 * Envelope encryption: every record has a fresh AES-256-GCM data key, and the current sealing key wraps only that. So a sealing key is
 * replaced by rewrapping 32 bytes per record, and no key ever encrypts much (NIST SP 800-38D, section 8.3, allows a key with random
 * nonces 2^32 uses). Both layers authenticate the record's place.
 *
 * The text is `v1.<key id>.<base64url>` of: fingerprint of the place (8) | wrapped data key (12 + 32 + 16) | record (12 + n + 16).
 */
export function createVault(keys: KeyRing | KeySource): Vault {
  const latest = typeof keys === 'function' ? keys : () => keys
  const keyOf = findKeyIn(latest)

  function unwrap(sealed: string, where: Where): Unwrapped {
    const { keyId, fingerprint, wrapped, record } = parse(sealed)
    const key = keyOf(keyId)
    const context = recordContext(where)
    if (!fingerprint.equals(fingerprintOf(context))) throw misplaced(where)
    const dataKey = decrypt(key.key, wrapped, wrapContext(key, where))
    if (dataKey === null) throw damaged(where)
    return { dataKey, record, context }
  }

  function assemble({ dataKey, record, context }: Unwrapped, where: Where): Sealed {
    const [current] = latest()
    const wrapped = encrypt(current.key, dataKey, wrapContext(current, where))
    const body = Buffer.concat([fingerprintOf(context), wrapped, record])
    return `v1.${current.id}.${body.toString('base64url')}` as Sealed
  }

  return {
    get currentKeyId() {
      return latest()[0].id
    },
    seal(plaintext, where) {
      const dataKey = randomBytes(keyBytes)
      const context = recordContext(where)
      const record = encrypt(dataKey, Buffer.from(plaintext, 'utf8'), context)
      return assemble({ dataKey, record, context }, where)
    },
    open(sealed, where) {
      const { dataKey, record, context } = unwrap(sealed, where)
      const plaintext = decrypt(dataKey, record, context)
      if (plaintext === null) throw damaged(where)
      return plaintext.toString('utf8')
    },
    reseal(sealed, where) {
      return assemble(unwrap(sealed, where), where)
    },
    keyIdOf: (sealed) => parse(sealed).keyId,
  }
}

/** Asks again before it gives up: another process may have put a new key in place since. */
function findKeyIn(latest: KeySource): (id: string) => SealingKey {
  let ring = latest()
  return (id) => {
    const known = ring.find((key) => key.id === id)
    if (known !== undefined) return known
    ring = latest()
    const added = ring.find((key) => key.id === id)
    if (added === undefined) throw unknownKey(id, ring)
    return added
  }
}

const nonceBytes = 12
const tagBytes = 16
const fingerprintBytes = 8
const wrappedBytes = nonceBytes + keyBytes + tagBytes
const smallest = fingerprintBytes + wrappedBytes + nonceBytes + tagBytes

interface Parts {
  readonly keyId: string
  readonly fingerprint: Buffer
  readonly wrapped: Buffer
  readonly record: Buffer
}

function parse(sealed: string): Parts {
  const [head, keyId] = /^v1\.([0-9a-f]{8})\./.exec(sealed) ?? []
  if (head === undefined || keyId === undefined) throw malformed()
  const text = sealed.slice(head.length)
  const body = Buffer.from(text, 'base64url')
  // The decoder reads other spellings too, and passes over what it cannot read. One value has one spelling here.
  if (body.length < smallest || body.toString('base64url') !== text) throw malformed()
  return {
    keyId,
    fingerprint: body.subarray(0, fingerprintBytes),
    wrapped: body.subarray(fingerprintBytes, fingerprintBytes + wrappedBytes),
    record: body.subarray(fingerprintBytes + wrappedBytes),
  }
}

function encrypt(key: CipherKey, plaintext: Buffer, context: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(context)
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** Null when the text was changed or the key or context is another. AES-GCM cannot tell which. */
function decrypt(key: CipherKey, box: Buffer, context: Buffer): Buffer | null {
  const nonce = box.subarray(0, nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(context)
  decipher.setAuthTag(box.subarray(-tagBytes))
  const opened = decipher.update(box.subarray(nonceBytes, -tagBytes))
  try {
    // Checks the tag. GCM holds no text back, so nothing more comes of it.
    decipher.final()
    return opened
  } catch {
    return null
  }
}

/** JSON, because joined strings could be cut in two ways and give the same bytes for two places. */
function recordContext({ table, id, column }: Where): Buffer {
  return Buffer.from(JSON.stringify(['valetkey', 'v1', 'record', table, id, column]))
}

function wrapContext(key: SealingKey, { table, id, column }: Where): Buffer {
  return Buffer.from(JSON.stringify(['valetkey', 'v1', 'data key', key.id, table, id, column]))
}

/** Not a proof, that is the authentication's work. It lets us say "moved" where the cipher could only say "no". */
function fingerprintOf(context: Buffer): Buffer {
  return hash('sha256', context, 'buffer').subarray(0, fingerprintBytes)
}

function malformed(): Failure {
  return new Failure('internal', 'A stored secret is not in the form that this version seals.', {
    extras: { reason: 'seal_malformed' },
  })
}

function unknownKey(keyId: string, keys: KeyRing): Failure {
  const known = keys.map((key) => key.id).join(', ')
  return new Failure(
    'internal',
    `A stored secret was sealed with key ${keyId}, and this server has only ${known}. Add the old key to VALETKEY_ENCRYPTION_KEY or put its key file back.`,
    { extras: { reason: 'seal_key_unknown' } },
  )
}

function misplaced({ table, column }: Where): Failure {
  return new Failure(
    'internal',
    `The secret in ${table}.${column} was sealed for another row or column. Rows were mixed, for example by a partial restore.`,
    { extras: { reason: 'seal_misplaced' } },
  )
}

function damaged({ table, column }: Where): Failure {
  return new Failure(
    'internal',
    `The secret in ${table}.${column} was changed after it was sealed. Restore the row from a backup, or connect again.`,
    { extras: { reason: 'seal_damaged' } },
  )
}
