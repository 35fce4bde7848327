import { json, withHeaders, type Answer } from '../answer.ts'
import type { Incoming } from '../incoming.ts'
import { authenticateClient } from './client-authentication.ts'
import type { OAuthClient } from './clients.ts'
import { parameters } from './form.ts'
import type { TokenAnswer } from './grants.ts'
import type { OAuthOffice } from './office.ts'
import { verifierFits } from './pkce.ts'
import type { TokenRefusal } from './texts.ts'

type Request = { readonly client: OAuthClient; readonly form: URLSearchParams }
type GrantType = (office: OAuthOffice, request: Request) => TokenAnswer | TokenRefusal

const GRANT_TYPES: ReadonlyMap<string, GrantType> = new Map<string, GrantType>([
  ['authorization_code', exchangeCode],
  ['refresh_token', refresh],
  ['account_credentials', serverToken],
  ['client_credentials', appToken],
])

/** POST token: one endpoint for all grants. */
export function answerToken(office: OAuthOffice, incoming: Incoming): Answer {
  office.stats.token_requests += 1
  const form = parameters(incoming)
  const outcome = grant(office, incoming, form)
  if (typeof outcome !== 'string') {
    return withHeaders(json(200, outcome), { 'cache-control': 'no-store' })
  }
  const { status, body } = office.vendor.texts.refusals[outcome]
  if (body.error === 'invalid_grant') office.stats.invalid_grants += 1
  return withHeaders(json(status, body), { 'cache-control': 'no-store' })
}

function grant(
  office: OAuthOffice,
  incoming: Incoming,
  form: URLSearchParams,
): TokenAnswer | TokenRefusal {
  const client = authenticateClient(office.vendor.clients, incoming, form)
  if (!client) return 'badClient'
  const name = form.get('grant_type')
  if (name === null || name === '') return 'missingGrantType'
  return GRANT_TYPES.get(name)?.(office, { client, form }) ?? 'unsupportedGrantType'
}

function exchangeCode(office: OAuthOffice, { client, form }: Request): TokenAnswer | TokenRefusal {
  const code = office.codes.find(form.get('code') ?? '')
  if (!code || code.client.id !== client.id || code.expiresAt <= office.clock.now()) {
    return 'badCode'
  }
  if (code.usedFor !== undefined) {
    // A guess, after RFC 6749 section 4.1.2: a code shown twice was stolen, so what it gave is taken back.
    office.grants.revokeGrant(code.usedFor)
    return 'badCode'
  }
  if (form.get('redirect_uri') !== code.redirectUri) return 'redirectMismatch'
  if (!verifierFits(code, form.get('code_verifier'))) return 'badVerifier'
  const { grantId, answer } = office.grants.issue(code)
  code.usedFor = grantId
  return answer
}

function refresh(office: OAuthOffice, { client, form }: Request): TokenAnswer | TokenRefusal {
  const answer = office.grants.refresh(client, form.get('refresh_token') ?? '')
  if (!answer) return 'badToken'
  office.stats.refreshes += 1
  return answer
}

function serverToken(office: OAuthOffice, { client, form }: Request): TokenAnswer | TokenRefusal {
  if (client.kind !== 'server') return 'wrongAppType'
  if (form.get('account_id') !== client.accountId) return 'unknownAccount'
  return withoutPerson(office, client)
}

/** A token that belongs to the app itself and stands for no user. */
function appToken(office: OAuthOffice, { client }: Request): TokenAnswer | TokenRefusal {
  return client.kind === 'server' ? 'unsupportedGrantType' : withoutPerson(office, client)
}

function withoutPerson({ grants }: OAuthOffice, client: OAuthClient): TokenAnswer {
  return grants.issue({ client, person: undefined, scopes: client.scopes }).answer
}
