import { ConnectionFailed, errorOf } from './errors.ts'
import type {
  ApiKey,
  Connection,
  ConnectionChanges,
  ConnectionFilter,
  ConnectionPage,
  DeletedConnection,
  ImportedGrant,
  NewApiKey,
  NewConnection,
  User,
} from './objects.ts'

export interface ClientOptions {
  /** Where the server is, e.g. `http://127.0.0.1:8787`. */
  readonly url: string
  readonly apiKey: string
  /** Replaces the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is. */
  readonly body?: RequestInit['body']
  /** Id of the connection to use; the owner's oldest active one otherwise. */
  readonly connection?: string
  readonly signal?: AbortSignal
}

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
  readonly connections: Connections
  readonly keys: Keys
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

export interface Keys {
  readonly list: () => Promise<readonly ApiKey[]>
  readonly create: (name: string) => Promise<NewApiKey>
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
    connections: connectionsOf(ask),
    keys: keysOf(ask),
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

function keysOf(ask: Ask): Keys {
  return {
    list: async () => (await ask<{ api_keys: ApiKey[] }>('GET', '/api-keys')).api_keys,
    create: (name) => ask('POST', '/api-keys', { json: { name } }),
    revoke: async (id) => {
      await ask('DELETE', `/api-keys/${encodeURIComponent(id)}`)
    },
  }
}

async function send(
  { url, apiKey, fetch = globalThis.fetch }: ClientOptions,
  { method, path }: { method: string; path: string },
  { query = {}, json, connection, ...wish }: RequestOptions = {},
): Promise<Response> {
  const headers = new Headers(wish.headers)
  headers.set('authorization', `Bearer ${apiKey}`)
  if (connection !== undefined) headers.set('valetkey-connection', connection)
  if (json !== undefined) headers.set('content-type', 'application/json')
  const base = url.replace(/\/+$/, '')
  try {
    return await fetch(base + path + search(path, query), {
      method,
      headers,
      // A redirect would carry the key to an address that nobody chose.
      redirect: 'manual',
      ...(json !== undefined ? { body: JSON.stringify(json) } : bodyOf(wish)),
      ...(wish.signal && { signal: wish.signal }),
    })
  } catch (error) {
    if (wish.signal?.aborted) throw error
    throw new ConnectionFailed(base, error)
  }
}

/** A stream has to be announced: `fetch` then does not wait for the answer before it has sent everything. */
function bodyOf({ body }: RequestOptions): RequestInit {
  if (body === undefined) return {}
  return body instanceof ReadableStream ? { body, duplex: 'half' } : { body }
}

function search(path: string, query: NonNullable<RequestOptions['query']>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.append(name, String(value))
  }
  const text = parameters.toString()
  if (text === '') return ''
  return (path.includes('?') ? '&' : '?') + text
}
