import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json, withHeaders, type Answer } from './answer.ts'
import { createClock, type Clock } from './clock.ts'
import { createControl } from './control.ts'
import { createFaults, type Effect } from './faults.ts'
import type { Incoming } from './incoming.ts'
import { createJournal } from './journal.ts'
import { createListener } from './listener.ts'
import type { OAuthClient } from './oauth/clients.ts'
import { createGrants, type Grants, type TokenAnswer } from './oauth/grants.ts'
import { createOAuth } from './oauth/oauth.ts'
import { createVendor } from './registry.ts'
import type { Settings } from './settings.ts'
import { clearStats, createStats, type Stats } from './stats.ts'
import type { Vendor } from './vendor.ts'

export type SimulatorOptions = {
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** The same seed makes the same people, ids and credentials. */
  readonly seed?: string
  /** With the same key, tokens survive a restart. Derived from the seed when not given. */
  readonly signingKey?: string
  /** How others reach this simulator. The listening address when not given. */
  readonly baseUrl?: string
  readonly strict?: boolean
  readonly accessTokenSeconds?: number
  readonly rateLimits?: boolean
  readonly plan?: Settings['plan']
  /** Besides loopback addresses, which are always accepted. */
  readonly redirectUris?: readonly string[]
}

export type Simulator = {
  readonly listen: (where?: { port?: number; host?: string }) => Promise<{ readonly url: string }>
  readonly close: () => Promise<void>
  readonly clientId: string
  readonly clientSecret: string
  readonly adminClient: Credentials
  readonly server: Credentials & { readonly accountId: string }
  /** Consent and code exchange in one step. */
  readonly issueGrant: (wish?: { email?: string; clientId?: string }) => TokenAnswer
}

export type Credentials = { readonly clientId: string; readonly clientSecret: string }

type Core = {
  readonly clock: Clock
  readonly settings: Settings
  readonly stats: Stats
  readonly vendor: Vendor
  readonly grants: Grants
}

/** The vendor on a laptop: its OAuth endpoints, its API and a way to make things go wrong. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  let origin = options.baseUrl ?? ''
  const core = createCore(options, () => origin)
  const server = createServer(listenerOf(core))
  return {
    listen: async ({ port = 0, host = '127.0.0.1' } = {}) => {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, host, resolve)
      })
      const url = urlOf(server.address(), host)
      if (options.baseUrl === undefined) origin = url
      return { url }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
    ...credentialsOf(core.vendor),
    issueGrant: (wish) => issueGrant(core, wish),
  }
}

function createCore(options: SimulatorOptions, origin: () => string): Core {
  const seed = options.seed ?? 'simulator'
  const clock = createClock(options.now ?? Date.now)
  const settings: Settings = {
    accessTokenSeconds: options.accessTokenSeconds ?? 3600,
    strict: options.strict ?? false,
    rateLimits: options.rateLimits ?? true,
    plan: options.plan ?? 'business',
    downloadRedirect: 'off',
  }
  const vendor = createVendor({
    seed,
    clock,
    settings,
    origin,
    redirectUris: options.redirectUris ?? [],
    bearer: (token) => grants.bearer(token),
  })
  const grants = createGrants({
    key: options.signingKey ?? createHmac('sha256', seed).update('signing key').digest('hex'),
    clock,
    settings,
    texts: vendor.texts,
    clients: vendor.clients,
    people: vendor.people,
    apiUrl: origin,
  })
  return { clock, settings, stats: createStats(), vendor, grants }
}

function listenerOf({
  clock,
  settings,
  stats,
  vendor,
  grants,
}: Core): ReturnType<typeof createListener> {
  const faults = createFaults()
  const journal = createJournal()
  const oauth = createOAuth({ clock, stats, vendor, grants })
  return createListener({
    clock,
    faults,
    journal,
    handle: (request) => oauth(request) ?? counted(stats, vendor, request),
    injected: (request, effect) => faulted(vendor, request, effect),
    control: createControl({
      clock,
      faults,
      journal,
      stats,
      settings,
      revoke: (user) => {
        const person = vendor.people.find(user)
        return person && grants.revokePerson(person.id)
      },
      reset: () => {
        clock.reset()
        faults.clear()
        journal.clear()
        clearStats(stats)
        grants.clear()
        vendor.reset()
      },
    }),
  })
}

function counted(stats: Stats, vendor: Vendor, request: Incoming): Answer {
  stats.api_requests += 1
  return vendor.handle(request)
}

function faulted(vendor: Vendor, request: Incoming, effect: Effect): Answer {
  const usual = vendor.injected(request, effect.status ?? 500)
  const body = 'body' in effect ? json(usual.status, effect.body).body : usual.body
  return withHeaders({ ...usual, body, headers: { ...usual.headers, ...effect.headers } }, {})
}

function issueGrant(
  { vendor, grants }: Core,
  wish: { email?: string; clientId?: string } = {},
): TokenAnswer {
  const client = vendor.clients.find(({ id }) => id === (wish.clientId ?? vendor.clients[0]?.id))
  if (!client) throw new TypeError(`No such client: ${wish.clientId ?? ''}`)
  const person = wish.email === undefined ? vendor.people.owner() : vendor.people.find(wish.email)
  if (!person) throw new TypeError(`No such user: ${wish.email ?? ''}`)
  const consenting = client.kind === 'server' ? undefined : person
  return grants.issue({ client, person: consenting, scopes: client.scopes }).answer
}

function credentialsOf(vendor: Vendor): Pick<Simulator, 'adminClient' | 'server'> & Credentials {
  const of = (kind: OAuthClient['kind']): OAuthClient => {
    const client = vendor.clients.find((one) => one.kind === kind)
    if (!client) throw new TypeError(`The vendor has no ${kind} app.`)
    return client
  }
  const [user, admin, server] = [of('user'), of('admin'), of('server')]
  return {
    clientId: user.id,
    clientSecret: user.secret,
    adminClient: { clientId: admin.id, clientSecret: admin.secret },
    server: {
      clientId: server.id,
      clientSecret: server.secret,
      accountId: server.accountId ?? '',
    },
  }
}

function urlOf(address: AddressInfo | string | null, host: string): string {
  if (address === null || typeof address === 'string') throw new Error('The port is gone.')
  const name = host.includes(':') ? `[${host}]` : host
  return `http://${name}:${address.port}`
}
