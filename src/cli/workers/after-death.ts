/** What to do about a worker that ended although nobody told it to. */
export interface AfterDeath {
  /** How many in a row ended soon after their start. */
  readonly shortLives: number
  /** Null: to start another one is of no use. */
  readonly replaceInMs: number | null
}

const shortLifeMs = 10_000
const mostShortLives = 5
const firstPauseMs = 250

/** A worker that has served for a while is replaced at once. One that does not last is a fault that a restart will not mend. */
export function afterDeath(livedMs: number, shortLivesBefore: number): AfterDeath {
  if (livedMs >= shortLifeMs) return { shortLives: 0, replaceInMs: 0 }
  const shortLives = shortLivesBefore + 1
  if (shortLives > mostShortLives) return { shortLives, replaceInMs: null }
  return { shortLives, replaceInMs: shortLives === 1 ? 0 : firstPauseMs * 2 ** (shortLives - 2) }
}
