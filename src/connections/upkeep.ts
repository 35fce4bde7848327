/** Something to be done again and again beside the requests. It looks at `stopping` between its steps. */
export interface Chore {
  readonly name: string
  readonly run: (stopping: () => boolean) => Promise<void>
}

export interface Upkeep {
  readonly start: () => void
  /** Begins nothing more, and waits for what is under way. */
  readonly stop: () => Promise<void>
}

export interface UpkeepNeeds {
  readonly chores: readonly Chore[]
  readonly onTrouble: (chore: string, error: unknown) => void
  readonly everyMs?: number
  readonly random?: () => number
}

const usuallyEveryMs = 15_000

/** Does the chores one after the other, then rests: one timer for everything. Replicas that start together drift apart. */
export function createUpkeep(needs: UpkeepNeeds): Upkeep {
  const { everyMs = usuallyEveryMs, random = Math.random } = needs
  let timer: NodeJS.Timeout | null = null
  let round: Promise<void> = Promise.resolve()
  let stopped = false
  const stopping = (): boolean => stopped

  function plan(inMs: number): void {
    if (stopped) return
    timer = setTimeout(() => {
      round = doChores(needs, stopping).then(() => {
        plan(everyMs * (0.75 + random() / 2))
      })
    }, inMs)
    timer.unref()
  }

  return {
    start: () => {
      plan(everyMs * random())
    },
    async stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      await round
    },
  }
}

async function doChores(
  { chores, onTrouble }: UpkeepNeeds,
  stopping: () => boolean,
): Promise<void> {
  for (const { name, run } of chores) {
    if (stopping()) return
    try {
      await run(stopping)
    } catch (error) {
      onTrouble(name, error)
    }
  }
}
