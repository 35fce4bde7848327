import { AuthorizationResponseError } from 'oauth4webapi'
import { Secret } from '../secret.ts'
import type { Answer } from './read-answer.ts'

/** What a token endpoint granted (RFC 6749, section 5.1), still with its relative expiry. */
export interface GrantedTokens {
  readonly accessToken: Secret
  readonly refreshToken: Secret | null
  /** Seconds from the moment the request was sent. */
  readonly expiresIn: number
  readonly scopes: readonly string[]
  readonly apiUrl: string | null
}

/**
 * What became of a token request. The four failures ask for different things: a refused grant needs the person, a
 * misconfigured client needs the operator, an unreachable endpoint needs time, and after a lost answer nobody knows
 * whether the refresh token was used up.
 */
export type TokenOutcome =
  | { readonly kind: 'granted'; readonly tokens: GrantedTokens }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'misconfigured'; readonly reason: string }
  | {
      readonly kind: 'unreachable'
      readonly reason: string
      /** How long the endpoint itself asks to be left alone. */
      readonly retryAfterMs?: number
    }
  | { readonly kind: 'answer_lost'; readonly reason: string }

/** Errors that only the operator can mend: client id, secret, or how the app is registered. */
const operatorErrors = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
])

/** Older answers of Zoom's call a dead token or code an invalid request; only the sentence tells them apart. */
const deadGrant =
  /invalid (token|authorization code)|token.*(expired|revoked)|owner of the token does not exist/i

/**
 * Reads an answer of the token endpoint. Whatever holds an access token is a grant, however it is dressed: the tokens
 * before it are used up, and who throws the new ones away for a wrong content type has lost them. A pair is a grant even
 * in an answer that broke off behind it, or that calls itself a failure.
 */
export function tokenOutcome(answer: Answer): TokenOutcome {
  const { status, whole, body } = answer
  const members = membersOf(body)
  const succeeded = status >= 200 && status < 300
  const tokens = (succeeded ? grantedTokens(members) : null) ?? grantedTokens(pairIn(body))
  if (tokens) return { kind: 'granted', tokens }
  const error = text(members['error'])
  const reason = reasonOf(status, members)
  // Too many requests and a broken server say nothing about the grant, whatever else they say.
  if (status === 429 || status >= 500) return unreachable(reason, answer)
  if (!whole) return { kind: 'answer_lost', reason: 'no whole answer came from the token endpoint' }
  if (error !== null) return refusal(error, reason)
  if (status === 401)
    return {
      kind: 'misconfigured',
      reason: 'the token endpoint refused the client id and secret',
    }
  if (status >= 300) return unreachable(reason, answer)
  return {
    kind: 'answer_lost',
    reason: `the token endpoint answered ${status} with a body that is no token answer`,
  }
}

/** An error answer (RFC 6749, section 5.2). */
function refusal(error: string, reason: string): TokenOutcome {
  if (error === 'invalid_grant') return { kind: 'refused', reason }
  if (error === 'invalid_request') {
    return { kind: deadGrant.test(reason) ? 'refused' : 'misconfigured', reason }
  }
  return { kind: operatorErrors.has(error) ? 'misconfigured' : 'unreachable', reason }
}

const unreachable = (reason: string, { retryAfterMs }: Answer): TokenOutcome => ({
  kind: 'unreachable',
  reason,
  ...(retryAfterMs !== null && { retryAfterMs }),
})

/** Reads the error that a consent came back with instead of a code (RFC 6749, section 4.1.2.1). */
export function notAuthorized(failure: unknown): TokenOutcome {
  if (!(failure instanceof AuthorizationResponseError)) {
    return { kind: 'refused', reason: 'the callback brought neither a code nor an error' }
  }
  const reason = redacted(failure.error)
  if (failure.error === 'access_denied') return { kind: 'refused', reason }
  return ['server_error', 'temporarily_unavailable'].includes(failure.error)
    ? { kind: 'unreachable', reason }
    : { kind: 'misconfigured', reason }
}

type Members = Readonly<Record<string, unknown>>

function membersOf(body: string): Members {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Members) : {}
  } catch {
    return {}
  }
}

/** A new refresh token and its access token, each whole, in whatever became of the JSON around them. Neither counts alone. */
function pairIn(body: string): Members {
  const found = body.matchAll(/"(access_token|refresh_token)"\s*:\s*("(?:[^"\\]|\\.)+")/g)
  const pair = Object.assign(
    {},
    ...Array.from(found, ([member]) => membersOf(`{${member}}`)),
  ) as Members
  return 'refresh_token' in pair ? pair : {}
}

/** Unknown members are ignored (RFC 6749, section 5.1), and so is `token_type`: bearer tokens are all that was asked for. */
function grantedTokens(members: Members): GrantedTokens | null {
  // White space at its ends is no part of a token, and no header carries it.
  const accessToken = text(members['access_token'])?.trim() ?? ''
  if (accessToken === '') return null
  const refreshToken = text(members['refresh_token'])
  const apiUrl = text(members['api_url'])
  return {
    accessToken: new Secret(accessToken),
    refreshToken: refreshToken === null ? null : new Secret(refreshToken),
    expiresIn: lifeOf(members['expires_in']),
    scopes: (text(members['scope']) ?? '').split(/[ ,]+/).filter((scope) => printable.test(scope)),
    apiUrl: apiUrl !== null && printable.test(apiUrl) ? apiUrl : null,
  }
}

/** Visible characters (RFC 6749, appendix A). Anything else the database may not take, and then it would not take the tokens either. */
const printable = /^[\x21-\x7e]+$/

/** A life that is assumed when the answer names none that makes sense: Zoom's hour. Upstream's 401 corrects it. */
const usualLife = 3_600
/** Longer than anybody's access token, and short enough for a date. */
const longestLife = 366 * 24 * 3_600

/** `expires_in` is a number that may be missing (RFC 6749, section 5.1); some servers send it as text. */
function lifeOf(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' ? Number(expiresIn) : expiresIn
  if (typeof seconds !== 'number' || !(seconds >= 1)) return usualLife
  return Math.min(Math.floor(seconds), longestLife)
}

/** Zoom puts its sentence in `reason`, not in `error_description`. */
function reasonOf(status: number, members: Members): string {
  const sentence = text(members['reason']) ?? text(members['error_description'])
  const what = text(members['error']) ?? `the token endpoint answered ${status}`
  return redacted([what, sentence].filter((part) => part !== null).join(': '))
}

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

/** An old form of Zoom's sentence repeats the code, so that is cut out, and so is anything as long as a token. */
function redacted(sentence: string): string {
  return sentence
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/(authorization code)\s+\S+/gi, '$1 [redacted]')
    .replace(/[A-Za-z0-9_.~+/=-]{20,}/g, '[redacted]')
    .slice(0, 200)
}
