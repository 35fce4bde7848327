import { AuthorizationResponseError, type TokenEndpointResponse } from 'oauth4webapi'
import { Secret } from '../secret.ts'

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
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'answer_lost'; readonly reason: string }

/** A life that is assumed when the answer names none (RFC 6749, section 5.1 leaves `expires_in` optional): Zoom's hour. */
const defaultExpiresIn = 3_600

export function granted(answer: TokenEndpointResponse): TokenOutcome {
  const apiUrl = answer['api_url']
  return {
    kind: 'granted',
    tokens: {
      accessToken: new Secret(answer.access_token),
      refreshToken: answer.refresh_token === undefined ? null : new Secret(answer.refresh_token),
      expiresIn: answer.expires_in ?? defaultExpiresIn,
      scopes:
        answer.scope === undefined
          ? []
          : answer.scope.split(/[ ,]+/).filter((scope) => scope !== ''),
      apiUrl: typeof apiUrl === 'string' ? apiUrl : null,
    },
  }
}

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

/** Reads an error answer (RFC 6749, section 5.2). Zoom puts its sentence in `reason`, not in `error_description`. */
export function failed(status: number, body: unknown): TokenOutcome {
  const { error, sentence } = errorOf(body)
  const reason = redacted(
    [error ?? `the token endpoint answered ${status}`, sentence].filter(isText).join(': '),
  )
  // Too many requests and a broken server say nothing about the grant, whatever else they say.
  if (status === 429 || status >= 500) return { kind: 'unreachable', reason }
  if (error === 'invalid_grant') return { kind: 'refused', reason }
  if (error === 'invalid_request') {
    return { kind: deadGrant.test(reason) ? 'refused' : 'misconfigured', reason }
  }
  if (error === null) {
    return status === 401
      ? { kind: 'misconfigured', reason: 'the token endpoint refused the client id and secret' }
      : { kind: 'unreachable', reason }
  }
  return { kind: operatorErrors.has(error) ? 'misconfigured' : 'unreachable', reason }
}

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

function errorOf(body: unknown): { error: string | null; sentence: string | null } {
  if (typeof body !== 'object' || body === null) return { error: null, sentence: null }
  const text = (value: unknown): string | null =>
    typeof value === 'string' && value !== '' ? value : null
  const { error, reason, error_description: description } = body as Record<string, unknown>
  return { error: text(error), sentence: text(reason) ?? text(description) }
}

const isText = (part: string | null): part is string => part !== null

/** An old form of Zoom's sentence repeats the code, so that is cut out, and so is anything as long as a token. */
function redacted(sentence: string): string {
  return sentence
    .replace(/(authorization code)\s+\S+/gi, '$1 [redacted]')
    .replace(/[A-Za-z0-9_.~+/=-]{20,}/g, '[redacted]')
    .slice(0, 200)
}
