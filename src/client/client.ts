import { createAppClient } from './app-client.ts'
import type { AppClient, AppName } from './app-types.ts'
import { errorOf } from './errors.ts'
import type {
  ApiKey,
  Approval,
  Connection,
  ConnectionChanges,
  ConnectionFilter,
  ConnectionPage,
  DeletedConnection,
  ImportedGrant,
  KeyRestrictions,
  NewApiKey,
  NewConnection,
  User,
} from './objects.ts'
import { send, type ClientOptions, type RequestOptions } from './send.ts'

export interface Client {
  /**
   * Sends one request and returns the answer as it came, whatever its status: `client.request('GET', '/zoom/v2/users/me')`.
   * Throws only when no answer came.
   */
  readonly request: (method: string, path: string, options?: RequestOptions) => Promise<Response>
  /** As `request`, but gives the parsed JSON and throws a `ValetkeyError` for a status of 400 or more. */
  readonly json: (method: string, path: string, options?: RequestOptions) => Promise<unknown>
  /** Whom the API key belongs to. */
  readonly user: () => Promise<User>
  /**
   * The API of one app, typed by its own paths:
   * `client.app('zoom').get('/v2/meetings/{meetingId}', { path: { meetingId } })`.
   */
  readonly app: <A extends AppName>(name: A) => AppClient<A>
  readonly connections: Connections
  readonly keys: Keys
  readonly approvals: Approvals
}

export interface Connections {
  /** One page, oldest first. */
  readonly list: (filter?: ConnectionFilter) => Promise<ConnectionPage>
  /** Every connection, page by page. */
  readonly all: (filter?: ConnectionFilter) => AsyncGenerator<Connection, void, undefined>
  readonly get: (id: string) => Promise<Connection>
  readonly create: (connection: NewConnection) => Promise<Connection>
  readonly import: (grant: ImportedGrant) => Promise<Connection>
  readonly update: (id: string, changes: ConnectionChanges) => Promise<Connection>
  /** The connection with a live consent link. It keeps its id and goes on working until the new consent. */
  readonly reconnect: (id: string) => Promise<Connection>
  readonly delete: (id: string) => Promise<DeletedConnection>
}

/** Deciding takes a key that may manage, and another one than the key that asked. */
export interface Approvals {
  /** Newest first. */
  readonly list: (filter?: { readonly status?: 'PENDING' }) => Promise<readonly Approval[]>
  readonly get: (id: string) => Promise<Approval>
  readonly approve: (id: string) => Promise<Approval>
  readonly deny: (id: string) => Promise<Approval>
}

export interface Keys {
  readonly list: () => Promise<readonly ApiKey[]>
  readonly get: (id: string) => Promise<ApiKey>
  readonly create: (name: string, restrictions?: KeyRestrictions) => Promise<NewApiKey>
  readonly update: (
    id: string,
    changes: KeyRestrictions & { readonly name?: string },
  ) => Promise<ApiKey>
  readonly revoke: (id: string) => Promise<void>
}

/** A client of one Valetkey server. It needs nothing but `fetch`. */
export function createClient(options: ClientOptions): Client {
  const request: Client['request'] = (method, path, wish) => send(options, { method, path }, wish)
  const json: Client['json'] = async (method, path, wish) => {
    const response = await request(method, path, wish)
    if (!response.ok) throw await errorOf(response)
    return response.json()
  }
  const ask: Ask = async <T>(method: string, path: string, wish?: RequestOptions) =>
    (await json(method, path, wish)) as T
  return {
    request,
    json,
    user: () => ask<User>('GET', '/user'),
    app: (name) => createAppClient(options, name),
    connections: connectionsOf(ask),
    keys: keysOf(ask),
    approvals: approvalsOf(ask),
  }
}

/** The server's own answers have the shapes of its OpenAPI document, so they are taken at their word. */
type Ask = <T>(method: string, path: string, wish?: RequestOptions) => Promise<T>

type Reply = { readonly connection: Connection }

function connectionsOf(ask: Ask): Connections {
  const at = (id: string) => `/connections/${encodeURIComponent(id)}`
  const connection = async (method: string, path: string, json?: unknown) =>
    (await ask<Reply>(method, path, json === undefined ? {} : { json })).connection
  const list: Connections['list'] = (filter = {}) =>
    ask('GET', '/connections', { query: { ...filter } })
  return {
    list,
    async *all(filter = {}) {
      let next: string | null = null
      do {
        const page: ConnectionPage = await list({ ...filter, ...(next && { next_token: next }) })
        yield* page.connections
        next = page.next_token
      } while (next !== null)
    },
    get: (id) => connection('GET', at(id)),
    create: (wish) => connection('POST', '/connections', wish),
    import: (grant) => connection('POST', '/connections/import', grant),
    update: (id, changes) => connection('PATCH', at(id), changes),
    reconnect: (id) => connection('POST', `${at(id)}/reconnect`),
    delete: (id) => ask('DELETE', at(id)),
  }
}

function approvalsOf(ask: Ask): Approvals {
  const at = (id: string) => `/approvals/${encodeURIComponent(id)}`
  const approval = async (method: string, path: string) =>
    (await ask<{ approval: Approval }>(method, path)).approval
  return {
    list: async (filter = {}) =>
      (await ask<{ approvals: Approval[] }>('GET', '/approvals', { query: { ...filter } }))
        .approvals,
    get: (id) => approval('GET', at(id)),
    approve: (id) => approval('POST', `${at(id)}/approve`),
    deny: (id) => approval('POST', `${at(id)}/deny`),
  }
}

function keysOf(ask: Ask): Keys {
  const at = (id: string) => `/api-keys/${encodeURIComponent(id)}`
  return {
    list: async () => (await ask<{ api_keys: ApiKey[] }>('GET', '/api-keys')).api_keys,
    get: async (id) => (await ask<{ api_key: ApiKey }>('GET', at(id))).api_key,
    create: (name, restrictions = {}) =>
      ask('POST', '/api-keys', { json: { name, ...restrictions } }),
    update: async (id, changes) =>
      (await ask<{ api_key: ApiKey }>('PATCH', at(id), { json: changes })).api_key,
    revoke: async (id) => {
      await ask('DELETE', at(id))
    },
  }
}
