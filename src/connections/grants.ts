import { Failure } from '../errors.ts'
import { identityOf } from '../oauth/identity.ts'
import type { GrantedTokens, TokenOutcome } from '../oauth/token-answer.ts'
import type { AppClients, ConfiguredApp } from './app-clients.ts'
import type { Account, Connection, ServerToServerCredentials, TokenSet } from './connection.ts'
import type { ConnectionStore, Issuance } from './connection-store.ts'
import { tokenSet } from './refresh.ts'
import type { OpenConnection } from './token-store.ts'

/** How an attempt to get a grant ended. On `failed` the connection stands as it stood, unless it was still PENDING. */
export type GrantOutcome =
  | { readonly kind: 'active'; readonly connection: Connection }
  | {
      readonly kind: 'failed'
      /** `person`: consent was refused or came too late. `operator`: client or app settings. `upstream`: try again. */
      readonly fault: 'person' | 'operator' | 'upstream'
      readonly detail: string
    }

/** The ways to a grant, and the way out of it. */
export interface Grants {
  /** The callback of a consent (RFC 6749, section 4.1.2 and 4.1.3): `callback` holds the parameters as they came. */
  fromConsent: (
    connection: Connection,
    consent: {
      callback: URLSearchParams
      state: string
      redirectUri: string
      codeVerifier: string
    },
  ) => Promise<GrantOutcome>
  fromServerToServer: (
    connection: Connection,
    credentials: ServerToServerCredentials,
  ) => Promise<GrantOutcome>
  /** Brings along a grant that another program obtained with the same OAuth client. */
  fromImport: (connection: Connection, tokens: TokenSet) => Promise<Connection>
  /** Asks the token endpoint with whatever the connection's method calls for: the `ask` of a refresh. */
  renew: (open: OpenConnection) => Promise<TokenOutcome>
  /** Takes a removed connection's grant back upstream (RFC 7009). False when that could not be confirmed. */
  revoke: (open: Pick<OpenConnection, 'connection' | 'tokens'>) => Promise<boolean>
}

interface Needs {
  readonly apps: AppClients
  readonly store: ConnectionStore
  readonly now: () => number
}

export function createGrants(needs: Needs): Grants {
  return { ...obtaining(needs), ...keeping(needs) }
}

function obtaining({
  apps,
  store,
  now,
}: Needs): Pick<Grants, 'fromConsent' | 'fromServerToServer' | 'fromImport'> {
  /** Stores a new grant, and marks what it replaces: a person's newer grant ends the older one (Zoom, error 4741). */
  async function activate(
    connection: Connection,
    grant: {
      tokens: TokenSet
      account: Account
      issuance: Issuance
      credentials?: ServerToServerCredentials
    },
  ): Promise<Connection> {
    const active = await store.activate(connection.id, grant)
    if (!active)
      throw new Failure(
        'connection_not_found',
        'The connection was deleted while it was being authorised.',
      )
    if (active.method === 'OAUTH2' && active.accountUserId !== null) await store.supersede(active)
    return active
  }

  return {
    async fromConsent(connection, consent) {
      const app = apps.required(connection.app)
      const sentAt = now()
      const outcome = await app.tokenEndpoint.exchangeCode({ ...consent, client: app.client })
      if (outcome.kind !== 'granted') return unsuccessful(store, connection, outcome)
      const tokens = tokenSet(outcome.tokens, { previous: null, now: sentAt })
      const account = await identityOf(app.appClient, tokens)
      return {
        kind: 'active',
        connection: await activate(connection, {
          tokens,
          account,
          issuance: issuance(app, app.client.id),
        }),
      }
    },

    async fromServerToServer(connection, credentials) {
      const app = known(apps, connection.app)
      const sentAt = now()
      const outcome = await app.tokenEndpoint.serverToServer(request(credentials))
      if (outcome.kind !== 'granted') return unsuccessful(store, connection, outcome)
      const tokens = tokenSet(withoutRefresh(outcome.tokens), { previous: null, now: sentAt })
      const account = {
        ...(await identityOf(app.appClient, tokens)),
        accountId: credentials.accountId,
      }
      const grant = { tokens, account, issuance: issuance(app, credentials.clientId), credentials }
      return { kind: 'active', connection: await activate(connection, grant) }
    },

    async fromImport(connection, tokens) {
      const app = apps.required(connection.app)
      const account = await identityOf(app.appClient, tokens)
      return activate(connection, { tokens, account, issuance: issuance(app, app.client.id) })
    },
  }
}

function keeping({ apps }: Needs): Pick<Grants, 'renew' | 'revoke'> {
  return {
    async renew({ connection, tokens, credentials }) {
      const app = known(apps, connection.app)
      if (connection.issuer !== app.appClient.issuer) return foreignGrant
      if (connection.method === 'SERVER_TO_SERVER') {
        return credentials ? app.tokenEndpoint.serverToServer(request(credentials)) : noRefreshToken
      }
      const client = app.appClient.client
      if (client?.id !== connection.clientId) return foreignGrant
      if (!tokens?.refreshToken) return noRefreshToken
      return app.tokenEndpoint.refresh({ refreshToken: tokens.refreshToken, client })
    },

    async revoke({ connection, tokens }) {
      const app = apps.find(connection.app)
      const client = app?.appClient.client
      if (!app || !client || !tokens) return false
      if (connection.issuer !== app.appClient.issuer || connection.clientId !== client.id)
        return false
      return app.tokenEndpoint.revoke({ token: tokens.accessToken, client })
    },
  }
}

/** A refresh token is bound to the client it was issued to (RFC 6749, section 6): asking with another one could only do harm. */
const foreignGrant: TokenOutcome = {
  kind: 'misconfigured',
  reason: 'the connection was made with another OAuth client than the one that is configured now',
}
const noRefreshToken: TokenOutcome = {
  kind: 'refused',
  reason: 'the connection has no refresh token',
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

/** A connection that never worked says why it does not; one that works (or once did) is not touched by a failed attempt to renew consent. */
async function unsuccessful(
  store: ConnectionStore,
  connection: Connection,
  outcome: Exclude<TokenOutcome, { kind: 'granted' }>,
): Promise<GrantOutcome> {
  const { fault, code } = {
    refused: { fault: 'person', code: 'declined' },
    misconfigured: { fault: 'operator', code: 'misconfigured' },
    unreachable: { fault: 'upstream', code: null },
    answer_lost: { fault: 'upstream', code: null },
  }[outcome.kind] as {
    fault: 'person' | 'operator' | 'upstream'
    code: 'declined' | 'misconfigured' | null
  }
  if (code !== null && connection.status === 'PENDING') {
    await store.fail(connection.id, {
      code,
      detail: `The authorization server answered: ${outcome.reason}.`,
    })
  }
  return { kind: 'failed', fault, detail: outcome.reason }
}
