import type { IncomingHttpHeaders } from 'node:http'
import type { Body } from './incoming.ts'

/** One request as received. `status` is null while unanswered and for a connection that was cut. */
export type Entry = {
  readonly at: number
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  body: Body | undefined
  status: number | null
  aborted: boolean
}

export type Journal = {
  readonly add: (entry: Entry) => void
  readonly read: () => readonly JournalLine[]
  readonly clear: () => void
}

export type JournalLine = {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body_bytes: number
  readonly body_sha256: string | null
  readonly status: number | null
  readonly aborted: boolean
}

/** Keeps the last `size` requests. Redacting waits until somebody reads, so that writing stays cheap. */
export function createJournal(size = 1000): Journal {
  let entries: Entry[] = []
  return {
    add: (entry) => {
      entries.push(entry)
      if (entries.length >= size * 2) entries = entries.slice(-size)
    },
    read: () => entries.slice(-size).map(line),
    clear: () => {
      entries = []
    },
  }
}

const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie'])
const SECRET_VALUES =
  /([?&](?:access_token|refresh_token|token|code|code_verifier|client_secret)=)[^&]*/g

function line(entry: Entry): JournalLine {
  return {
    at: new Date(entry.at).toISOString(),
    method: entry.method,
    path: entry.url.replace(SECRET_VALUES, '$1[redacted]'),
    headers: redacted(entry.headers),
    body_bytes: entry.body?.size ?? 0,
    body_sha256: entry.body?.sha256 ?? null,
    status: entry.status,
    aborted: entry.aborted,
  }
}

function redacted(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const safe: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) safe[name] = SECRET_HEADERS.has(name) ? '[redacted]' : value
  }
  return safe
}
