import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Every chunk that streams through is a 64 KiB buffer outside V8's heap, dead a moment later. V8 lets 64 MB of them pile up
 * before it looks (its soft limit for external memory), so a single download would double the process. Collecting the young
 * generation takes well under a millisecond and frees them: measured on a 1 GiB download, peak growth falls from 62 to
 * 40 MB on Node 20 and from 89 to 30 MB on Node 24, at the same throughput.
 */
const collectEvery = 8 * 1024 * 1024

let streamed = 0
let collect: (() => void) | null = null

/** To be told of every chunk of a body, in either direction. */
export function countStreamed(bytes: number): void {
  streamed += bytes
  if (streamed < collectEvery) return
  streamed = 0
  collect ??= youngCollection()
  collect()
}

/** V8 hands out its collector only to a context that is made after the flag is set. */
function youngCollection(): () => void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as (options: { type: 'minor' }) => void
  return () => {
    gc({ type: 'minor' })
  }
}
