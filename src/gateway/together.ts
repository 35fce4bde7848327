/**
 * Gathers what comes up in one turn of the event loop, and does it at the turn's end, one after the other: the same code twenty times
 * in a row finds the processor's caches warm, and one wake-up of the other side's process serves all that is written to it
 * (docs/decisions/0027-a-turn-at-a-time.md). `run` must not throw.
 */
export function together<T>(run: (one: T) => void): (one: T) => void {
  let waiting: T[] = []
  function runAll(): void {
    const all = waiting
    waiting = []
    for (const one of all) run(one)
  }
  return (one) => {
    if (waiting.push(one) === 1) setImmediate(runAll)
  }
}
