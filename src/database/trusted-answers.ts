/** How long an answer of the store is trusted: a change made elsewhere is seen within this time. */
const trustedForMs = 1_000
/** And how long while the store cannot be asked at all. */
const staleForMs = 5 * 60_000
/** A store that failed this recently is not asked again by everybody at once. */
const restMs = 250
/** A store that is known to be in trouble gets this long to answer before an older answer counts. */
const patienceMs = 500
const maxKept = 10_000

export interface TrustedAnswers<T> {
  /** What was answered within the last second: no waiting. */
  readonly recent: (key: string) => T | null
  /** Asks the store. While it is unavailable, what it said before still counts, for some minutes. */
  readonly ask: (key: string, look: () => Promise<T>) => Promise<T>
  readonly forget: (key: string) => void
}

export interface TrustNeeds<T> {
  readonly now: () => number
  readonly isUnavailable: (error: unknown) => boolean
  /** Whether an answer may still be used, however old it is. */
  readonly isGood?: (answer: T, at: number) => boolean
}

interface Kept<T> {
  readonly answer: T
  readonly askedAt: number
}

/** Answers of the store by key, each with the moment its question began: what changes while the answer is slow is not outlived by it. */
export function createTrustedAnswers<T>(needs: TrustNeeds<T>): TrustedAnswers<T> {
  const { now, isUnavailable, isGood = () => true } = needs
  const kept = new Map<string, Kept<T>>()
  let failedAt: number | null = null

  function within(key: string, ms: number): T | null {
    const hit = kept.get(key)
    if (!hit) return null
    const age = now() - hit.askedAt
    // A clock that was set back must not prolong anything.
    return age >= 0 && age < ms && isGood(hit.answer, now()) ? hit.answer : null
  }

  /** Only the failure to be asked leaves an older answer standing. Everything else that is thrown is an answer. */
  async function asked(key: string, look: () => Promise<T>): Promise<T> {
    const askedAt = now()
    try {
      const answer = await look()
      failedAt = null
      keep(kept, key, { answer, askedAt })
      return answer
    } catch (error) {
      if (isUnavailable(error)) failedAt = now()
      else kept.delete(key)
      throw error
    }
  }

  return {
    recent: (key) => within(key, trustedForMs),
    forget: (key) => void kept.delete(key),
    async ask(key, look) {
      const stale = within(key, staleForMs)
      if (stale === null) return asked(key, look)
      if (failedAt !== null && Math.abs(now() - failedAt) < restMs) return stale
      const answer = asked(key, look).catch((error: unknown) => {
        if (isUnavailable(error)) return stale
        throw error
      })
      return failedAt === null ? answer : sooner(answer, stale)
    },
  }
}

/** The answer if it comes soon. One that comes later still counts for the next question. */
async function sooner<T>(answer: Promise<T>, stale: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, patienceMs, stale)
  })
  try {
    return await Promise.race([answer, patience])
  } finally {
    clearTimeout(timer)
    answer.catch(() => undefined)
  }
}

/** A map keeps the order of insertion, so its first entry is the one that was looked up longest ago. */
function keep<T>(kept: Map<string, Kept<T>>, key: string, entry: Kept<T>): void {
  kept.delete(key)
  kept.set(key, entry)
  const [oldest] = kept.keys()
  if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
}
