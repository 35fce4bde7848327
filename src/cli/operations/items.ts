import { nextTokenIn } from '../../client/pages.ts'
import type { OperationRequest } from './request.ts'

type Query = OperationRequest['query']

export interface Items {
  /** The first page as it came. */
  readonly page: unknown
  readonly all: readonly unknown[]
  /** The list goes on. */
  readonly more: boolean
}

/** Reads a list: one page of it, or as many pages as hold the wanted number of items. */
export async function fetchItems(
  ask: (query: Query) => Promise<unknown>,
  { query, list, wanted }: { query: Query; list: string; wanted: number | null },
): Promise<Items> {
  const first = await ask(query)
  let page = first
  const all = [...itemsOf(page, list)]
  let next = nextTokenIn(page)
  while (next !== null && all.length < (wanted ?? 0)) {
    page = await ask({ ...query, next_page_token: next })
    all.push(...itemsOf(page, list))
    const after = nextTokenIn(page)
    next = after === next ? null : after
  }
  const enough = all.slice(0, wanted ?? all.length)
  return { page: first, all: enough, more: next !== null || enough.length < all.length }
}

function itemsOf(page: unknown, list: string): readonly unknown[] {
  const items =
    typeof page === 'object' && page !== null ? (page as Record<string, unknown>)[list] : []
  return Array.isArray(items) ? items : []
}
