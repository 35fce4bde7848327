import { below, bytes, type Random } from '../seeded.ts'

/** 22 characters of base64url: users, accounts, registrants, polls. */
export function shortId(random: Random): string {
  return bytes(random, 16).toString('base64url')
}

/** Base64 of 16 bytes, with `/` and `+` in it as they come: one per started meeting. */
export function meetingUuid(random: Random): string {
  return bytes(random, 16).toString('base64')
}

/** Such ids exist and have to be encoded twice in a path. */
export function awkwardUuid(random: Random): string {
  return `/${meetingUuid(random).slice(1, 9).replaceAll('/', 'a')}//${meetingUuid(random).slice(11)}`
}

/** 11 digits, as current meeting and webinar numbers have. */
export function meetingNumber(random: Random): number {
  return 80_000_000_000 + below(random, 9_999_999_999)
}

/** 10 digits: a personal meeting id. */
export function personalNumber(random: Random): number {
  return 2_000_000_000 + below(random, 7_999_999_999)
}

const PASSCODE_LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

export function passcode(random: Random): string {
  return letters(random, 6)
}

export function letters(random: Random, count: number): string {
  let text = ''
  for (const byte of bytes(random, count)) {
    text += PASSCODE_LETTERS.charAt(byte % PASSCODE_LETTERS.length)
  }
  return text
}

export function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => String(below(random, 10))).join('')
}
