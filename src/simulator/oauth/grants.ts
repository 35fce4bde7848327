import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Settings } from '../settings.ts'
import { readClaims, writeToken, type Claims } from './claims.ts'
import { findClient, type OAuthClient } from './clients.ts'
import { createLedger, type Grant, type Ledger } from './ledger.ts'
import type { Directory, Person } from './people.ts'
import type { OAuthTexts } from './texts.ts'

export type TokenAnswer = {
  readonly access_token: string
  readonly token_type: 'bearer'
  readonly refresh_token?: string
  readonly expires_in: number
  readonly scope: string
  readonly api_url: string
}

/** What an access token turns out to be when shown. */
export type Bearer =
  | { readonly state: 'valid'; readonly grant: Grant }
  | { readonly state: 'expired' }
  | { readonly state: 'invalid' }

export type Consent = {
  readonly client: OAuthClient
  readonly person: Person | undefined
  readonly scopes: readonly string[]
}

/** A token answer and the grant behind it. */
export type Issued = { readonly grantId: string; readonly answer: TokenAnswer }

export type Grants = {
  readonly issue: (consent: Consent) => Issued
  readonly refresh: (client: OAuthClient, token: string) => TokenAnswer | undefined
  readonly bearer: (token: string) => Bearer
  /** False when the token is not a living one of this app. */
  readonly revoke: (client: OAuthClient, token: string) => boolean
  readonly revokeGrant: (grantId: string) => void
  readonly revokePerson: (personId: string) => number
  readonly clear: () => void
}

export type GrantsNeeds = {
  readonly key: string
  readonly clock: Clock
  readonly settings: Settings
  readonly texts: OAuthTexts
  readonly clients: readonly OAuthClient[]
  readonly people: Directory
  readonly apiUrl: () => string
}

type Office = GrantsNeeds & { readonly ledger: Ledger }

const REFRESH_SECONDS = 90 * 24 * 3600

/** Issues, rotates and ends tokens. */
export function createGrants(needs: GrantsNeeds): Grants {
  const ledger = createLedger()
  const office: Office = { ...needs, ledger }
  return {
    issue: (consent) => {
      const grant = ledger.enter(newGrant(consent, needs.clock.now()))
      return { grantId: grant.id, answer: tokensFor(office, grant) }
    },
    refresh: (client, token) => rotate(office, client, token),
    bearer: (token) => bearer(office, token),
    revoke: (client, token) => {
      const opened = open(office, token)
      if (opened?.grant.client.id !== client.id) return false
      opened.grant.revoked = true
      return true
    },
    revokeGrant: (grantId) => {
      const grant = ledger.find(grantId)
      if (grant) grant.revoked = true
    },
    revokePerson: (personId) => {
      const living = ledger.ofPerson(personId).filter(({ revoked }) => !revoked)
      for (const grant of living) grant.revoked = true
      return living.length
    },
    clear: ledger.clear,
  }
}

function newGrant({ client, person, scopes }: Consent, now: number): Grant {
  return {
    // Without a person there is one grant for all tokens of the app: several may be used at once.
    id: person ? randomBytes(12).toString('base64url') : client.id,
    client,
    person,
    scopes: new Set(scopes),
    grantedAt: now,
    rotation: 0,
    revoked: false,
  }
}

/**
 * Strict rotation: only the newest refresh token works, without any grace. The access token of the round before
 * stays good until it expires (a guess: no source says that a refresh ends it).
 */
function rotate(office: Office, client: OAuthClient, token: string): TokenAnswer | undefined {
  const opened = open(office, token)
  if (opened?.claims.type !== 'refresh_token' || opened.grant.client.id !== client.id) {
    return undefined
  }
  const { claims, grant } = opened
  if (claims.expiresAt <= office.clock.now() || claims.rotation < grant.rotation) return undefined
  grant.rotation = claims.rotation + 1
  return tokensFor(office, grant)
}

function bearer(office: Office, token: string): Bearer {
  const opened = open(office, token)
  if (opened?.claims.type !== 'access_token') return { state: 'invalid' }
  return opened.claims.expiresAt <= office.clock.now()
    ? { state: 'expired' }
    : { state: 'valid', grant: opened.grant }
}

function open(
  office: Office,
  token: string,
): { readonly claims: Claims; readonly grant: Grant } | undefined {
  const claims = readClaims(office.key, token)
  const grant = claims && (office.ledger.find(claims.grantId) ?? adopt(office, claims))
  return claims && grant && !grant.revoked ? { claims, grant } : undefined
}

/**
 * A token signed with our key whose grant this process has not seen was issued before a restart. Its
 * rotation count is where the grant stood at least. Revocations do not survive a restart.
 */
function adopt(office: Office, claims: Claims): Grant | undefined {
  const client = findClient(office.clients, claims.clientId)
  const person = claims.userId === undefined ? undefined : office.people.find(claims.userId)
  if (!client || (claims.userId !== undefined && !person)) return undefined
  return office.ledger.enter({
    id: claims.grantId,
    client,
    person,
    scopes: new Set(claims.scopes ?? client.scopes),
    grantedAt: claims.grantedAt,
    rotation: claims.rotation,
    revoked: false,
  })
}

function tokensFor(office: Office, grant: Grant): TokenAnswer {
  const now = office.clock.now()
  const life = office.settings.accessTokenSeconds
  return {
    access_token: writeToken({ ...office, grant }, 'access_token', { now, life }),
    token_type: 'bearer',
    // Without a person an app asks again instead of refreshing.
    ...(grant.person && {
      refresh_token: writeToken({ ...office, grant }, 'refresh_token', {
        now,
        life: REFRESH_SECONDS,
      }),
    }),
    expires_in: life,
    scope: [...grant.scopes].join(' '),
    api_url: office.apiUrl(),
  }
}
