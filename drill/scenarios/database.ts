import { setTimeout as sleep } from 'node:timers/promises'
import { createFaultyWire } from '../../test/contract/faulty-wire.ts'
import type { Subject } from '../callers.ts'
import { at, must, until, type Scenario } from '../scenario.ts'
import type { Replica } from '../replica.ts'
import type { Stage } from '../stage.ts'

/** Refreshes are under way when the database goes; known tokens go on working until it is back. */
async function without(stage: Stage, awayMs: number): Promise<void> {
  const { cluster } = stage
  must(cluster !== null, 'there is no cluster')
  const replicas = await stage.startAll()
  const known = await stage.connect(3, 3_000_000)
  for (const replica of replicas) for (const subject of known) await stage.call(replica, subject)
  stage.zoom.behave(() => ({ waitMs: 500 }))
  const renewing = await stage.connect(6)
  const calls = renewing.map((subject, n) => stage.call(at(replicas, n), subject))
  await until(() => stage.zoom.counted().tokenCalls >= renewing.length, 10_000)
  await cluster.stop()
  const backAt = Date.now() + awayMs
  let failed = 0
  while (Date.now() < backAt) {
    failed += await failures(stage, { replicas, known })
    await sleep(200)
  }
  await cluster.start()
  await Promise.all(calls)
  for (const [n, subject] of renewing.entries()) {
    must((await stage.settle(at(replicas, n), subject)) === 200, 'a grant did not come through')
  }
  must(failed === 0, `${failed} calls with good tokens failed while the database was away`)
}

async function failures(
  stage: Stage,
  { replicas, known }: { replicas: readonly Replica[]; known: readonly Subject[] },
): Promise<number> {
  const calls = replicas.flatMap((replica) => known.map((subject) => stage.call(replica, subject)))
  return (await Promise.all(calls)).filter((status) => status !== 200).length
}

/** One replica loses the database in the middle of a refresh, and another time its life as well. */
async function partition(stage: Stage): Promise<void> {
  const address = new URL(stage.place.url ?? '')
  const wire = await createFaultyWire('127.0.0.1', Number(address.port))
  address.port = String(wire.port)
  const far = await stage.start({ url: address.href })
  const near = await stage.start()
  stage.zoom.behave(() => ({ waitMs: 500 }))
  const [waiting, killed] = await stage.connect(2, 240_000)
  must(waiting !== undefined && killed !== undefined, 'no connection was made')
  await Promise.all([stage.call(far, waiting), stage.call(far, killed)])
  await until(() => stage.zoom.counted().tokenCalls === 2, 10_000)
  await wire.cut()
  const goOnUntil = Date.now() + 25_000
  while (Date.now() < goOnUntil) {
    await stage.call(near, waiting)
    await stage.call(near, killed)
    await sleep(200)
  }
  await stage.kill(far)
  await wire.mend()
  const back = await stage.start({ dataDir: far.dataDir, url: address.href })
  await until(async () => {
    const held = await stage.store.held(killed.id, [])
    return held.refreshTokens.includes(killed.grant.refreshToken)
  }, 30_000)
  for (const subject of [waiting, killed]) {
    must((await stage.settle(back, subject)) === 200, 'a grant did not come through')
  }
  await wire.close()
}

export const databaseFaults: readonly Scenario[] = [
  {
    name: 'database-restart',
    title: 'the database crashes and comes back while refreshes are under way',
    engines: ['postgres'],
    quick: true,
    run: (stage) => without(stage, 0),
  },
  {
    name: 'database-away',
    title: 'the database is down for a minute while refreshes are under way',
    engines: ['postgres'],
    quick: false,
    run: (stage) => without(stage, 60_000),
  },
  {
    name: 'partition',
    title: 'a replica is cut off from the database with new pairs in its hands, and killed',
    engines: ['postgres'],
    quick: false,
    run: partition,
  },
]
