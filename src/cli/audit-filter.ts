import type { Client } from '../client/client.ts'
import { UsageError, type Input, type Option } from './command.ts'

/** A row as the server gives it. */
export interface AuditRow {
  readonly seq: number
  readonly time: string
  readonly kind: string
  readonly actor: string
  readonly act: string | null
  readonly key_id: string | null
  readonly connection_id: string | null
  readonly endpoint: string | null
  readonly method: string | null
  readonly path: string | null
  readonly status: number | null
  readonly error: string | null
  readonly detail: string | null
}

export const filterOptions: Readonly<Record<string, Option>> = {
  since: {
    value: 'TIME',
    summary: 'From this time on: 2026-04-10T08:00:00Z, or 90m, 24h, 7d ago.',
  },
  until: { value: 'TIME', summary: 'Before this time.' },
  key: { value: 'KEY_ID', summary: 'Only what was done with this key.' },
  connection: { value: 'ID', summary: 'Only what was done on this connection.' },
  request: { value: 'REQUEST_ID', summary: 'Only the rows of this request.' },
  kind: { value: 'KIND', summary: 'Only proxied, intent, decision, approval, admin or refresh.' },
}

type Query = Record<string, string | number | undefined>

export function filterOf(input: Input, now: number): Query {
  return {
    since: timeOf(input, 'since', now),
    until: timeOf(input, 'until', now),
    key_id: input.text('key'),
    connection_id: input.text('connection'),
    request_id: input.text('request'),
    kind: input.text('kind'),
  }
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

function timeOf(input: Input, name: string, now: number): string | undefined {
  const text = input.text(name)
  if (text === undefined) return undefined
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const ago = count === undefined ? null : Number(count) * (units[unit ?? ''] ?? 0)
  const at = ago === null ? Date.parse(text) : now - ago
  if (Number.isNaN(at)) {
    throw new UsageError(`--${name} takes a time like 2026-04-10T08:00:00Z, or one like 24h.`)
  }
  return new Date(at).toISOString()
}

/** Every row that matches, page by page. */
export async function* auditRows(
  client: Client,
  query: Query,
): AsyncGenerator<AuditRow, void, undefined> {
  let next: string | null = null
  do {
    const page = (await client.json('GET', '/audit', {
      query: { ...query, ...(next !== null && { next_token: next }) },
    })) as { rows: AuditRow[]; next_token: string | null }
    yield* page.rows
    next = page.next_token
  } while (next !== null)
}
