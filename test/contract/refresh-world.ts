import { randomBytes } from 'node:crypto'
import { zoom } from '../../src/apps/zoom/app.ts'
import { createAccessTokens, type AccessTokens } from '../../src/connections/access-token.ts'
import { createAppClients } from '../../src/connections/app-clients.ts'
import { askedWith } from '../../src/connections/asked-with.ts'
import type { Connection, TokenSet } from '../../src/connections/connection.ts'
import { createConnectionStore } from '../../src/connections/connection-store.ts'
import { createGrants } from '../../src/connections/grants.ts'
import type { Durations } from '../../src/connections/refresh-durations.ts'
import { createRevocationStore } from '../../src/connections/revocation-store.ts'
import { createSealedTokens } from '../../src/connections/sealed-tokens.ts'
import type { Spool } from '../../src/connections/spool.ts'
import type { OpenConnection } from '../../src/connections/open-connection.ts'
import { createTokenStore } from '../../src/connections/token-store.ts'
import type { Database } from '../../src/database/database.ts'
import { createOwnerStore } from '../../src/keys/owner-store.ts'
import type { AppClient } from '../../src/oauth/app-client.ts'
import type { TokenOutcome } from '../../src/oauth/token-answer.ts'
import { createTokenEndpoint } from '../../src/oauth/token-endpoint.ts'
import { Secret } from '../../src/secret.ts'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { createSealingKey } from '../../src/vault/key-ring.ts'
import { createVault } from '../../src/vault/vault.ts'

/** One key for all replicas of all tests. */
const vault = createVault([createSealingKey(randomBytes(32))])

export const sealed = createSealedTokens({ vault })
export { vault }

export interface Vendor {
  readonly simulator: Simulator
  readonly url: string
  /** Breaks the next answers of the token endpoint. */
  readonly breakTokens: (effect: Record<string, unknown>, times?: number) => Promise<void>
  readonly stats: () => Promise<{
    token_requests: number
    refreshes: number
    invalid_grants: number
  }>
  readonly revoke: (userId: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** The real simulator as the authorization server. */
export async function startVendor(): Promise<Vendor> {
  const simulator = createSimulator({ seed: 'refresh' })
  const { url } = await simulator.listen()
  const post = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${url}/_simulator/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }
  return {
    simulator,
    url,
    breakTokens: (effect, times = 1) =>
      post('faults', { match: { method: 'POST', path: '/oauth/token' }, times, do: effect }),
    stats: async () =>
      (await (await fetch(`${url}/_simulator/stats`)).json()) as Awaited<
        ReturnType<Vendor['stats']>
      >,
    revoke: (userId) => post('revoke', { user_id: userId }),
    close: () => simulator.close(),
  }
}

export type Replica = ReturnType<typeof createReplica>

export interface ReplicaOptions {
  readonly vendor: Vendor
  readonly durations?: Partial<Durations>
  readonly clientSecret?: string
  readonly spool?: Spool
  readonly now?: () => number
  readonly revokeWithinMs?: number
  /** Stands between a refresh and the token endpoint, to choose the moment. */
  readonly wrapAsk?: (ask: Ask) => Ask
}

type Ask = (open: OpenConnection) => Promise<TokenOutcome>

/** A server's rooms over one handle of the database, as another process would have them. */
export function createReplica(database: Database, options: ReplicaOptions) {
  const { vendor, durations = {}, now = Date.now } = options
  const { simulator, url } = vendor
  const appClient: AppClient = {
    app: zoom,
    apiUrl: url,
    apiUrlIsVendors: false,
    oauthUrl: url,
    issuer: url,
    client: {
      id: simulator.clientId,
      secret: new Secret(options.clientSecret ?? simulator.clientSecret),
    },
  }
  const apps = createAppClients([{ appClient, tokenEndpoint: createTokenEndpoint(appClient) }])
  const connections = createConnectionStore({ database, sealed })
  const tokenStore = createTokenStore({ database, sealed })
  const revocations = createRevocationStore({ database, sealed })
  const unnamed: string[] = []
  const grants = createGrants({
    apps,
    store: connections,
    refresh: (connection) => accessTokens.renew(connection),
    revocations,
    now,
    ...(options.revokeWithinMs !== undefined && { revokeWithinMs: options.revokeWithinMs }),
    onUnnamed: (_id, problem) => unnamed.push(problem),
  })
  const refreshed: { outcome: string; reason: string | null }[] = []
  const wrap = options.wrapAsk ?? ((ask: Ask) => ask)
  const accessTokens: AccessTokens = createAccessTokens({
    store: tokenStore,
    ask: wrap((open) => grants.renew(open)),
    askedWith: (open) => askedWith(apps, open),
    now,
    durations: { pollMs: 10, graceMs: 300, ...durations },
    abandon: (open) => grants.revoke(open),
    ...(options.spool && { spool: options.spool }),
    reconnectUrl: ({ id }) => Promise.resolve(`http://gateway/connect?connection_id=${id}`),
    onRefresh: (_id, outcome, reason) => refreshed.push({ outcome, reason }),
  })
  return {
    database,
    apps,
    appClient,
    connections,
    tokenStore,
    grants,
    revocations,
    accessTokens,
    refreshed,
    unnamed,
  }
}

export const inOneHour = (): number => Date.now() + 3_600_000
export const longAgo = 1_000

/** A fresh grant of the simulator, as another program would bring it. */
export function grantOf(
  { simulator }: Vendor,
  { email, expiresAt = inOneHour() }: { email?: string; expiresAt?: number } = {},
): TokenSet {
  const answer = simulator.issueGrant(email === undefined ? {} : { email })
  return {
    accessToken: new Secret(answer.access_token),
    refreshToken: answer.refresh_token === undefined ? null : new Secret(answer.refresh_token),
    accessExpiresAt: expiresAt,
    scopes: answer.scope.split(' '),
    apiUrl: null,
  }
}

/** An ACTIVE connection whose access token ended a while ago, unless told otherwise. */
export async function connectionWith(
  replica: Replica,
  vendor: Vendor,
  tokens: TokenSet = grantOf(vendor, { expiresAt: longAgo }),
): Promise<Connection> {
  const connection = await pendingConnection(replica)
  const active = await replica.connections.activate(connection.id, {
    tokens,
    account: { userId: null, accountId: null, email: null },
    issuance: { issuer: vendor.url, clientId: vendor.simulator.clientId },
  })
  return active!
}

export async function pendingConnection(
  { database, connections }: Replica,
  ownerName = 'default',
): Promise<Connection> {
  const owner = await createOwnerStore({ database }).ensure(ownerName)
  return connections.create({
    ownerId: owner.id,
    app: 'zoom',
    method: 'OAUTH2',
    label: null,
    metadata: {},
  })
}

/** A promise and the hand that resolves it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
