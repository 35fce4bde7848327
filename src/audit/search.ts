import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuditStore } from './audit-store.ts'
import { rowsOf, type Block } from './chain.ts'
import { entryIn, type Entry } from './entry.ts'

/** What somebody looks for. A member that is left out matches everything. */
export interface AuditFilter {
  readonly ownerId?: string
  readonly keyId?: string
  readonly connectionId?: string
  readonly kind?: string
  readonly requestId?: string
  /** Epoch milliseconds. */
  readonly since?: number
  readonly until?: number
}

export interface FoundRow {
  readonly seq: number
  readonly digest: string
  readonly entry: Entry
}

export interface Found {
  readonly rows: readonly FoundRow[]
  /** Where to go on; null when everything was looked at. A page may be short, or empty, before that. */
  readonly next: number | null
}

export interface Search {
  readonly filter: AuditFilter
  readonly order: 'asc' | 'desc'
  readonly limit: number
  /** The `next` of the page before. */
  readonly from: number | null
}

/** Rows are looked at in blocks, and one page looks at so many, which are up to 8 MiB: nobody's search may keep the store busy for long. */
const blocksAPage = 30

export async function search(store: AuditStore, wish: Search): Promise<Found> {
  const { filter, order, limit, from } = wish
  const side = from === null ? {} : order === 'asc' ? { after: from } : { before: from }
  const since = filter.since === undefined ? {} : { since: filter.since }
  const blocks = await store.blocks({ ...side, ...since }, { order, limit: blocksAPage })
  const rows: FoundRow[] = []
  for (const block of blocks) {
    // A thousand rows take six milliseconds. Requests come in between.
    await nextTurn()
    for (const found of inOrder(block, wish)) {
      if (!matches(found.entry, filter)) continue
      rows.push(found)
      if (rows.length === limit) return { rows, next: found.seq }
    }
  }
  const last = blocks.at(-1)
  if (!last || blocks.length < blocksAPage) return { rows, next: null }
  return { rows, next: order === 'asc' ? last.lastSeq : last.firstSeq }
}

/** The rows of a block beyond the place where the page before ended. What cannot be read is for `verify` to name. */
function inOrder(block: Block, { order, from }: Search): FoundRow[] {
  const rows = rowsOf(block).flatMap(({ seq, digest, text }) => {
    const entry = entryIn(text)
    return entry ? [{ seq, digest, entry }] : []
  })
  if (order === 'desc') rows.reverse()
  if (from === null) return rows
  return rows.filter(({ seq }) => (order === 'asc' ? seq > from : seq < from))
}

function matches(entry: Entry, filter: AuditFilter): boolean {
  const { since = -Infinity, until = Infinity } = filter
  return (
    entry.time >= since &&
    entry.time < until &&
    is(filter.ownerId, entry.ownerId) &&
    is(filter.keyId, entry.keyId) &&
    is(filter.connectionId, entry.connectionId) &&
    is(filter.kind, entry.kind) &&
    is(filter.requestId, entry.requestId)
  )
}

const is = (wanted: string | undefined, found: string | null): boolean =>
  wanted === undefined || wanted === found
