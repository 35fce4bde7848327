import { oldestBeyond } from '../oldest-beyond.ts'

/** Upstream may go on refusing whatever token it is shown. Each of these refreshes would rotate a good grant for nothing. */
const maxRefusals = 5
const windowMs = 60 * 60_000
const maxConnections = 10_000

interface Refusal {
  readonly version: number
  readonly at: number
}

export interface RefusalBudget {
  /** Whether upstream's refusal of this version may still cost a refresh. Everybody who holds the version spends once together. */
  spend: (id: string, version: number) => boolean
  /** How long a connection that has spent everything has to wait. */
  waitMs: (id: string) => number
}

export function createRefusalBudget({ now }: { now: () => number }): RefusalBudget {
  const refusals = new Map<string, readonly Refusal[]>()
  const recentOf = (id: string): readonly Refusal[] =>
    (refusals.get(id) ?? []).filter(({ at }) => Math.abs(now() - at) < windowMs)
  return {
    waitMs(id) {
      const [oldest] = recentOf(id)
      return oldest ? Math.min(Math.max(oldest.at + windowMs - now(), 0), windowMs) : 0
    },
    spend(id, version) {
      const recent = recentOf(id)
      if (recent.some((refusal) => refusal.version === version)) return true
      if (recent.length >= maxRefusals) return false
      refusals.delete(id)
      refusals.set(id, [...recent, { version, at: now() }])
      for (const oldest of oldestBeyond(refusals, maxConnections)) refusals.delete(oldest)
      return true
    },
  }
}
