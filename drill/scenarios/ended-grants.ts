import { setTimeout as sleep } from 'node:timers/promises'
import { at, bothEngines, must, until, type Scenario } from '../scenario.ts'

/** Zoom ends grants whose tokens look good. */
const revoked: Scenario = {
  name: 'revoked',
  title: 'Zoom revokes the grant',
  engines: bothEngines,
  quick: false,
  async run(stage) {
    const replicas = await stage.startAll()
    const subjects = await stage.connect(6, 3_000_000)
    for (const { grant } of subjects) stage.zoom.ledger.revoke(grant)
    const calls = subjects.flatMap((subject) => replicas.map((it) => stage.settle(it, subject)))
    must(
      (await Promise.all(calls)).every((status) => status === 401),
      'a revoked grant did not end as reconnect_required',
    )
    const { tokenCalls } = stage.zoom.counted()
    must(tokenCalls === subjects.length, `${tokenCalls} token calls for ${subjects.length} grants`)
  },
}

/** The person consents anew while the old grant is being refreshed. Consent ends the old grant at Zoom. */
const consent: Scenario = {
  name: 'consent',
  title: 'a new consent during a refresh',
  engines: bothEngines,
  quick: true,
  async run(stage) {
    const replicas = await stage.startAll()
    for (let round = 0; round < (stage.quick ? 2 : 10); round++) {
      const asked = stage.zoom.counted().tokenCalls
      stage.zoom.behave(() => ({ waitMs: stage.random.whole(0, 200), thenMs: 200 }))
      const subject = at(await stage.connect(1), 0)
      const place = stage.subjects.length - 1
      const calls = replicas.map((replica) => stage.call(replica, subject))
      await until(() => stage.zoom.counted().tokenCalls > asked, 10_000)
      await sleep(stage.random.whole(0, 300))
      stage.zoom.ledger.revoke(subject.grant)
      const { grant, pair } = stage.zoom.ledger.issue()
      await stage.store.consent(subject.id, pair)
      stage.subjects[place] = { id: subject.id, grant }
      await Promise.all(calls)
      const now = at(stage.subjects, place)
      must((await stage.settle(at(replicas, round), now)) === 200, 'the new grant does not work')
    }
  },
}

export const endedGrants: readonly Scenario[] = [revoked, consent]
