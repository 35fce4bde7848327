import type * as oauth from 'oauth4webapi'
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

export function granted(answer: oauth.TokenEndpointResponse): TokenOutcome {
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

/** Reads an error answer (RFC 6749, section 5.2). Zoom puts its sentence in `reason`, not in `error_description`. */
export function failed(error: oauth.ResponseBodyError): TokenOutcome {
  const body = error.cause as Record<string, unknown>
  const sentence = body['reason'] ?? error.error_description
  const reason = redacted(
    typeof sentence === 'string' ? `${error.error}: ${sentence}` : error.error,
  )
  switch (error.error) {
    case 'invalid_client':
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return { kind: 'misconfigured', reason }
    case 'invalid_grant':
      return { kind: 'refused', reason }
    case 'invalid_request':
      // Older answers of Zoom's call a dead refresh token or code an invalid request; only the sentence tells them apart.
      return /invalid (token|authorization code)|token.*(expired|revoked)/i.test(reason)
        ? { kind: 'refused', reason }
        : { kind: 'misconfigured', reason }
    default:
      return { kind: 'unreachable', reason }
  }
}

/** An old form of Zoom's sentence repeats the code; anything as long as a token is cut out of what we store and show. */
function redacted(sentence: string): string {
  return sentence.replace(/[A-Za-z0-9_.~+/=-]{20,}/g, '[redacted]').slice(0, 200)
}
