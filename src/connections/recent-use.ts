import type { Connection } from './connection.ts'
import type { RenewalStore } from './renewal-store.ts'

/** Remembers which connections requests need, and writes it down now and then: never while a request waits. */
export interface RecentUse {
  readonly note: (connection: Pick<Connection, 'id' | 'lastUsedAt'>) => void
  readonly write: () => Promise<void>
}

/** Often enough to know for hours which connections are in use, seldom enough to cost nothing. */
const writeEveryMs = 60 * 60_000

export function createRecentUse({
  store,
  now,
}: {
  store: Pick<RenewalStore, 'touch'>
  now: () => number
}): RecentUse {
  const unwritten = new Set<string>()
  return {
    note({ id, lastUsedAt }) {
      // A clock that was wrong for a while makes a write too many, and not one too few.
      if (lastUsedAt === null || Math.abs(now() - lastUsedAt) >= writeEveryMs) unwritten.add(id)
    },
    async write() {
      const ids = [...unwritten]
      if (ids.length === 0) return
      await store.touch(ids)
      for (const id of ids) unwritten.delete(id)
    },
  }
}
