/** Something to be done again and again beside the requests. It looks at `stopping` between its steps. */
export interface Chore {
  readonly name: string
  readonly run: (stopping: () => boolean) => Promise<void>
  /** About what this process remembers. Everything else one process can do for all that share a store. */
  readonly own?: true
  /** Is also done at once, by a server that starts. */
  readonly first?: true
}

export interface Upkeep {
  /** `own` leaves to another process of this server what is done for all of them. */
  readonly start: (which?: 'all' | 'own') => void
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
  let { chores } = needs
  const stopping = (): boolean => stopped

  function plan(inMs: number): void {
    if (stopped) return
    timer = setTimeout(() => {
      round = doChores({ ...needs, chores }, stopping).then(() => {
        plan(everyMs * (0.75 + random() / 2))
      })
    }, inMs)
    timer.unref()
  }

  return {
    start: (which = 'all') => {
      if (which === 'own') chores = chores.filter(({ own }) => own)
      const first = chores.filter((chore) => chore.first)
      round = doChores({ ...needs, chores: first }, stopping).then(() => {
        plan(everyMs * random())
      })
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
