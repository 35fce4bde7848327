import type { Changes } from './changes.ts'

/** What a keeper of answers has to know of the store's log of changes. */
export interface ChangeFollower {
  /** When the latest whole reading began. An answer that is older, and was not named since, was still true then. */
  readonly readAt: () => number
  /** How many readings are through. */
  readonly readings: () => number
  /** Asks for readings as long as answers are in use. Costs one assignment. */
  readonly use: () => void
  readonly onChange: (listener: Listener) => void
  /** Somebody says that there is news: it is read at once and not at the next turn. */
  readonly hint: () => void
}

/** Told of topics that changed, or (null) that nothing before this moment can be relied on. */
export type Listener = (topics: readonly string[] | null) => void

/** Four looks at one index each second, however many keys and connections are in use. */
const readEveryMs = 250
/** A reader that was away this long does not trust the log to be whole any more. */
const longAwayMs = 5 * 60_000

interface Needs {
  readonly changes: Pick<Changes, 'since'>
  readonly now: () => number
  /** Calls back once after that time, and does not keep the process alive. */
  readonly later?: (run: () => void, ms: number) => void
}

/** Reads the log while somebody uses answers, and not at all otherwise. */
export function followChanges({ changes, now, later = unheld }: Needs): ChangeFollower {
  const listeners: Listener[] = []
  let mark: number | null = null
  let readAt = Number.NEGATIVE_INFINITY
  let readings = 0
  let inUse = false
  let running = false
  const { once, again } = oneAtATime(read)

  async function read(): Promise<void> {
    const at = now()
    if (readings > 0 && Math.abs(at - readAt) > longAwayMs) mark = null
    const { mark: next, topics } = await changes.since(mark)
    mark = next
    readAt = at
    readings += 1
    if (topics === null || topics.length > 0) for (const listener of listeners) listener(topics)
  }

  /** A store that cannot be read tells nothing: answers then end by their age. */
  function turn(): void {
    running = inUse
    inUse = false
    if (!running) return
    const next = (): void => {
      later(turn, readEveryMs)
    }
    void once().then(next, next)
  }

  return {
    readAt: () => readAt,
    readings: () => readings,
    use() {
      inUse = true
      if (running) return
      running = true
      later(turn, 0)
    },
    onChange: (listener) => void listeners.push(listener),
    hint: again,
  }
}

/** What a reading under way may have missed is seen by another one after it. */
function oneAtATime(read: () => Promise<void>): {
  once: () => Promise<void>
  again: () => void
} {
  let reading: Promise<void> | null = null
  let missed = false
  const once = (): Promise<void> =>
    (reading ??= read().finally(() => {
      reading = null
      if (missed) again()
    }))
  function again(): void {
    missed = reading !== null
    if (!missed) once().catch(() => undefined)
  }
  return { once, again }
}

function unheld(run: () => void, ms: number): void {
  setTimeout(run, ms).unref()
}
