/** Where a list goes on; null after its last page. Zoom then sends an empty text (Zoom, "Pagination"). */
export function nextTokenIn(page: unknown): string | null {
  const token = membersOf(page)['next_page_token']
  return typeof token === 'string' && token !== '' ? token : null
}

/** The items of a page: the member that is called like the end of the path, else the only list that there is. */
export function itemsIn(page: unknown, pattern: string): readonly unknown[] {
  const members = membersOf(page)
  const own = members[pattern.split('/').at(-1) ?? '']
  if (Array.isArray(own)) return own
  const lists = Object.values(members).filter((value) => Array.isArray(value))
  const [only] = lists
  if (only === undefined || lists.length > 1) {
    throw new TypeError(
      `The answer of ${pattern} holds ${lists.length} lists. Use pages() instead.`,
    )
  }
  return only
}

const membersOf = (page: unknown): Readonly<Record<string, unknown>> =>
  typeof page === 'object' && page !== null ? { ...page } : {}
