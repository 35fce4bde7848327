import { setTimeout as sleep } from 'node:timers/promises'
import { at, must, type Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'

/** Longer than a lease. */
const stoppedMs = 20_000

/** One server halts in the middle of a refresh, the others go on; then it continues. */
async function halt(
  stage: Stage,
  { stop, leftMs }: { stop: string; leftMs: number },
): Promise<number[]> {
  const settings = { VALETKEY_DEBUG_STOP_AT: `halt:${stop}` }
  const holder = await stage.start({ settings })
  const others = await Promise.all([stage.start(), stage.start()])
  const subject = at(await stage.connect(1, leftMs), 0)
  const first = stage.call(holder, subject)
  await holder.said(`stopped: ${stop}`)
  const statuses: number[] = []
  const goOnUntil = Date.now() + stoppedMs
  for (let n = 0; Date.now() < goOnUntil; n++) {
    statuses.push(await stage.call(at(others, n), subject))
    await sleep(200)
  }
  holder.signal('SIGCONT')
  await first
  await sleep(1_000)
  statuses.push(await stage.settle(at(others, 0), subject), await stage.settle(holder, subject))
  await Promise.all([holder, ...others].map((replica) => stage.kill(replica)))
  return statuses
}

const fine = 240_000
const ended = -60_000

export const stoppedHolders: readonly Scenario[] = [
  {
    name: 'stopped',
    title: 'SIGSTOP of the holder for longer than its lease, where waiting or asking again is safe',
    engines: ['postgres'],
    quick: false,
    async run(stage) {
      const safe = [
        { stop: 'after_lease', leftMs: ended },
        { stop: 'after_lease', leftMs: fine },
        { stop: 'after_answer', leftMs: fine },
        { stop: 'before_commit', leftMs: fine },
        { stop: 'after_commit', leftMs: ended },
      ]
      for (const play of safe) {
        const statuses = await halt(stage, play)
        must(
          statuses.every((status) => status === 200),
          `a call failed while the holder was halted ${play.stop}`,
        )
      }
    },
  },
  {
    name: 'stopped-late',
    title: 'SIGSTOP of the holder of the only good pair, when no token is left to wait with',
    engines: ['postgres'],
    quick: false,
    mayReuse: true,
    async run(stage) {
      // As Zoom is documented: a used-up token is refused, and its grant lives on.
      stage.zoom.ledger.options.killOnReuse = false
      for (const stop of ['before_ask', 'after_answer', 'before_commit']) {
        const statuses = await halt(stage, { stop, leftMs: ended })
        must(
          statuses.slice(-2).every((status) => status === 200),
          `the pair of a holder that was halted ${stop} did not count`,
        )
      }
    },
  },
]
