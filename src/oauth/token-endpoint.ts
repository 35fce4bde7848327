import * as oauth from 'oauth4webapi'
import type { Secret } from '../secret.ts'
import type { AppClient } from './app-client.ts'
import type { Answer } from './read-answer.ts'
import { sendOnce, Unanswered, type Form } from './send-once.ts'
import { notAuthorized, tokenOutcome, type TokenOutcome } from './token-answer.ts'

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

export function createTokenEndpoint({ app, oauthUrl, issuer }: AppClient): TokenEndpoint {
  const tokenUrl = new URL(app.tokenPath, oauthUrl)
  const revocationUrl = new URL(app.revocationPath, oauthUrl)
  const granted = (client: ClientCredentials, form: Form): Promise<TokenOutcome> =>
    outcomeOf(sendOnce({ url: tokenUrl, headers: basic(client), form }))
  return {
    async exchangeCode({ callback, state, redirectUri, codeVerifier, client }) {
      const code = codeIn(callback, { issuer, clientId: client.id, state })
      if (typeof code !== 'string') return code
      const grant_type = 'authorization_code'
      const bound = { redirect_uri: redirectUri, code_verifier: codeVerifier }
      return granted(client, { grant_type, code, ...bound })
    },
    refresh: ({ refreshToken, client }) =>
      granted(client, { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() }),
    serverToServer: ({ accountId, client }) =>
      granted(client, {
        grant_type: app.serverToServerGrant ?? 'client_credentials',
        account_id: accountId,
      }),
    async revoke({ token, client }) {
      const form = { token: token.reveal() }
      const limits = { wholeMs: revocationMs }
      const question = { url: revocationUrl, headers: basic(client), form, limits }
      return sendOnce(question).then(
        ({ status }) => status === 200,
        () => false,
      )
    },
  }
}

/** The code, or why there is none. Nothing was sent yet: whatever is wrong is wrong with the callback. */
function codeIn(
  callback: URLSearchParams,
  { issuer, clientId, state }: { issuer: string; clientId: string; state: string },
): string | TokenOutcome {
  try {
    const client = { client_id: clientId }
    return oauth.validateAuthResponse({ issuer }, client, callback, state).get('code') ?? ''
  } catch (error) {
    return notAuthorized(error)
  }
}

/**
 * HTTP Basic with the raw id and secret, as Zoom documents it. RFC 6749 section 2.3.1 would form-encode both first, which
 * turns the `_` and `-` of a Zoom client id into escapes that Zoom is not known to decode.
 */
const basic = ({ id, secret }: ClientCredentials) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret.reveal()}`).toString('base64')}`,
})

/** Not read by the OAuth library, which throws away a rotated pair for a wrong content type (docs/decisions/0014-what-a-refresh-survives.md). */
async function outcomeOf(sent: Promise<Answer>): Promise<TokenOutcome> {
  try {
    return tokenOutcome(await sent)
  } catch (error) {
    return unanswered(error)
  }
}

/** Tells a question that surely did nothing from one whose answer is lost. In doubt it is lost. */
function unanswered(error: unknown): TokenOutcome {
  const { sent, code } = error instanceof Unanswered ? error : { sent: true, code: null }
  const why = code === null ? '' : ` (${code})`
  return sent
    ? { kind: 'answer_lost', reason: `no answer came from the token endpoint${why}` }
    : { kind: 'unreachable', reason: `the token endpoint could not be reached${why}` }
}
