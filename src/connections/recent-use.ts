import type { RenewalStore } from './renewal-store.ts'

/** Remembers which connections requests need, and writes it down now and then: never while a request waits. */
export interface RecentUse {
  readonly note: (id: string) => void
  readonly write: () => Promise<void>
}

/** Often enough to know which connections are in use, seldom enough to cost nothing. */
const writeEveryMs = 10 * 60_000

export function createRecentUse({
  store,
  now,
}: {
  store: Pick<RenewalStore, 'touch'>
  now: () => number
}): RecentUse {
  const notedAt = new Map<string, number>()
  const unwritten = new Set<string>()
  const isRecent = (id: string): boolean => {
    const at = notedAt.get(id)
    return at !== undefined && Math.abs(now() - at) < writeEveryMs
  }
  return {
    note(id) {
      if (isRecent(id)) return
      notedAt.set(id, now())
      unwritten.add(id)
    },
    async write() {
      const ids = [...unwritten]
      if (ids.length > 0) await store.touch(ids)
      for (const id of ids) unwritten.delete(id)
      for (const id of notedAt.keys()) if (!isRecent(id)) notedAt.delete(id)
    },
  }
}
