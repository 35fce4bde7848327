import { KeptAnswers, type Follow } from './kept-answers.ts'
import { createRecentRefusals } from './recent-refusals.ts'

/** How long an answer still counts while the store cannot be asked at all. */
const staleForMs = 5 * 60_000
/** A store that failed this recently is not asked again by everybody at once. */
const restMs = 250
/** A store that is known to be in trouble gets this long to answer before an older answer counts. */
const patienceMs = 500

export interface TrustedAnswers<T> {
  /** What was answered within the last second, or has not changed since: no waiting. */
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
  readonly follow?: Follow
  /** Whether an error says that the store has no such thing, which then need not be asked again at once. */
  readonly isRefusal?: (error: unknown) => boolean
}

/** Answers of the store by key, each with the moment its question began: what changes while the answer is slow is not outlived by it. */
export function createTrustedAnswers<T>(needs: TrustNeeds<T>): TrustedAnswers<T> {
  const { now, isUnavailable, isRefusal = () => false } = needs
  const refusals = createRecentRefusals(now)
  const kept = new KeptAnswers<T>(needs)
  let failedAt: number | null = null

  /** Only the failure to be asked leaves an older answer standing. Everything else that is thrown is an answer. */
  async function asked(key: string, look: () => Promise<T>): Promise<T> {
    refusals.repeat(key)
    const asking = kept.asking()
    try {
      const answer = await look()
      failedAt = null
      kept.keep(key, answer, asking)
      return answer
    } catch (error) {
      if (isUnavailable(error)) failedAt = now()
      else kept.forget(key)
      if (isRefusal(error)) refusals.remember(key, error)
      throw error
    }
  }

  return {
    recent: (key) => kept.recent(key),
    forget: (key) => {
      kept.forget(key)
    },
    async ask(key, look) {
      const stale = kept.within(key, staleForMs)
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
