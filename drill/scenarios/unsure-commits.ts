import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createFaultyWire } from '../../test/contract/faulty-wire.ts'
import { must, until, type Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'

/** Only the statement that stores a new pair says so. */
const commit = '"issued_at" ='

/** The pair is stored and its holder does not know. It must neither ask again nor write over what came after it. */
async function lostAcknowledgement(stage: Stage): Promise<void> {
  const address = new URL(stage.place.url ?? '')
  const wire = await createFaultyWire('127.0.0.1', Number(address.port))
  address.port = String(wire.port)
  const [far, near] = [await stage.start({ url: address.href }), await stage.start()]
  stage.zoom.behave(() => ({ waitMs: 200 }))
  const subjects = await stage.connect(stage.quick ? 3 : 20)
  let cuts = 0
  for (const [n, subject] of subjects.entries()) {
    void wire.resetBehind(commit).then(() => (cuts += 1))
    const calls = [stage.call(far, subject)]
    await until(() => stage.zoom.counted().tokenCalls > n, 10_000)
    calls.push(stage.call(near, subject), stage.call(far, subject))
    const statuses = await Promise.all(calls)
    must(
      statuses.every((status) => status === 200),
      'a caller got no answer',
    )
  }
  // The upkeep of the other server may have come before a caller.
  must(cuts > 0, 'no acknowledgement was lost')
  stage.notes.push(`${cuts} acknowledgements lost`)
  const { tokenCalls } = stage.zoom.counted()
  must(tokenCalls === subjects.length, `${tokenCalls} token calls for ${subjects.length} grants`)
  await wire.close()
}

/** New pairs are in memory only, and the server is told to stop. It stays until the database takes them. */
async function nowhereToKeep(stage: Stage): Promise<void> {
  const { cluster } = stage
  must(cluster !== null, 'there is no cluster')
  const dataDir = stage.folder('no-disk')
  mkdirSync(dataDir)
  writeFileSync(join(dataDir, 'spool'), 'a file where the folder would be')
  const replica = await stage.start({ dataDir })
  stage.zoom.behave(() => ({ waitMs: 500 }))
  const subjects = await stage.connect(5)
  const calls = subjects.map((subject) => stage.call(replica, subject))
  await until(() => stage.zoom.counted().tokenCalls >= subjects.length, 10_000)
  await cluster.stop()
  await sleep(1_000)
  replica.signal('SIGTERM')
  await sleep(stage.quick ? 2_000 : 12_000)
  await cluster.start()
  await Promise.all(calls)
  await replica.ended
  const next = await stage.start()
  for (const subject of subjects) {
    must((await stage.settle(next, subject)) === 200, 'a grant did not come through')
  }
  const { tokenCalls } = stage.zoom.counted()
  must(tokenCalls === subjects.length, `${tokenCalls} token calls for ${subjects.length} grants`)
}

export const unsureCommits: readonly Scenario[] = [
  {
    name: 'lost-acknowledgement',
    title: 'the connection to the database breaks when a new pair is stored and nobody was told',
    engines: ['postgres'],
    quick: true,
    run: lostAcknowledgement,
  },
  {
    name: 'no-disk',
    title: 'neither the database nor a disk takes the new pairs, and the server is told to stop',
    engines: ['postgres'],
    quick: false,
    run: nowhereToKeep,
  },
]
