import { createHash, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

import { Failure } from '../errors.ts'

/** A key that wraps data keys. The bytes stay inside the `KeyObject`, which prints nothing of them. */
export interface SealingKey {
  /** The first 8 hex digits of the SHA-256 of the key. It tells keys apart and tells nothing about them. */
  readonly id: string
  readonly key: KeyObject
}

/** The first key seals. All of them open, so that a key can be replaced while its records are still there. */
export type KeyRing = readonly [SealingKey, ...SealingKey[]]

/** The keys as they are now: a key file may gain a new first key while the program runs. */
export type KeySource = () => KeyRing

export const keyBytes = 32

export function createSealingKey(bytes: Buffer): SealingKey {
  return {
    id: createHash('sha256').update(bytes).digest('hex').slice(0, 8),
    key: createSecretKey(bytes),
  }
}

/**
 * Reads one or several keys, separated by commas or line ends, each 32 bytes as base64, base64url or hex, each with an optional
 * `name:` before it for the people who keep them. `origin` names the place in error sentences, which never repeat the value.
 */
export function parseKeyRing(text: string, origin: string): KeyRing {
  const entries = entriesOf(text)
  const [first, ...others] = entries.map((entry, index) => {
    const bytes = decodeKey(entry.slice(entry.lastIndexOf(':') + 1))
    if (bytes !== null) return createSealingKey(bytes)
    const which = entries.length === 1 ? 'The sealing key' : `Sealing key ${index + 1}`
    throw new Failure(
      'invalid_request',
      `${which} in ${origin} is not 32 bytes written as base64 or hex. Make one with: openssl rand -base64 32`,
    )
  })
  if (first === undefined) {
    throw new Failure(
      'invalid_request',
      `${origin} holds no sealing key. Make one with: openssl rand -base64 32`,
    )
  }
  return [first, ...others]
}

/** The single keys of such a text as they stand there, names included. */
export function entriesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '')
}

function decodeKey(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === keyBytes ? bytes : null
}
