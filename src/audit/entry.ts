/**
 * `proxied` is the outcome of a call, `intent` a destructive call before it is sent, `decision` a call that was refused by what its
 * key allows, `lost` stands for rows that found no room, `tampered` was written over a chain that somebody had changed.
 */
export type Kind =
  'proxied' | 'intent' | 'decision' | 'approval' | 'admin' | 'refresh' | 'lost' | 'tampered'

/** Whose hand it was: a program with a key, a person at a page, the operator's command line, or the server by itself. */
export type Actor = 'key' | 'dashboard' | 'person' | 'operator' | 'server'

/** One thing that happened. It has no member for a body, a query value, a header or a token. */
export interface Entry {
  /** Epoch milliseconds. */
  readonly time: number
  readonly kind: Kind
  readonly actor: Actor
  /** What was done, in the form `key_created`; null for a call, where the endpoint says it. */
  readonly act: string | null
  readonly keyId: string | null
  readonly ownerId: string | null
  readonly connectionId: string | null
  readonly app: string | null
  readonly endpoint: string | null
  readonly method: string | null
  /** As sent, without the query. */
  readonly path: string | null
  /** Names only. */
  readonly query: readonly string[] | null
  readonly status: number | null
  readonly error: string | null
  readonly requestId: string | null
  /** Of the answer's body. */
  readonly bytes: number | null
  readonly durationMs: number | null
  readonly detail: string | null
}

const nothing = {
  act: null,
  keyId: null,
  ownerId: null,
  connectionId: null,
  app: null,
  endpoint: null,
  method: null,
  path: null,
  query: null,
  status: null,
  error: null,
  requestId: null,
  bytes: null,
  durationMs: null,
  detail: null,
}

/** What is not a call has few of the members. */
export function entryOf(known: Pick<Entry, 'time' | 'kind' | 'actor'> & Partial<Entry>): Entry {
  return { ...nothing, ...known }
}

/** Longer than any path of an API. */
const maxPath = 400

/** A path as a row may keep it. Callers put keys and tokens into paths by mistake. */
export function safePath(path: string): string {
  if (path.length < 100 && !path.includes('vk_')) return path
  return path.slice(0, maxPath).replace(/vk_[0-9A-Za-z]{8,}|[\w.=~+-]{100,}/g, '[redacted]')
}

/**
 * The text of a row: a JSON array, so that a row costs half the bytes. The order is that of `members`, for ever; a new member goes to the
 * end. Each is named, because to look them up by their names takes 0.7 µs a row.
 */
export function textOf(entry: Entry): string {
  return JSON.stringify([
    entry.time,
    entry.kind,
    entry.actor,
    entry.act,
    entry.keyId,
    entry.ownerId,
    entry.connectionId,
    entry.app,
    entry.endpoint,
    entry.method,
    entry.path,
    entry.query,
    entry.status,
    entry.error,
    entry.requestId,
    entry.bytes,
    entry.durationMs,
    entry.detail,
  ])
}

/** Reads what `textOf` wrote. Null for a text that it did not write: somebody changed the row. */
export function entryIn(text: string): Entry | null {
  const row = arrayIn(text)
  if (!row || row.length < members.length) return null
  return Object.fromEntries(members.map((name, at) => [name, row[at]])) as unknown as Entry
}

const members: readonly (keyof Entry)[] = [
  'time',
  'kind',
  'actor',
  'act',
  'keyId',
  'ownerId',
  'connectionId',
  'app',
  'endpoint',
  'method',
  'path',
  'query',
  'status',
  'error',
  'requestId',
  'bytes',
  'durationMs',
  'detail',
]

function arrayIn(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : null
  } catch {
    return null
  }
}
