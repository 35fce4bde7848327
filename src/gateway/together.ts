/** What is done at the end of a turn, in this order. */
const steps = [
  'read answers',
  'begin answers',
  'send answers',
  'end answers',
  'set out',
  'send requests',
] as const

type Step = (typeof steps)[number]

const work = steps.map((): (() => void)[] => [])
let isPlanned = false
/** The step that is being done; before the first one while none is. */
let current = -1

/**
 * Gathers what comes up in one turn of the event loop, and does it at the turn's end, kind by kind: the same code twenty times in a row
 * finds the processor's caches warm, the kernel's code too, and one wake-up of the other side's process serves all that is written to it
 * (docs/decisions/0027-a-turn-at-a-time.md). What comes up for a later step is done in the same turn, all else in the next one. `run` must
 * not throw.
 */
export function together<T>(step: Step, run: (one: T) => void): (one: T) => void {
  const place = steps.indexOf(step)
  let waiting: T[] = []
  work[place]?.push(() => {
    if (waiting.length === 0) return
    const all = waiting
    waiting = []
    for (const one of all) run(one)
  })
  return (one) => {
    waiting.push(one)
    if (isPlanned || (current >= 0 && place > current)) return
    isPlanned = true
    setImmediate(endTurn)
  }
}

function endTurn(): void {
  isPlanned = false
  try {
    for (current = 0; current < steps.length; current++)
      work[current]?.forEach((run) => {
        run()
      })
  } finally {
    current = -1
  }
}
