import { oldestBeyond } from '../oldest-beyond.ts'

const rememberedForMs = 1_000
const maxRemembered = 1_000

/** What the store did not have a moment ago, so that a caller who repeats a mistake at full speed does not reach the database. */
export interface RecentRefusals {
  /** Throws the refusal again while it is recent. */
  readonly repeat: (key: string) => void
  readonly remember: (key: string, error: unknown) => void
}

/** Bounded, because callers choose the keys. For as long as answers are trusted: what is made elsewhere is seen within a second. */
export function createRecentRefusals(now: () => number): RecentRefusals {
  const refusals = new Map<string, { readonly error: unknown; readonly at: number }>()
  return {
    repeat(key) {
      const refusal = refusals.get(key)
      if (!refusal) return
      const age = now() - refusal.at
      if (age >= 0 && age < rememberedForMs) throw refusal.error
      refusals.delete(key)
    },
    remember(key, error) {
      refusals.delete(key)
      refusals.set(key, { error, at: now() })
      for (const oldest of oldestBeyond(refusals, maxRemembered)) refusals.delete(oldest)
    },
  }
}
