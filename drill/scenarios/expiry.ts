import { at, bothEngines, must, type Scenario } from '../scenario.ts'

/** Everybody comes at the moment at which the token ends. */
export const expiry: Scenario = {
  name: 'expiry',
  title: '500 concurrent callers of one connection whose token has ended (quick: 100)',
  engines: bothEngines,
  quick: true,
  async run(stage) {
    const replicas = await stage.startAll()
    const [rounds, callers] = stage.quick ? [1, 100] : [5, 500]
    for (let round = 0; round < rounds; round++) {
      stage.zoom.behave(() => ({ waitMs: stage.random.whole(0, 50) }))
      const subject = at(await stage.connect(1), 0)
      const calls = Array.from({ length: callers }, (_, n) => stage.call(at(replicas, n), subject))
      const refused = (await Promise.all(calls)).filter((status) => status !== 200).length
      must(refused === 0, `${refused} of ${callers} callers got no answer`)
    }
    must(stage.zoom.counted().tokenCalls === rounds, 'there was more than one token call')
  },
}
