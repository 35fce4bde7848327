import { setTimeout as sleep } from 'node:timers/promises'
import { at, must, type Scenario } from '../scenario.ts'

const tenMinutes = 600_000

/** Three servers whose clocks differ by twenty minutes, and tokens that live for half a minute. */
export const clockSkew: Scenario = {
  name: 'clock-skew',
  title: 'clocks of two replicas are 10 minutes ahead of and behind the database',
  engines: ['postgres'],
  quick: false,
  async run(stage) {
    stage.zoom.ledger.options.expiresInMs = 30_000
    const replicas = await Promise.all(
      [0, tenMinutes, -tenMinutes].map((clockMs) =>
        stage.start({ settings: { VALETKEY_DEBUG_CLOCK_MS: String(clockMs) } }),
      ),
    )
    const subjects = await stage.connect(3)
    const endAt = Date.now() + 90_000
    const statuses: number[] = []
    while (Date.now() < endAt) {
      for (const subject of subjects) {
        const calls = replicas.map((replica) => stage.call(replica, subject))
        statuses.push(...(await Promise.all(calls)))
      }
      await sleep(500)
    }
    must(
      statuses.every((status) => status === 200),
      'a call failed',
    )
    // Renewed at three quarters of its life, so about four times in this time, and not by every call.
    const { tokenCalls } = stage.zoom.counted()
    must(tokenCalls <= subjects.length * 7, `${tokenCalls} token calls are too many`)
    must(at(replicas, 0).isAlive(), 'a server ended')
  },
}
