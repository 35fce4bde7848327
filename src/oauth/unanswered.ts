import type { TokenOutcome } from './token-answer.ts'

/** Errors of the connection attempt itself: nothing was sent, so nothing was used up. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** Tells a token request that surely did nothing from one whose answer is lost. In doubt it is lost. */
export function unanswered(error: unknown): TokenOutcome {
  const code = networkCode(error)
  if (code !== null && neverSent.has(code)) {
    return { kind: 'unreachable', reason: `the token endpoint could not be reached (${code})` }
  }
  return {
    kind: 'answer_lost',
    reason: `no whole answer came from the token endpoint${code === null ? '' : ` (${code})`}`,
  }
}

/** `fetch` wraps what the socket reported: https://fetch.spec.whatwg.org/#concept-network-error says no more than TypeError. */
function networkCode(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error) || !('code' in cause)) return null
  return typeof cause.code === 'string' ? cause.code : null
}
