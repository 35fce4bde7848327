import * as oauth from 'oauth4webapi'
import type { Secret } from '../secret.ts'
import type { AppClient } from './app-client.ts'
import { readAnswer } from './read-answer.ts'
import { notAuthorized, tokenOutcome, type TokenOutcome } from './token-answer.ts'
import { unanswered } from './unanswered.ts'

/** Longer than the slowest answer that was seen to succeed; after it the answer counts as lost. */
const timeoutMs = 60_000
/** A person waits for a deletion, and an unrevoked grant is said to be one. */
const revocationMs = 10_000

export interface ClientCredentials {
  readonly id: string
  readonly secret: Secret
}

/** What a consent came back with, and what it was started with (RFC 6749, section 4.1.3; RFC 7636, section 4.5). */
export interface CodeExchange {
  readonly callback: URLSearchParams
  readonly state: string
  readonly redirectUri: string
  readonly codeVerifier: string
  readonly client: ClientCredentials
}

/** The token endpoint of one app (RFC 6749, section 3.2). Never retries: a repeated refresh is the race we exist to prevent. */
export interface TokenEndpoint {
  exchangeCode: (request: CodeExchange) => Promise<TokenOutcome>
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
  const wire: Wire = {
    server: {
      issuer,
      token_endpoint: new URL(app.tokenPath, oauthUrl).href,
      revocation_endpoint: new URL(app.revocationPath, oauthUrl).href,
    },
    insecure: oauthUrl.startsWith('http:'),
    serverToServerGrant: app.serverToServerGrant ?? 'client_credentials',
  }
  return {
    exchangeCode: (request) => exchangeCode(wire, request),
    refresh: (request) => refresh(wire, request),
    serverToServer: (request) => serverToServer(wire, request),
    revoke: (request) => revoke(wire, request),
  }
}

interface Wire {
  readonly server: oauth.AuthorizationServer
  /** Plain http only where the operator configured it: the simulator, or a private edge. */
  readonly insecure: boolean
  readonly serverToServerGrant: string
}

const optionsOf = ({ insecure }: Wire, withinMs = timeoutMs) => ({
  signal: AbortSignal.timeout(withinMs),
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated by its author only to stand out, see `insecure`
  [oauth.allowInsecureRequests]: insecure,
})

async function exchangeCode(wire: Wire, request: CodeExchange): Promise<TokenOutcome> {
  const { server } = wire
  const client = { client_id: request.client.id }
  let parameters: URLSearchParams
  try {
    parameters = oauth.validateAuthResponse(server, client, request.callback, request.state)
  } catch (error) {
    // Nothing was sent yet: whatever is wrong is wrong with the callback.
    return notAuthorized(error)
  }
  return outcomeOf(
    oauth.authorizationCodeGrantRequest(
      server,
      client,
      basic(request.client),
      parameters,
      request.redirectUri,
      request.codeVerifier,
      optionsOf(wire),
    ),
  )
}

function refresh(
  wire: Wire,
  { refreshToken, client: credentials }: { refreshToken: Secret; client: ClientCredentials },
): Promise<TokenOutcome> {
  return outcomeOf(
    oauth.refreshTokenGrantRequest(
      wire.server,
      { client_id: credentials.id },
      basic(credentials),
      refreshToken.reveal(),
      optionsOf(wire),
    ),
  )
}

function serverToServer(
  wire: Wire,
  { accountId, client: credentials }: { accountId: string; client: ClientCredentials },
): Promise<TokenOutcome> {
  return outcomeOf(
    oauth.genericTokenEndpointRequest(
      wire.server,
      { client_id: credentials.id },
      basic(credentials),
      wire.serverToServerGrant,
      { account_id: accountId },
      optionsOf(wire),
    ),
  )
}

async function revoke(
  wire: Wire,
  { token, client: credentials }: { token: Secret; client: ClientCredentials },
): Promise<boolean> {
  try {
    const response = await oauth.revocationRequest(
      wire.server,
      { client_id: credentials.id },
      basic(credentials),
      token.reveal(),
      optionsOf(wire, revocationMs),
    )
    await oauth.processRevocationResponse(response)
    return true
  } catch {
    return false
  }
}

/**
 * HTTP Basic with the raw id and secret, as Zoom documents it. RFC 6749 section 2.3.1 would form-encode both first, which
 * turns the `_` and `-` of a Zoom client id into escapes that Zoom is not known to decode.
 */
function basic({ id, secret }: ClientCredentials): oauth.ClientAuth {
  const header = `Basic ${Buffer.from(`${id}:${secret.reveal()}`).toString('base64')}`
  // The library hands over server, client, body and headers, in this order.
  return (...[, , , headers]) => {
    headers.set('authorization', header)
  }
}

/** Read by us and not by the library, which throws away a rotated pair for a wrong content type (docs/decisions/0014-what-a-refresh-survives.md). */
async function outcomeOf(sent: Promise<Response>): Promise<TokenOutcome> {
  try {
    return tokenOutcome(await readAnswer(await sent))
  } catch (error) {
    return unanswered(error)
  }
}
