import { setTimeout as sleep } from 'node:timers/promises'
import { at, bothEngines, must, type Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import type { Fault } from '../zoom-double.ts'

interface Broken {
  readonly name: string
  readonly title: string
  readonly quick?: boolean
  /** For the nth question with one refresh token. */
  readonly fault: (nth: number) => Fault
}

/** Calls until everything has come to an end, good or honest. Whose token is good must not notice anything. */
async function play(stage: Stage, fault: Broken['fault']): Promise<number[]> {
  // As Zoom is documented: a used-up token is refused, and the access tokens of its grant go on.
  stage.zoom.ledger.options.killOnReuse = false
  const replicas = await stage.startAll()
  stage.zoom.behave(fault)
  const good = await stage.connect(2, 240_000)
  const ended = await stage.connect(stage.quick ? 2 : 10)
  const statuses = ended.map((subject, n) => stage.settle(at(replicas, n), subject))
  for (let round = 0; round < 10; round++) {
    const calls = good.map((subject, n) => stage.call(at(replicas, n), subject))
    must(
      (await Promise.all(calls)).every((status) => status === 200),
      'a call failed although its token was good',
    )
    await sleep(100)
  }
  return Promise.all(statuses)
}

/** Nothing was rotated by the broken answer, so every grant has to come through. */
const harmless = ({ name, title, fault, quick = false }: Broken): Scenario => ({
  name,
  title,
  engines: bothEngines,
  quick,
  async run(stage) {
    const statuses = await play(stage, fault)
    must(
      statuses.every((status) => status === 200),
      'a grant did not come through',
    )
  },
})

/** The endpoint used the token up and its answer never arrived whole. All that is left is an honest end. */
const deadly = ({ name, title, fault, quick = false }: Broken): Scenario => ({
  name,
  title,
  engines: bothEngines,
  quick,
  async run(stage) {
    const statuses = await play(stage, fault)
    must(
      statuses.every((status) => status === 401),
      'a lost grant did not end as reconnect_required',
    )
  },
})

const first =
  (fault: Fault) =>
  (nth: number): Fault =>
    nth === 1 ? fault : {}

/** Good answers that a reader who goes by the letter would throw away. */
const oddities: readonly Fault[] = [
  { head: { 'content-type': 'text/plain' } },
  { head: { 'content-type': '' }, cut: 'behind' },
  { members: { expires_in: '3599', token_type: 'Bearer' } },
  { members: { expires_in: null, token_type: undefined, scope: null } },
  { members: { id_token: 'no.j.wt', error: null, api_url: '\0', uid: { is: 'unknown' } } },
  { members: { expires_in: 1e300, scope: 'user:read:user a\0b' } },
  { head: { 'content-encoding': 'gzip' } },
  { members: { padding: 'x'.repeat(300_000) } },
  { claims: 500 },
  { interim: true },
  { cut: 'late' },
]

const oddly = (): ((nth: number) => Fault) => {
  let turn = 0
  return () => at(oddities, turn++)
}

export const brokenAnswers: readonly Scenario[] = [
  harmless({
    name: 'odd-answers',
    title:
      'good answers with a wrong type, life, encoding, size, status or strange members, behind 100 Continue, or cut off behind their pair',
    quick: true,
    fault: oddly(),
  }),
  harmless({
    name: 'too-many',
    title: 'the token endpoint answers 429 and asks for three seconds',
    fault: first({ status: 429, head: { 'retry-after': '3' } }),
  }),
  harmless({
    name: 'unavailable',
    title: 'the token endpoint answers 503 twice',
    fault: (nth) => (nth <= 2 ? { status: 503 } : {}),
  }),
  harmless({
    name: 'reset-before',
    title: 'the connection is reset before the token is rotated',
    quick: true,
    fault: first({ cut: 'before' }),
  }),
  harmless({
    name: 'duplicate',
    title: 'the answer comes twice on one connection',
    fault: () => ({ twice: true }),
  }),
  harmless({
    name: 'page',
    title: 'a proxy answers with a page of its own',
    fault: first({ page: true }),
  }),
  deadly({
    name: 'reset-after',
    title: 'the connection is reset after the token was rotated',
    quick: true,
    fault: first({ cut: 'after' }),
  }),
  deadly({
    name: 'truncated',
    title: 'the answer breaks off in the middle of the access token',
    fault: first({ cut: 'middle' }),
  }),
]
