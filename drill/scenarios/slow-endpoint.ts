import { setTimeout as sleep } from 'node:timers/promises'
import { at, bothEngines, must, until, type Scenario } from '../scenario.ts'

/** Callers whose token is good must not notice; the others wait for one answer together. */
const slow = (seconds: number): Scenario => ({
  name: `slow-${seconds}s`,
  title: `the token endpoint takes ${seconds} s`,
  engines: bothEngines,
  quick: false,
  async run(stage) {
    const replicas = await stage.startAll()
    stage.zoom.behave(() => ({ waitMs: seconds * 1_000 }))
    const subjects = [...(await stage.connect(3)), ...(await stage.connect(3, 240_000))]
    const calls = subjects.flatMap((subject) =>
      Array.from({ length: 10 }, (_, n) => stage.call(at(replicas, n), subject)),
    )
    const unanswered = (await Promise.all(calls)).filter((status) => status !== 200).length
    must(unanswered === 0, `${unanswered} callers got no answer`)
    // The good ones are refreshed ahead of time, in the background.
    await until(() => stage.zoom.counted().tokenCalls >= 6, seconds * 1_000 + 30_000)
    await sleep(seconds * 1_000 + 1_000)
    must(stage.zoom.counted().tokenCalls === 6, 'there was not exactly one token call for each')
  },
})

export const slowEndpoints: readonly Scenario[] = [0.2, 11, 40].map((seconds) => slow(seconds))
