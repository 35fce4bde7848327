import { Failure } from '../errors.ts'
import { identityOf } from '../oauth/identity.ts'
import type { GrantedTokens, TokenOutcome } from '../oauth/token-answer.ts'
import type { CodeExchange } from '../oauth/token-endpoint.ts'
import type { Secret } from '../secret.ts'
import type { AppClients, ConfiguredApp } from './app-clients.ts'
import type { Account, Connection, ServerToServerCredentials, TokenSet } from './connection.ts'
import type { ConnectionStore, Issuance } from './connection-store.ts'
import { createImpatience } from './impatience.ts'
import type { Refreshed } from './refreshed.ts'
import { tokenSet } from './token-set.ts'
import { revocableOf } from './connection-writes.ts'
import { unlessSame, type OtherAccount } from './same-account.ts'
import type { RevocationStore } from './revocation-store.ts'
import type { Revocable } from './sealed-tokens.ts'
import type { OpenConnection } from './open-connection.ts'

/** How an attempt to get a grant ended. On `failed` the connection stands as it stood, unless it was still PENDING. */
export type GrantOutcome =
  | { readonly kind: 'active'; readonly connection: Connection }
  | {
      readonly kind: 'failed'
      /** `person`: consent was refused or came too late. `operator`: client or app settings. `upstream`: try again. */
      readonly fault: 'person' | 'operator' | 'upstream'
      readonly detail: string
    }

export type ConsentOutcome = GrantOutcome | OtherAccount

export type Consent = Omit<CodeExchange, 'client'> & {
  /** Refuses the grant of another account than the one that is known. */
  readonly sameAccount: boolean
}

/** The ways to a grant, and the way out of it. */
export interface Grants {
  /** The callback of a consent (RFC 6749, section 4.1.2 and 4.1.3): `callback` holds the parameters as they came. */
  fromConsent: (connection: Connection, consent: Consent) => Promise<ConsentOutcome>
  fromServerToServer: (
    connection: Connection,
    credentials: ServerToServerCredentials,
  ) => Promise<GrantOutcome>
  /** Brings along a grant that another program obtained with the same OAuth client. */
  fromImport: (connection: Connection, tokens: TokenSet) => Promise<Connection>
  /** Asks again whose grant it is, where nobody could say. */
  name: (connection: Connection, accessToken: Secret) => Promise<void>
  /** Asks the token endpoint with whatever the connection's method calls for: the `ask` of a refresh. */
  renew: (open: OpenConnection) => Promise<TokenOutcome>
  /** Takes a removed connection's grant back upstream (RFC 7009). False when that was not confirmed soon: it goes on, and is tried again later. */
  revoke: (removed: OpenConnection) => Promise<boolean>
  /** The same for a grant of which nothing else is left. */
  revokePending: (id: string, grant: Revocable) => Promise<boolean>
  /** Waits for revocations that are under way. To be awaited before the database is closed. */
  landed: () => Promise<void>
}

export interface GrantsNeeds {
  readonly apps: AppClients
  readonly store: ConnectionStore
  /** With it, an imported grant whose access token has ended is refreshed at once, as any other is. Without, by its first use. */
  readonly refresh?: (connection: Connection) => Promise<Refreshed>
  /** Where removed grants wait until their end is confirmed. */
  readonly revocations: RevocationStore
  readonly now: () => number
  /** How long somebody who deletes a connection waits for the answer of the authorization server. */
  readonly revokeWithinMs?: number
  /** Told when a grant works but its person could not be named, so that the operator learns why. */
  readonly onUnnamed?: (id: string, problem: string) => void
}

export function createGrants(needs: GrantsNeeds): Grants {
  const impatience = createImpatience({ withinMs: needs.revokeWithinMs ?? 3_000 })
  return {
    fromConsent: (connection, consent) => fromConsent(needs, connection, consent),
    fromServerToServer: (connection, credentials) =>
      fromServerToServer(needs, connection, credentials),
    fromImport: (connection, tokens) => fromImport(needs, connection, tokens),
    name: async (connection, accessToken) => {
      await named(needs, connection, { accessToken, apiUrl: connection.apiUrl })
    },
    renew: (open) => renew(needs, open),
    revoke: async (open) => {
      const grant = revocableOf(open)
      return grant !== null && impatience.confirmed(revoke(needs, open.connection.id, grant))
    },
    revokePending: (id, grant) => revoke(needs, id, grant),
    landed: () => impatience.landed(),
  }
}

async function fromConsent(
  needs: GrantsNeeds,
  connection: Connection,
  { sameAccount, ...consent }: Consent,
): Promise<ConsentOutcome> {
  const app = needs.apps.required(connection.app)
  const sentAt = needs.now()
  const outcome = await app.tokenEndpoint.exchangeCode({ ...consent, client: app.client })
  if (outcome.kind !== 'granted') return unsuccessful(needs.store, connection, outcome)
  const tokens = tokenSet(outcome.tokens, { previous: null, now: sentAt })
  const refused = sameAccount ? await unlessSame(needs, connection, tokens) : null
  if (refused) return refused
  const grant = { tokens, account: nobody, issuance: issuance(app, app.client.id) }
  const active = await needs.store.activate(connection.id, grant)
  if (!active) {
    // Nobody will ever use this grant, so it should not live on upstream.
    await app.tokenEndpoint.revoke({ token: tokens.accessToken, client: app.client })
    throw deletedMeanwhile()
  }
  return { kind: 'active', connection: await named(needs, active, tokens) }
}

async function fromServerToServer(
  needs: GrantsNeeds,
  connection: Connection,
  credentials: ServerToServerCredentials,
): Promise<GrantOutcome> {
  const app = known(needs.apps, connection.app)
  const sentAt = needs.now()
  const outcome = await app.tokenEndpoint.serverToServer(request(credentials))
  // A typing error is corrected and sent again, so the connection goes on waiting.
  if (outcome.kind !== 'granted') return { kind: 'failed', ...failureOf(outcome) }
  const tokens = tokenSet(withoutRefresh(outcome.tokens), { previous: null, now: sentAt })
  const account = { ...nobody, accountId: credentials.accountId }
  const grant = { tokens, account, issuance: issuance(app, credentials.clientId), credentials }
  const active = await needs.store.activate(connection.id, grant)
  if (!active) throw deletedMeanwhile()
  return { kind: 'active', connection: await named(needs, active, tokens) }
}

async function fromImport(
  needs: GrantsNeeds,
  connection: Connection,
  tokens: TokenSet,
): Promise<Connection> {
  const app = needs.apps.required(connection.app)
  const grant = { tokens, account: nobody, issuance: issuance(app, app.client.id) }
  const active = await needs.store.activate(connection.id, grant)
  if (!active) throw deletedMeanwhile()
  if (tokens.accessExpiresAt - needs.now() > endMarginMs) return named(needs, active, tokens)
  const renewed = await refreshed(needs, active)
  return renewed?.tokens
    ? named(needs, renewed.connection, { ...renewed.tokens, apiUrl: renewed.connection.apiUrl })
    : active
}

/** Null when the token endpoint could not be asked now: the grant may be good all the same. */
async function refreshed(
  { refresh }: GrantsNeeds,
  active: Connection,
): Promise<OpenConnection | null> {
  if (!refresh) return null
  const outcome = await refresh(active)
  switch (outcome.kind) {
    case 'fresh':
    case 'ending':
      return outcome.open
    case 'failed':
      return null
    case 'gone':
      throw deletedMeanwhile()
    case 'dead':
      throw new Failure(
        'invalid_request',
        `The grant does not work any more, so it was not imported: ${outcome.open.connection.error?.detail ?? 'it has ended.'}`,
      )
  }
}

/**
 * Asks who the grant belongs to, only now that it is stored: a process that dies here loses a name and no grant. Then marks
 * what it replaces: a person's newer grant ends the older one (Zoom, error 4741).
 */
async function named(
  { apps, store, onUnnamed }: GrantsNeeds,
  active: Connection,
  token: { accessToken: Secret; apiUrl: string | null },
): Promise<Connection> {
  const { appClient } = known(apps, active.app)
  const { problem, ...account } = await identityOf(appClient, token)
  if (problem !== null) {
    onUnnamed?.(active.id, problem)
    return active
  }
  const accountId = active.accountId ?? account.accountId
  const connection = (await store.identify(active, { ...account, accountId })) ?? active
  if (connection.method === 'OAUTH2' && connection.accountUserId !== null) {
    await store.supersede(connection)
  }
  return connection
}

/** Asks with the credentials that the grant was issued to, and with no others. */
async function renew(
  { apps }: GrantsNeeds,
  { connection, tokens, credentials }: OpenConnection,
): Promise<TokenOutcome> {
  const app = known(apps, connection.app)
  if (connection.issuer !== app.appClient.issuer) return foreignGrant
  if (connection.method === 'SERVER_TO_SERVER') {
    return credentials ? app.tokenEndpoint.serverToServer(request(credentials)) : noRefreshToken
  }
  const client = app.appClient.client
  if (client?.id !== connection.clientId) return foreignGrant
  if (!tokens?.refreshToken) return noRefreshToken
  return app.tokenEndpoint.refresh({ refreshToken: tokens.refreshToken, client })
}

async function revoke(needs: GrantsNeeds, id: string, grant: Revocable): Promise<boolean> {
  const { apps, revocations, now } = needs
  const app = apps.find(grant.app)
  const client = grant.credentials ? request(grant.credentials).client : app?.appClient.client
  if (!app || !client) return false
  if (grant.issuer !== app.appClient.issuer || grant.clientId !== client.id) return false
  let token = grant.tokens.accessToken
  const { refreshToken } = grant.tokens
  // Revoking an access token that ended says nothing about its grant (RFC 7009, section 2.2), so a living one is fetched first.
  if (refreshToken && (grant.accessExpiresAt ?? 0) <= now()) {
    const sentAt = now()
    const outcome = await app.tokenEndpoint.refresh({ refreshToken, client })
    if (outcome.kind === 'granted') {
      const tokens = tokenSet(outcome.tokens, { previous: null, now: sentAt })
      const { accessExpiresAt } = tokens
      // Without the database the new token still ends the grant, and nobody will have it later.
      await revocations.replace(id, { ...grant, tokens, accessExpiresAt }).catch(() => undefined)
      token = tokens.accessToken
    } else if (outcome.kind !== 'refused') return false
  }
  const ended = await app.tokenEndpoint.revoke({ token, client })
  if (ended) await revocations.settle(id)
  return ended
}

/** Until the app was asked. */
const nobody: Account = { userId: null, accountId: null, email: null }
/** An imported access token with less than this left is not worth a question. */
const endMarginMs = 10_000

const deletedMeanwhile = (): Failure =>
  new Failure('connection_not_found', 'The connection was deleted while it was being authorised.')

/** A refresh token is bound to the client it was issued to (RFC 6749, section 6): asking with another one could only do harm. */
const foreignGrant: TokenOutcome = {
  kind: 'misconfigured',
  reason: 'the connection was made with another OAuth client than the one that is configured now',
}
const noRefreshToken: TokenOutcome = {
  kind: 'refused',
  reason: 'there is no refresh token',
}

function known(apps: AppClients, name: string): ConfiguredApp {
  const app = apps.find(name)
  if (!app) throw new Failure('invalid_request', `There is no app "${name}".`)
  return app
}

const issuance = (app: ConfiguredApp, clientId: string): Issuance => ({
  issuer: app.appClient.issuer,
  clientId,
})

const request = ({ accountId, clientId, clientSecret }: ServerToServerCredentials) => ({
  accountId,
  client: { id: clientId, secret: clientSecret },
})

const withoutRefresh = (tokens: GrantedTokens): GrantedTokens => ({ ...tokens, refreshToken: null })

const faults = {
  refused: 'person',
  misconfigured: 'operator',
  unreachable: 'upstream',
  answer_lost: 'upstream',
} as const

type Ungranted = Exclude<TokenOutcome, { kind: 'granted' }>

const failureOf = ({ kind, reason }: Ungranted) => ({ fault: faults[kind], detail: reason })

/**
 * A connection that never worked says why it does not, when that is for good: the person said no, or the operator has to
 * act. A code that came too late is neither; the person may try again. One that works (or once did) is not touched.
 */
async function unsuccessful(
  store: ConnectionStore,
  { id }: Connection,
  outcome: Ungranted,
): Promise<GrantOutcome> {
  const declined = outcome.kind === 'refused' && outcome.reason.includes('access_denied')
  if (declined || outcome.kind === 'misconfigured') {
    const code = declined ? 'declined' : 'misconfigured'
    await store.fail(id, { code, detail: `The authorization server answered: ${outcome.reason}.` })
  }
  return { kind: 'failed', ...failureOf(outcome) }
}
