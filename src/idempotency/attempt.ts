/** An answer as it was given, to be given again. */
export interface StoredAnswer {
  readonly status: number
  readonly reason: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Buffer
}

/** What is kept of the first request that came with an idempotency key. */
export interface Attempt {
  readonly fingerprint: string
  /** Null while it has none. */
  readonly answer: StoredAnswer | null
  /** Until then its server is at work on it, by the database's clock. */
  readonly aliveUntil: number
}

/** What a repeated request comes to. */
export type Repeat =
  | { readonly kind: 'replay'; readonly answer: StoredAnswer }
  | { readonly kind: 'wait' }
  /** The key belongs to another request. */
  | { readonly kind: 'mismatch' }
  /** The first one may have reached the vendor, and nobody will ever know more. */
  | { readonly kind: 'unknown' }

export function repeatOf(first: Attempt, fingerprint: string, now: number): Repeat {
  if (first.fingerprint !== fingerprint) return { kind: 'mismatch' }
  if (first.answer) return { kind: 'replay', answer: first.answer }
  return first.aliveUntil > now ? { kind: 'wait' } : { kind: 'unknown' }
}

/** 1 to 255 visible ASCII characters, in quotes or without (draft-ietf-httpapi-idempotency-key-header: a structured field string). */
export function readIdempotencyKey(value: string): string | null {
  const bare = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"$/.exec(value)?.[1]
  const key = bare === undefined ? value : bare.replace(/\\(["\\])/g, '$1')
  return /^[\x21-\x7e]{1,255}$/.test(key) ? key : null
}
