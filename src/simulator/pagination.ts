import { createHmac, timingSafeEqual } from 'node:crypto'

export type PageRules = {
  readonly fallback: number
  readonly cap: number
  /** The cap, and junk, are errors instead of hints. */
  readonly strict: boolean
}

export type PageRequest = {
  readonly query: URLSearchParams
  /** What the token is bound to besides the query: path and caller. */
  readonly subject: string
  readonly key: string
  readonly now: number
}

export type Page<T> = {
  readonly items: readonly T[]
  readonly size: number
  readonly number: number
  readonly count: number
  readonly total: number
  /** Empty on the last page. */
  readonly next: string
}

export type PageProblem = 'token' | 'size'

const TOKEN_LIFE_MS = 15 * 60 * 1000

/** Cuts one page out of a whole list. `next_page_token` wins over `page_number`. */
export function paginate<T>(
  all: readonly T[],
  request: PageRequest,
  rules: PageRules,
): Page<T> | PageProblem {
  const size = pageSize(request.query, rules)
  if (size === undefined) return 'size'
  const token = request.query.get('next_page_token') ?? ''
  const number = wholeNumber(request.query.get('page_number')) ?? 1
  const start = token === '' ? (Math.max(number, 1) - 1) * size : readToken(request, token)
  if (start === undefined) return 'token'
  const end = start + size
  return {
    items: all.slice(start, end),
    size,
    number: Math.floor(start / size) + 1,
    count: Math.ceil(all.length / size),
    total: all.length,
    next: end < all.length ? writeToken(request, end) : '',
  }
}

/** Too big is clamped; nothing, junk and negatives are the default. */
function pageSize(
  query: URLSearchParams,
  { fallback, cap, strict }: PageRules,
): number | undefined {
  const asked = query.get('page_size')
  const wanted = wholeNumber(asked)
  const usable = wanted !== undefined && wanted > 0
  if (strict && asked !== null && (!usable || wanted > cap)) return undefined
  return usable ? Math.min(wanted, cap) : fallback
}

function wholeNumber(value: string | null): number | undefined {
  return value !== null && /^-?\d{1,9}$/.test(value) ? Number(value) : undefined
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const PAYLOAD_BYTES = 10
const SEAL_BYTES = 15
const TOKEN_LENGTH = 35

/** The token carries the offset and its end, signed over every other parameter: nothing to remember. */
function writeToken(request: PageRequest, offset: number): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES)
  payload.writeUInt32BE(offset, 0)
  payload.writeUIntBE(request.now + TOKEN_LIFE_MS, 4, 6)
  return toBase62(Buffer.concat([seal(request, payload), payload]))
}

function readToken(request: PageRequest, token: string): number | undefined {
  const raw = fromBase62(token)
  const payload = raw?.subarray(SEAL_BYTES)
  if (!raw || !payload || !timingSafeEqual(raw.subarray(0, SEAL_BYTES), seal(request, payload))) {
    return undefined
  }
  return payload.readUIntBE(4, 6) > request.now ? payload.readUInt32BE(0) : undefined
}

function seal({ query, subject, key }: PageRequest, payload: Buffer): Buffer {
  const others = new URLSearchParams(query)
  others.delete('next_page_token')
  others.sort()
  return createHmac('sha256', key)
    .update(payload)
    .update(`${subject}?${others.toString()}`)
    .digest()
    .subarray(0, SEAL_BYTES)
}

function toBase62(raw: Buffer): string {
  let left = BigInt(`0x${raw.toString('hex')}`)
  let text = ''
  while (left > 0n) {
    text = (ALPHABET[Number(left % 62n)] ?? '') + text
    left /= 62n
  }
  return text.padStart(TOKEN_LENGTH, '0')
}

function fromBase62(text: string): Buffer | undefined {
  if (!/^[0-9A-Za-z]{35}$/.test(text)) return undefined
  let value = 0n
  for (const letter of text) value = value * 62n + BigInt(ALPHABET.indexOf(letter))
  const hex = value.toString(16).padStart((PAYLOAD_BYTES + SEAL_BYTES) * 2, '0')
  return hex.length === (PAYLOAD_BYTES + SEAL_BYTES) * 2 ? Buffer.from(hex, 'hex') : undefined
}
