import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepFresh } from '../../src/connections/keeper.ts'
import { createRecentUse } from '../../src/connections/recent-use.ts'
import { createRenewalStore } from '../../src/connections/renewal-store.ts'
import { Secret } from '../../src/secret.ts'
import { describeOn, describeOnBothEngines, type Open } from './engines.ts'
import {
  connectionWith,
  createReplica,
  grantOf,
  pendingConnection,
  startVendor,
  type Replica,
  type ReplicaOptions,
  type Vendor,
} from './refresh-world.ts'

let vendor: Vendor
beforeAll(async () => {
  vendor = await startVendor()
})
afterAll(() => vendor.close())

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

async function keptReplica(open: Open, options: Partial<ReplicaOptions> = {}) {
  const replica = createReplica(await open(), { vendor, ...options })
  const store = createRenewalStore(replica)
  const use = createRecentUse({ store, now: Date.now })
  const needs = { store, use, accessTokens: replica.accessTokens, now: Date.now }
  const round = () => keepFresh(needs, () => false)
  return { ...replica, use, round }
}

interface Past {
  readonly leftMs: number
  readonly usedAgoMs: number
}

/** A connection with an hour's token, of which this much is left, and which was last needed that long ago. */
async function withPast(replica: Replica, { leftMs, usedAgoMs }: Past, grant = grantOf(vendor)) {
  const now = Date.now()
  const accessExpiresAt = now + leftMs
  const { id } = await connectionWith(replica, vendor, { ...grant, accessExpiresAt })
  await replica.database.db
    .updateTable('connections')
    .set({ issued_at: accessExpiresAt - 60 * minuteMs, last_used_at: now - usedAgoMs })
    .where('id', '=', id)
    .execute()
  return id
}

const versionOf = async ({ connections }: Replica, id: string) =>
  (await connections.getById(id))?.tokenVersion

describeOnBothEngines('the keeper', (open) => {
  it('renews what was needed lately and ends soon, without any request, and nothing else', async () => {
    const replica = await keptReplica(open)
    const soon = await withPast(replica, { leftMs: 5 * minuteMs, usedAgoMs: 5 * 60 * minuteMs })
    await replica.round()
    expect(await versionOf(replica, soon)).toBe(2)
    const fresh = await withPast(replica, { leftMs: 30 * minuteMs, usedAgoMs: minuteMs })
    const unused = await withPast(replica, { leftMs: 5 * minuteMs, usedAgoMs: 7 * 60 * minuteMs })
    const before = await vendor.stats()
    await replica.round()
    expect((await vendor.stats()).token_requests).toBe(before.token_requests)
    expect(await versionOf(replica, unused)).toBe(1)
    expect(await versionOf(replica, fresh)).toBe(1)
    replica.use.note((await replica.connections.getById(unused))!)
    await replica.round()
    expect(await versionOf(replica, unused)).toBe(2)
  })

  it('keeps a grant alive that nobody has used for weeks, well before it would end', async () => {
    const replica = await keptReplica(open)
    const weeks = await withPast(replica, { leftMs: -46 * dayMs, usedAgoMs: 46 * dayMs })
    await replica.round()
    expect(await versionOf(replica, weeks)).toBe(2)
    const rested = await withPast(replica, { leftMs: -29 * dayMs, usedAgoMs: 29 * dayMs })
    await replica.round()
    expect(await versionOf(replica, rested)).toBe(1)
  })

  it('renews tokens of server-to-server connections, and leaves alone what cannot be renewed', async () => {
    const replica = await keptReplica(open)
    const { accountId, clientId, clientSecret } = vendor.simulator.server
    const pending = await pendingConnection(replica)
    await replica.database.db
      .updateTable('connections')
      .set({ method: 'SERVER_TO_SERVER' })
      .where('id', '=', pending.id)
      .execute()
    const made = await replica.grants.fromServerToServer(
      { ...pending, method: 'SERVER_TO_SERVER' },
      { accountId, clientId, clientSecret: new Secret(clientSecret) },
    )
    expect(made.kind).toBe('active')
    const soon = { issued_at: Date.now() - 56 * minuteMs, access_expires_at: Date.now() + 240_000 }
    await replica.database.db
      .updateTable('connections')
      .set(soon)
      .where('id', '=', pending.id)
      .execute()
    const final = await withPast(
      replica,
      { leftMs: 5 * minuteMs, usedAgoMs: minuteMs },
      { ...grantOf(vendor), refreshToken: null },
    )
    await replica.round()
    expect(await versionOf(replica, pending.id)).toBe(2)
    expect(await versionOf(replica, final)).toBe(1)
  })

  it('shares the work between replicas: each connection is asked for once, few at a time', async () => {
    let underWay = 0
    let most = 0
    const asked: string[] = []
    const wrapAsk: ReplicaOptions['wrapAsk'] = () => async (held) => {
      asked.push(held.connection.id)
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay -= 1
      const tokens = { accessToken: new Secret('a'), refreshToken: new Secret('r') }
      return {
        kind: 'granted',
        tokens: { ...tokens, expiresIn: 3_600, scopes: [], apiUrl: null },
      }
    }
    const replicas = [await keptReplica(open, { wrapAsk }), await keptReplica(open, { wrapAsk })]
    const ids: string[] = []
    for (let i = 0; i < 30; i++) {
      ids.push(await withPast(replicas[0]!, { leftMs: 4 * minuteMs, usedAgoMs: minuteMs }))
    }
    await Promise.all(replicas.map(({ round }) => round()))
    expect(asked.filter((id) => ids.includes(id)).sort()).toEqual(ids.sort())
    expect(most).toBeLessThanOrEqual(16)
  })

  it('does not let a broken connection keep others from their turn', async () => {
    const replica = await keptReplica(open, {
      wrapAsk: (ask) => async (held) =>
        held.connection.id === broken
          ? { kind: 'unreachable', reason: 'the token endpoint answered 503' }
          : ask(held),
    })
    const broken = await withPast(replica, { leftMs: minuteMs, usedAgoMs: 0 })
    const well = await withPast(replica, { leftMs: 2 * minuteMs, usedAgoMs: 0 })
    await replica.round()
    expect(await versionOf(replica, broken)).toBe(1)
    expect(await versionOf(replica, well)).toBe(2)
  })

  it('tries corrected client credentials in its next round, and wrong ones no sooner than before', async () => {
    let asked = 0
    const wrapAsk: ReplicaOptions['wrapAsk'] = (ask) => (held) => {
      asked += 1
      return ask(held)
    }
    const wrong = { wrapAsk, clientSecret: 'a wrong secret' }
    const replicas = [await keptReplica(open, wrong), await keptReplica(open, wrong)]
    const due = await withPast(replicas[0]!, { leftMs: 2 * minuteMs, usedAgoMs: 0 })
    const longPause = { refresh_after: Date.now() + 20 * minuteMs, refresh_failures: 5 }
    await replicas[0]!.round()
    await replicas[0]!.database.db
      .updateTable('connections')
      .set(longPause)
      .where('id', '=', due)
      .execute()
    for (const { round } of [...replicas, ...replicas]) await round()
    expect(asked).toBe(1)
    const mended = await keptReplica(open)
    await mended.round()
    expect(await versionOf(mended, due)).toBe(2)
  })

  it('looks again at what a clock that was set back had put off for ever', async () => {
    const replica = await keptReplica(open)
    const due = await withPast(replica, { leftMs: 2 * minuteMs, usedAgoMs: 0 })
    const tomorrow = Date.now() + dayMs
    await replica.database.db
      .updateTable('connections')
      .set({ lease_until: tomorrow, refresh_after: tomorrow, refresh_failures: 1 })
      .where('id', '=', due)
      .execute()
    await replica.round()
    expect(await versionOf(replica, due)).toBe(2)
  })
})

describeOn('postgres', 'servers that note the same connections as used', (open) => {
  it('lock them in one order, so that none waits for another that waits for it', async () => {
    const replica = await keptReplica(open)
    const { db } = replica.database
    const ids = [
      await withPast(replica, { leftMs: dayMs, usedAgoMs: dayMs }),
      await withPast(replica, { leftMs: dayMs, usedAgoMs: dayMs }),
    ]
    const [first = '', second = ''] = ids.toSorted()
    // Behind the other in the table, where a scan would lock it last.
    await db.updateTable('connections').set({ label: 'x' }).where('id', '=', first).execute()
    const lock = (id: string) => db.selectFrom('connections').select('id').where('id', '=', id)
    let touched: Promise<void> | undefined
    await db.transaction().execute(async (server) => {
      await server.executeQuery(lock(first).forUpdate())
      touched = createRenewalStore(replica).touch([second, first])
      await untilSomebodyWaits(replica)
      await server.executeQuery(lock(second).forUpdate().noWait())
    })
    await touched
    const used = await db.selectFrom('connections').select('last_used_at').execute()
    expect(used.every(({ last_used_at }) => Date.now() - (last_used_at ?? 0) < minuteMs)).toBe(true)
  })
})

async function untilSomebodyWaits({ database }: Replica): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await sql`select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(database.db)
      return rows.length
    })
    .toBe(1)
}
