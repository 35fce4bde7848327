import { createAccessTokens, type AccessTokens } from '../../src/connections/access-token.ts'
import { keepFresh, type KeeperNeeds } from '../../src/connections/keeper.ts'
import { createRecentUse } from '../../src/connections/recent-use.ts'
import { createRenewalStore } from '../../src/connections/renewal-store.ts'
import { createSealedTokens } from '../../src/connections/sealed-tokens.ts'
import { createTokenStore } from '../../src/connections/token-store.ts'
import { openDatabase, type Database } from '../../src/database/database.ts'
import { Secret } from '../../src/secret.ts'
import { createLedger, hadValidToken, rotationsOf, type Ledger } from '../ledger.ts'
import { bothEngines, must, type Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** What one server has for this: tokens, and the upkeep that renews them. */
interface Server {
  readonly database: Database
  readonly accessTokens: AccessTokens
  readonly keeper: KeeperNeeds
}

interface World {
  readonly ledger: Ledger
  readonly now: () => number
  readonly count: () => void
}

/** SQLite lives by the simulated clock as well; on PostgreSQL leases go by the real one. */
async function server({ place, store }: Stage, { ledger, now, count }: World): Promise<Server> {
  const database = await openDatabase({ ...place, now })
  const tokens = createTokenStore({ database, sealed: createSealedTokens({ vault: store.vault }) })
  const accessTokens = createAccessTokens({
    store: tokens,
    now,
    reconnectUrl: () => Promise.resolve(''),
    onRefresh: () => undefined,
    async ask(open) {
      count()
      const presented = ledger.present(open.tokens?.refreshToken?.reveal() ?? '')
      if (presented.kind === 'refused') return { kind: 'refused', reason: 'invalid_grant' }
      const { accessToken, refreshToken } = presented.pair
      const pair = { accessToken: new Secret(accessToken), refreshToken: new Secret(refreshToken) }
      return { kind: 'granted', tokens: { ...pair, expiresIn: 3_600, scopes: [], apiUrl: null } }
    },
  })
  const renewals = createRenewalStore({ database })
  const use = createRecentUse({ store: renewals, now })
  return { database, accessTokens, keeper: { store: renewals, use, accessTokens, now } }
}

export const longRun: Scenario = {
  name: 'long-run',
  title: '72 h of simulated time, 1,000 connections in use, renewed each hour',
  engines: bothEngines,
  quick: false,
  inProcess: true,
  async run(stage) {
    let at = Date.now()
    let asked = 0
    const now = (): number => at
    const ledger = createLedger({ killOnReuse: true, expiresInMs: hourMs, now })
    const world: World = { ledger, now, count: () => void (asked += 1) }
    const servers = [await server(stage, world)]
    if (stage.engine === 'postgres') {
      servers.push(await server(stage, world), await server(stage, world))
    }
    for (let n = 0; n < 1_000; n++) {
      const { grant, pair } = ledger.issue()
      stage.subjects.push({ grant, id: await stage.store.connect(pair, at + hourMs) })
    }
    const endAt = at + 72 * hourMs
    for (; at < endAt; at += 3 * minuteMs) await round(stage, { servers, ledger, at })
    for (const { database } of servers) await database.close()
    const rotations = rotationsOf(ledger.grants)
    stage.notes.push(`${asked} token calls for ${rotations} rotations`)
    must(asked === rotations, 'a rotation cost more than one token call')
    must(rotations >= 70 * 1_000, `${rotations} rotations are too few`)
  },
}

/** The upkeep of each server, and some calls. */
async function round(
  { random, subjects, calls }: Stage,
  { servers, ledger, at }: { servers: readonly Server[]; ledger: Ledger; at: number },
): Promise<void> {
  await Promise.all(
    servers.map(async ({ keeper }) => {
      for (const { id } of subjects) keeper.use.note({ id, lastUsedAt: null })
      await keepFresh(keeper, () => false)
    }),
  )
  for (let n = 0; n < 20; n++) {
    const subject = subjects[random.whole(0, subjects.length - 1)]
    const chosen = servers[random.whole(0, servers.length - 1)]
    if (!subject || !chosen) continue
    calls.made += 1
    const { secret } = await chosen.accessTokens.current(subject.id)
    if (ledger.accept(secret.reveal())) calls.answered += 1
    else if (hadValidToken(subject.grant, { startedAt: at, endedAt: at }))
      calls.failedWhileValid += 1
    else throw new Error('a call got a token that had ended')
  }
}
