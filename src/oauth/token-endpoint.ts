import * as oauth from 'oauth4webapi'
import type { Secret } from '../secret.ts'
import type { AppClient } from './app-client.ts'
import { failed, granted, type TokenOutcome } from './token-answer.ts'

/** Longer than the slowest answer that was seen to succeed; after it the answer counts as lost. */
const timeoutMs = 60_000

export interface ClientCredentials {
  readonly id: string
  readonly secret: Secret
}

/** The token endpoint of one app (RFC 6749, section 3.2). Never retries: a repeated refresh is the race we exist to prevent. */
export interface TokenEndpoint {
  exchangeCode: (request: {
    callback: URLSearchParams
    state: string
    redirectUri: string
    codeVerifier: string
    client: ClientCredentials
  }) => Promise<TokenOutcome>
  refresh: (request: { refreshToken: Secret; client: ClientCredentials }) => Promise<TokenOutcome>
  /** The account's own grant: `account_credentials` at Zoom, no person and no refresh token. */
  serverToServer: (request: {
    accountId: string
    client: ClientCredentials
  }) => Promise<TokenOutcome>
  /** RFC 7009. True when the authorization server confirmed. */
  revoke: (request: { token: Secret; client: ClientCredentials }) => Promise<boolean>
}

export function createTokenEndpoint(appClient: AppClient): TokenEndpoint {
  const { app, oauthUrl, issuer } = appClient
  const server: oauth.AuthorizationServer = {
    issuer,
    token_endpoint: new URL(app.tokenPath, oauthUrl).href,
    revocation_endpoint: new URL(app.revocationPath, oauthUrl).href,
  }
  const options = () => ({
    signal: AbortSignal.timeout(timeoutMs),
    // Plain http only where the operator configured it: the simulator, or a private edge.
    [oauth.allowInsecureRequests]: oauthUrl.startsWith('http:'),
  })
  return {
    exchangeCode: ({ callback, state, redirectUri, codeVerifier, client }) =>
      outcomeOf(async () => {
        const as = { client_id: client.id }
        const parameters = oauth.validateAuthResponse(server, as, callback, state)
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          as,
          basic(client),
          parameters,
          redirectUri,
          codeVerifier,
          options(),
        )
        return oauth.processAuthorizationCodeResponse(server, as, response)
      }),

    refresh: ({ refreshToken, client }) =>
      outcomeOf(async () => {
        const as = { client_id: client.id }
        const request = oauth.refreshTokenGrantRequest(
          server,
          as,
          basic(client),
          refreshToken.reveal(),
          options(),
        )
        return oauth.processRefreshTokenResponse(server, as, await request)
      }),

    serverToServer: ({ accountId, client }) =>
      outcomeOf(async () => {
        const as = { client_id: client.id }
        const response = await oauth.genericTokenEndpointRequest(
          server,
          as,
          basic(client),
          app.serverToServerGrant ?? 'client_credentials',
          { account_id: accountId },
          options(),
        )
        return oauth.processGenericTokenEndpointResponse(server, as, response)
      }),

    async revoke({ token, client }) {
      try {
        const as = { client_id: client.id }
        const response = await oauth.revocationRequest(
          server,
          as,
          basic(client),
          token.reveal(),
          options(),
        )
        await oauth.processRevocationResponse(response)
        return true
      } catch {
        return false
      }
    },
  }
}

/**
 * HTTP Basic with the raw id and secret, as Zoom documents it. RFC 6749 section 2.3.1 would form-encode both first, which
 * turns the `_` and `-` of a Zoom client id into escapes that Zoom is not known to decode.
 */
function basic({ id, secret }: ClientCredentials): oauth.ClientAuth {
  return (_server, _client, _body, headers) => {
    headers.set(
      'authorization',
      `Basic ${Buffer.from(`${id}:${secret.reveal()}`).toString('base64')}`,
    )
  }
}

async function outcomeOf(
  exchange: () => Promise<oauth.TokenEndpointResponse>,
): Promise<TokenOutcome> {
  try {
    return granted(await exchange())
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) return failed(error)
    if (error instanceof oauth.AuthorizationResponseError)
      return { kind: 'refused', reason: error.error }
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      return {
        kind: 'misconfigured',
        reason: 'the token endpoint refused the client id and secret',
      }
    }
    return unanswered(error)
  }
}

/** Errors of the connection attempt itself: nothing was sent, so nothing was used up. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

function unanswered(error: unknown): TokenOutcome {
  if (error instanceof oauth.OperationProcessingError && error.cause instanceof Response) {
    const { status } = error.cause
    // A complete answer that is no token answer: the server is unwell (5xx, 429) and did not act, as far as anybody knows.
    if (status === 429 || status >= 500)
      return { kind: 'unreachable', reason: `the token endpoint answered ${status}` }
    return {
      kind: 'answer_lost',
      reason: `the token endpoint answered ${status} with a body that is no token answer`,
    }
  }
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
  if (code !== null && neverSent.has(code)) {
    return { kind: 'unreachable', reason: `the token endpoint could not be reached (${code})` }
  }
  return {
    kind: 'answer_lost',
    reason: `no whole answer came from the token endpoint${code === null ? '' : ` (${code})`}`,
  }
}
