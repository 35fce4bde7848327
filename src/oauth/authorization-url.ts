import { createHash, randomBytes } from 'node:crypto'
import type { AppClient } from './app-client.ts'

/** A PKCE code verifier: 43 base64url characters from 32 random bytes (RFC 7636, section 4.1). */
export function mintCodeVerifier(): string {
  return randomBytes(32).toString('base64url')
}

/** A `state` that cannot be guessed: 32 random bytes. */
export function mintState(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * The address of the consent page (RFC 6749, section 4.1.1), with PKCE S256. `scope` is left out: the app's registration
 * decides it, and a scope the registration lacks makes Zoom refuse the whole request.
 */
export function authorizationUrl(
  client: AppClient,
  request: { clientId: string; redirectUri: string; state: string; codeVerifier: string },
): string {
  const url = new URL(client.app.authorizationPath, client.oauthUrl)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('client_id', request.clientId)
  url.searchParams.set('redirect_uri', request.redirectUri)
  url.searchParams.set('state', request.state)
  url.searchParams.set(
    'code_challenge',
    createHash('sha256').update(request.codeVerifier).digest('base64url'),
  )
  url.searchParams.set('code_challenge_method', 'S256')
  return url.href
}
