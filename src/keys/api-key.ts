import { hash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { Secret } from '../secret.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const prefix = 'vk_'
const randomLength = 33 // 33 base62 digits carry 196 bits
const checksumLength = 6 // 62^6 exceeds 2^32, so any CRC-32 fits
const shape = new RegExp(`^${prefix}[0-9A-Za-z]{${randomLength + checksumLength}}$`)

/** A new API key: `vk_`, 33 random base62 digits, and 6 base62 digits of their CRC-32. Shown once, stored only as a hash. */
export function mintApiKey(): Secret {
  let random = ''
  for (let i = 0; i < randomLength; i++) random += alphabet.charAt(randomInt(alphabet.length))
  return new Secret(prefix + random + checksum(random))
}

/**
 * Whether a text is spelled like one of our keys. The checksum finds typing errors and cut-off pastes without a look-up,
 * and lets secret scanners tell a key from noise.
 */
export function isWellFormedApiKey(text: string): boolean {
  if (!shape.test(text)) return false
  const random = text.slice(prefix.length, prefix.length + randomLength)
  return text.slice(prefix.length + randomLength) === checksum(random)
}

/** SHA-256, hex. A slow hash would add nothing: the key is 196 random bits, not a password. */
export function hashApiKey(text: string): string {
  return hash('sha256', text, 'hex')
}

function checksum(random: string): string {
  let rest = crc32(random)
  let digits = ''
  for (let i = 0; i < checksumLength; i++) {
    digits = alphabet.charAt(rest % alphabet.length) + digits
    rest = Math.floor(rest / alphabet.length)
  }
  return digits
}
