import { ConnectionFailed } from './errors.ts'

export interface ClientOptions {
  /** Where the server is, e.g. `http://127.0.0.1:8787`. */
  readonly url: string
  readonly apiKey: string
  /** Replaces the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** How often a call of `app(…)` is repeated after a failure that allows it. 2 when left out. */
  readonly retries?: number
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

/** Sends one request once. Throws only when no answer came. */
export async function send(
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
