import { setTimeout as sleep } from 'node:timers/promises'
import type { Subject } from '../callers.ts'
import { at, bothEngines, type Scenario } from '../scenario.ts'
import type { Replica } from '../replica.ts'
import type { Stage } from '../stage.ts'

const stops = [
  'after_lease',
  'before_ask',
  'after_answer',
  'before_commit',
  'after_commit',
  'before_release',
] as const

/** A lease that nobody gave back ends by itself. */
const leaseMs = 15_000

/** Starts refreshes and ends their server in the middle of them. */
async function killOnce(
  stage: Stage,
  { subjects, stop }: { subjects: readonly Subject[]; stop: string | null },
): Promise<void> {
  const armed = stop === null ? {} : { VALETKEY_DEBUG_STOP_AT: `kill:${stop}` }
  const replica = await stage.start({ settings: armed })
  const calls = subjects.map((subject) => stage.call(replica, subject))
  if (stop === null) {
    await sleep(stage.random.whole(0, 120))
    await stage.kill(replica)
  }
  await Promise.all(calls)
}

/** What survived has to work at the next server, once the dead one's leases have ended. */
async function survive(stage: Stage): Promise<void> {
  await sleep(leaseMs)
  const replicas: readonly Replica[] = await stage.startAll()
  const waiting = [...stage.subjects.entries()]
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await stage.settle(at(replicas, next[0]), next[1])
      }
    }),
  )
}

/** On PostgreSQL several servers die beside one another; SQLite has one at a time. */
async function killAll(stage: Stage, kills: readonly (string | null)[]): Promise<void> {
  stage.zoom.behave(() => ({
    waitMs: stage.random.whole(0, 40),
    thenMs: stage.random.whole(0, 40),
  }))
  const waiting = [...kills]
  const lanes = stage.engine === 'postgres' ? 3 : 1
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (waiting.length > 0) {
        const stop = waiting.shift() ?? null
        await killOnce(stage, { stop, subjects: await stage.connect(stop === null ? 5 : 1) })
      }
    }),
  )
  await survive(stage)
  stage.notes.push(
    `${kills.length} kills, the latest loss ${latestLossMs(stage)} ms after an answer left`,
  )
}

/** The widest gap between an answer that left and the death that lost it: how large the window looks from outside. */
function latestLossMs({ subjects, deaths }: Stage): number {
  const gaps = subjects.flatMap(({ grant }) => {
    const last = [...grant.spent.values()].at(-1)
    const sentAt = last?.sentAt ?? null
    if (grant.state === 'alive' || !last || sentAt === null) return []
    // The first death after the question is that of the server that asked it.
    const own = Math.min(...deaths.filter((death) => death >= last.askedAt))
    return Number.isFinite(own) ? [own - sentAt] : []
  })
  return Math.max(0, ...gaps)
}

export const kills: readonly Scenario[] = [
  {
    name: 'kill-steps',
    title: 'kill -9 at every step of a refresh',
    engines: bothEngines,
    quick: true,
    run: (stage) =>
      killAll(
        stage,
        stage.quick ? ['after_lease', 'after_commit'] : [...stops, ...stops, ...stops],
      ),
  },
  {
    name: 'kill-random',
    title: 'kill -9 at random moments, five refreshes under way each time',
    engines: bothEngines,
    quick: false,
    run: (stage) =>
      killAll(
        stage,
        Array.from({ length: 200 }, () => null),
      ),
  },
]
