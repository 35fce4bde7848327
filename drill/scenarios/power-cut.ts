import { cpSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { must, type Scenario } from '../scenario.ts'
import { openStore } from '../store.ts'
import type { Stage } from '../stage.ts'

/** The machine goes dark: its files as they were at one moment, and nothing else, are there at the next start. */
async function cutOnce(stage: Stage, round: number): Promise<void> {
  const from = stage.place.dataDir
  const now = round === 0 ? from : stage.folder(`after-${round}`)
  const next = stage.folder(`after-${round + 1}`)
  const replica = await stage.start({ dataDir: now })
  const subjects = await stage.connect(5)
  const calls = subjects.map((subject) => stage.call(replica, subject))
  await sleep(stage.random.whole(0, 120))
  replica.signal('SIGSTOP')
  stage.deaths.push(Date.now())
  await stage.store.close()
  cpSync(now, next, { recursive: true })
  await stage.kill(replica)
  await Promise.all(calls)
  stage.folders.clear()
  stage.folders.add(next)
  stage.store = await openStore({ dataDir: next, url: null }, stage.zoom)
}

export const powerCut: Scenario = {
  name: 'power-cut',
  title: 'the store as it is on disk at a random moment, started again elsewhere',
  engines: ['sqlite'],
  quick: false,
  async run(stage) {
    stage.zoom.behave(() => ({
      waitMs: stage.random.whole(0, 40),
      thenMs: stage.random.whole(0, 40),
    }))
    const rounds = 20
    for (let round = 0; round < rounds; round++) await cutOnce(stage, round)
    await sleep(15_000)
    const replica = await stage.start({ dataDir: stage.folder(`after-${rounds}`) })
    for (const subject of stage.subjects) {
      const status = await stage.settle(replica, subject)
      must(status === 200 || status === 401, 'a grant came to no end')
    }
  },
}
