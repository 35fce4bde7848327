import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import type { Failure } from '../../src/errors.ts'
import { refresh } from '../../src/connections/refresh.ts'
import { Secret } from '../../src/secret.ts'
import { describeOnBothEngines } from './engines.ts'
import {
  connectionWith,
  createReplica,
  gate,
  grantOf,
  inOneHour,
  longAgo,
  startVendor,
  type Replica,
  type Vendor,
} from './refresh-world.ts'

let vendor: Vendor
let before = { token_requests: 0, refreshes: 0, invalid_grants: 0 }
beforeAll(async () => {
  vendor = await startVendor()
})
afterAll(() => vendor.close())
beforeEach(async () => {
  before = await vendor.stats()
})

/** What the token endpoint counted since this test began. */
async function counted() {
  const now = await vendor.stats()
  return {
    asked: now.token_requests - before.token_requests,
    rotated: now.refreshes - before.refreshes,
    refused: now.invalid_grants - before.invalid_grants,
  }
}

const statusOf = async ({ connections }: Replica, id: string) =>
  (await connections.getById(id))?.status

describeOnBothEngines('a refresh', (open) => {
  const replicaOn = async (options: Partial<Parameters<typeof createReplica>[1]> = {}) =>
    createReplica(await open(), { vendor, ...options })

  it('asks once for fifty callers', async () => {
    const replica = await replicaOn()
    const { id } = await connectionWith(replica, vendor)
    const callers = Array.from({ length: 50 }, () => replica.accessTokens.current(id))
    const secrets = (await Promise.all(callers)).map(({ secret }) => secret.reveal())
    expect(new Set(secrets).size).toBe(1)
    expect(await counted()).toEqual({ asked: 1, rotated: 1, refused: 0 })
  })

  it('replaces an access token that no header carries, and stops when none ever does', async () => {
    let broken = 2
    const replica = await replicaOn({
      wrapAsk: (ask) => async (open) => {
        const outcome = await ask(open)
        if (outcome.kind !== 'granted' || broken-- <= 0) return outcome
        return { ...outcome, tokens: { ...outcome.tokens, accessToken: new Secret('a\r\nb') } }
      },
    })
    const { id } = await connectionWith(replica, vendor)
    expect((await replica.accessTokens.current(id)).version).toBe(4)
    expect(await counted()).toEqual({ asked: 3, rotated: 3, refused: 0 })

    broken = 100
    const other = await connectionWith(replica, vendor)
    const failure = { code: 'token_endpoint_failed' }
    await expect(replica.accessTokens.current(other.id)).rejects.toMatchObject(failure)
    await expect(replica.accessTokens.current(other.id)).rejects.toMatchObject(failure)
    expect(await counted()).toEqual({ asked: 9, rotated: 9, refused: 0 })
  })

  it('asks once for two replicas with twenty-five callers each', async () => {
    const replicas = [await replicaOn(), await replicaOn()]
    const { id } = await connectionWith(replicas[0]!, vendor)
    await vendor.breakTokens({ delay_ms: 150 })
    const callers = Array.from({ length: 50 }, (_, i) => replicas[i % 2]!.accessTokens.current(id))
    const secrets = (await Promise.all(callers)).map(({ secret }) => secret.reveal())
    expect(new Set(secrets).size).toBe(1)
    expect(await counted()).toEqual({ asked: 1, rotated: 1, refused: 0 })
  })

  it('asks once although the token endpoint is slower than the lease is long', async () => {
    const durations = { leaseMs: 300 }
    const replicas = [await replicaOn({ durations }), await replicaOn({ durations })]
    const { id } = await connectionWith(replicas[0]!, vendor)
    await vendor.breakTokens({ delay_ms: 1_500 })
    const both = await Promise.all(replicas.map((replica) => replica.accessTokens.current(id)))
    expect(both[0]?.secret.reveal()).toBe(both[1]?.secret.reveal())
    expect(await counted()).toEqual({ asked: 1, rotated: 1, refused: 0 })
  })

  it('takes over the lease of a holder that died', async () => {
    const replica = await replicaOn()
    const { id } = await connectionWith(replica, vendor)
    expect(await replica.tokenStore.claim(id, 100)).not.toBeNull()
    expect(await replica.tokenStore.claim(id, 100)).toBeNull()
    const token = await replica.accessTokens.current(id)
    expect(token.version).toBe(2)
    expect(await counted()).toEqual({ asked: 1, rotated: 1, refused: 0 })
  })

  it('is not held up by a lease or a pause from before the clock was set back', async () => {
    const replica = await replicaOn()
    const { id } = await connectionWith(replica, vendor, grantOf(vendor))
    const tomorrow = Date.now() + 24 * 3_600_000
    await replica.database.db
      .updateTable('connections')
      .set({ lease_until: tomorrow, refresh_after: tomorrow, refresh_failures: 3 })
      .where('id', '=', id)
      .execute()
    expect(await replica.tokenStore.claim(id, 60_000)).toMatchObject({
      takenOver: true,
      pausedForMs: 0,
    })
  })

  it('stores the new pair before anybody gets it, and stores it sealed', async () => {
    const replica = await replicaOn()
    const { id } = await connectionWith(replica, vendor)
    const { secret } = await replica.accessTokens.current(id)
    expect((await replica.tokenStore.read(id))?.tokens?.accessToken.reveal()).toBe(secret.reveal())
    const rows = await replica.database.db.selectFrom('connections').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(secret.reveal())
  })

  it('counts the life of a token from the question on', async () => {
    const replica = await replicaOn()
    const { id } = await connectionWith(replica, vendor)
    await vendor.breakTokens({ delay_ms: 400 })
    const asked = Date.now()
    const { expiresAt } = await replica.accessTokens.current(id)
    expect(expiresAt - asked).toBeLessThan(3_600_000 + 300)
  })
})

describeOnBothEngines('a grant that ended', (open) => {
  const replicaOn = async (options: Partial<Parameters<typeof createReplica>[1]> = {}) =>
    createReplica(await open(), { vendor, ...options })

  it('is an honest end: reconnect_required with a reason and an address', async () => {
    const replica = await replicaOn()
    const connection = await connectionWith(replica, vendor)
    await connectionWith(replica, vendor) // The same person consents again, which ends the first grant.
    await expect(replica.accessTokens.current(connection.id)).rejects.toMatchObject({
      code: 'reconnect_required',
      extras: {
        connection_id: connection.id,
        reconnect_url: `http://gateway/connect?connection_id=${connection.id}`,
        reason: 'revoked',
      },
    })
    expect(await statusOf(replica, connection.id)).toBe('FAILED')
    await expect(replica.accessTokens.current(connection.id)).rejects.toMatchObject({
      code: 'reconnect_required',
    })
    expect((await counted()).asked).toBe(1)
  })

  it('is never concluded from the refusal of a version that was replaced meanwhile', async () => {
    const refusing = gate()
    const asking = gate()
    const replica = await replicaOn({
      wrapAsk: () => async () => {
        asking.open()
        await refusing.opened
        return { kind: 'refused', reason: 'invalid_grant: Invalid Token!' }
      },
    })
    const connection = await connectionWith(replica, vendor)
    const waiting = replica.accessTokens.current(connection.id)
    await asking.opened
    const renewed = await replica.connections.activate(connection.id, {
      tokens: grantOf(vendor),
      account: { userId: null, accountId: null, email: null },
      issuance: { issuer: vendor.url, clientId: vendor.simulator.clientId },
    })
    refusing.open()
    expect((await waiting).version).toBe(renewed?.tokenVersion)
    expect(await statusOf(replica, connection.id)).toBe('ACTIVE')
  })

  it('is not concluded by a holder that lost its lease', async () => {
    const replica = await replicaOn()
    const { id } = await connectionWith(replica, vendor)
    const stale = (await replica.tokenStore.claim(id, -1))!
    const current = (await replica.tokenStore.claim(id, 60_000))!
    expect([stale.takenOver, current.takenOver]).toEqual([false, true])
    const error = { code: 'revoked', detail: 'x' } as const
    expect(await replica.tokenStore.failUnderLease(stale, error, Date.now())).toBe(false)
    expect(await replica.tokenStore.renew(id, stale.generation, 60_000)).toBe(false)
    await replica.tokenStore.release(id, stale.generation)
    expect(await replica.tokenStore.claim(id, 60_000)).toBeNull()
    expect(await replica.tokenStore.failUnderLease(current, error, Date.now())).toBe(true)
  })

  it('without a refresh token is used to its last moment, and then ends as expired', async () => {
    const replica = await replicaOn()
    const soon = { ...grantOf(vendor, { expiresAt: Date.now() + 60_000 }), refreshToken: null }
    const connection = await connectionWith(replica, vendor, soon)
    const { secret } = await replica.accessTokens.current(connection.id)
    expect(secret.reveal()).toBe(soon.accessToken.reveal())
    await replica.accessTokens.landed()
    expect(await statusOf(replica, connection.id)).toBe('ACTIVE')
    const over = await connectionWith(replica, vendor, { ...soon, accessExpiresAt: longAgo })
    await expect(replica.accessTokens.current(over.id)).rejects.toMatchObject({
      code: 'reconnect_required',
      extras: { reason: 'expired' },
    })
    expect((await counted()).asked).toBe(0)
  })
})

describeOnBothEngines('a grant that is refused while its access token is good', (open) => {
  const refused = { kind: 'refused', reason: 'invalid_grant: Invalid Token!' } as const
  const refusedOn = async (now: () => number = Date.now) => {
    let flights = 0
    const replica = createReplica(await open(), {
      vendor,
      now,
      wrapAsk: () => () => {
        flights = replica.accessTokens.refreshing()
        return Promise.resolve(refused)
      },
    })
    const grant = grantOf(vendor, { expiresAt: Date.now() + 120_000 })
    const { id } = await connectionWith(replica, vendor, grant)
    await shortLived(replica.database, id)
    await replica.accessTokens.current(id)
    await replica.accessTokens.landed()
    expect([flights, replica.accessTokens.refreshing()]).toEqual([1, 0])
    return { replica, id, secret: grant.accessToken.reveal() }
  }

  it('serves every call until that token ends, and says so meanwhile', async () => {
    let skipped = 0
    const { replica, id, secret } = await refusedOn(() => Date.now() + skipped)
    for (let i = 0; i < 3; i++)
      expect((await replica.accessTokens.current(id)).secret.reveal()).toBe(secret)
    expect(replica.refreshed).toEqual([{ outcome: 'ending', reason: null }])
    expect(await replica.connections.getById(id)).toMatchObject({
      status: 'ACTIVE',
      error: { code: 'revoked' },
    })
    skipped = 121_000
    await expect(replica.accessTokens.current(id)).rejects.toMatchObject({
      code: 'reconnect_required',
    })
    expect(await statusOf(replica, id)).toBe('FAILED')
  })

  it('ends at once when upstream refuses that token too', async () => {
    const { replica, id } = await refusedOn()
    const token = await replica.accessTokens.current(id)
    await expect(replica.accessTokens.after(token)).rejects.toMatchObject({
      code: 'reconnect_required',
      extras: { reason: 'revoked' },
    })
    expect(await statusOf(replica, id)).toBe('FAILED')
    expect(replica.refreshed).toHaveLength(1)
  })

  it('ends by the upkeep when nobody calls', async () => {
    let skipped = 0
    const { replica, id } = await refusedOn(() => Date.now() + skipped)
    await replica.accessTokens.keep(id)
    expect(await statusOf(replica, id)).toBe('ACTIVE')
    skipped = 121_000
    await replica.accessTokens.keep(id)
    expect(await statusOf(replica, id)).toBe('FAILED')
  })

  it('is healed by the pair of a holder that comes back', async () => {
    const { replica, id } = await refusedOn()
    const pair = grantOf(vendor, { expiresAt: inOneHour() })
    await replica.tokenStore.commit(id, 1, pair)
    const token = await replica.accessTokens.current(id)
    expect(token.secret.reveal()).toBe(pair.accessToken.reveal())
    expect((await replica.connections.getById(id))?.error).toBeNull()
  })
})

describeOnBothEngines('a holder that stood still', (open) => {
  it('shows no token that another server has used meanwhile', async () => {
    const database = await open()
    const halted = createReplica(database, { vendor })
    const other = createReplica(await open(), { vendor })
    const { id } = await connectionWith(halted, vendor)
    let slept = 0
    const store: typeof halted.tokenStore = {
      ...halted.tokenStore,
      async claim(...args) {
        const lease = await halted.tokenStore.claim(...args)
        if (lease && slept === 0) {
          slept = 20_000
          await endLease(database, id)
          await other.accessTokens.current(id)
        }
        return lease
      },
    }
    const ask = halted.grants.renew
    const outcome = await refresh({ store, ask, now: () => Date.now() + slept }, id, 1)
    expect(outcome).toMatchObject({ kind: 'fresh', open: { connection: { tokenVersion: 2 } } })
    expect(await counted()).toEqual({ asked: 1, rotated: 1, refused: 0 })
  })

  it('keeps its turn for two minutes while the access token is good, and no longer', async () => {
    const replica = createReplica(await open(), { vendor })
    const { id } = await connectionWith(replica, vendor, grantOf(vendor))
    const { db } = replica.database
    const endedAgo = async (ms: number) => {
      const ended = db.updateTable('connections').set({ lease_until: Date.now() - ms })
      await ended.where('id', '=', id).execute()
    }
    await endedAgo(60_000)
    expect(await replica.tokenStore.claim(id, 60_000)).toBeNull()
    await endedAgo(125_000)
    expect(await replica.tokenStore.claim(id, 60_000)).toMatchObject({ takenOver: true })
    await db
      .updateTable('connections')
      .set({ access_expires_at: Date.now() + 30_000 })
      .where('id', '=', id)
      .execute()
    await endedAgo(1_000)
    expect(await replica.tokenStore.claim(id, 60_000)).toMatchObject({ takenOver: true })
  })
})

describeOnBothEngines('a fenced-out holder', (open) => {
  it('does not throw away the pair that it got', async () => {
    const answered = gate()
    const deliver = gate()
    const durations = { leaseMs: 60_000, graceMs: 2_000 }
    const slow = createReplica(await open(), {
      vendor,
      durations,
      wrapAsk: (ask) => async (held) => {
        const outcome = await ask(held)
        answered.open()
        await deliver.opened
        return outcome
      },
    })
    const other = createReplica(await open(), { vendor, durations })
    const { id } = await connectionWith(slow, vendor)
    const first = slow.accessTokens.current(id)
    await answered.opened
    // The holder stalls for longer than its lease, and its renewals with it.
    await endLease(slow.database, id)
    const second = other.accessTokens.current(id)
    await until(async () => (await counted()).refused === 1)
    deliver.open()
    const [one, two] = await Promise.all([first, second])
    expect(one.secret.reveal()).toBe(two.secret.reveal())
    expect(await counted()).toEqual({ asked: 2, rotated: 1, refused: 1 })
    expect((await slow.connections.getById(id))?.error).toBeNull()
  })

  it('heals a connection that was given up before its pair came', async () => {
    const replica = createReplica(await open(), { vendor })
    const { id, tokenVersion } = await connectionWith(replica, vendor)
    const lease = (await replica.tokenStore.claim(id, 60_000))!
    await replica.tokenStore.failUnderLease(lease, { code: 'revoked', detail: 'x' }, Date.now())
    const healed = await replica.tokenStore.commit(id, tokenVersion, grantOf(vendor))
    expect(healed).toMatchObject({ status: 'ACTIVE', error: null })
  })

  it('does not ask a second time after a lost answer', async () => {
    const asked: number[] = []
    const replica = createReplica(await open(), { vendor })
    const { id } = await connectionWith(replica, vendor)
    const outcome = await refresh(
      {
        store: replica.tokenStore,
        now: Date.now,
        durations: { pollMs: 10 },
        ask: async () => {
          asked.push(1)
          await endLease(replica.database, id)
          const next = (await replica.tokenStore.claim(id, 60_000))!
          await replica.tokenStore.commit(id, 1, grantOf(vendor))
          await replica.tokenStore.release(id, next.generation)
          return { kind: 'answer_lost', reason: 'cut' }
        },
      },
      id,
      1,
    )
    expect(outcome).toMatchObject({ kind: 'fresh', open: { connection: { tokenVersion: 2 } } })
    expect(asked).toHaveLength(1)
  })
})

describeOnBothEngines('a token endpoint that fails', (open) => {
  const replicaOn = async (options: Partial<Parameters<typeof createReplica>[1]> = {}) =>
    createReplica(await open(), { vendor, ...options })

  it('leaves the connection ACTIVE, is asked again after a pause, and says when', async () => {
    let skipped = 0
    const replica = await replicaOn({ now: () => Date.now() + skipped })
    const { id } = await connectionWith(replica, vendor)
    await vendor.breakTokens({ status: 503 })
    const failure = { code: 'token_endpoint_failed', extras: { retry_after_s: 1 } }
    await expect(replica.accessTokens.current(id)).rejects.toMatchObject(failure)
    await expect(replica.accessTokens.current(id)).rejects.toMatchObject(failure)
    expect(await statusOf(replica, id)).toBe('ACTIVE')
    skipped = 1_000
    await endPause(replica.database, id)
    expect((await replica.accessTokens.current(id)).version).toBe(2)
    expect(await counted()).toMatchObject({ rotated: 1, refused: 0 })
  })

  it('is left alone by every server, and how long grows with every failure', async () => {
    const calls = countedCalls()
    const [one, other] = [await replicaOn(calls), await replicaOn(calls)]
    const { id } = await connectionWith(one, vendor)
    await vendor.breakTokens({ status: 503 }, 3)
    const failed = async (replica: Replica) =>
      replica.accessTokens.current(id).then(
        () => null,
        (error: unknown) => (error as Failure).extras.retry_after_s,
      )
    expect(await failed(one)).toBe(1)
    expect(await failed(other)).toBe(1)
    expect(calls.made()).toBe(1)
    const waits: unknown[] = []
    for (let i = 0; i < 2; i++) {
      await endPause(one.database, id)
      waits.push(await failed(await replicaOn(calls)))
    }
    expect(waits).toEqual([15, 120])
    expect(calls.made()).toBe(3)
    await endPause(one.database, id)
    expect((await (await replicaOn()).accessTokens.current(id)).version).toBe(2)
    const row = await one.database.db
      .selectFrom('connections')
      .select(['refresh_failures', 'refresh_after'])
      .where('id', '=', id)
      .executeTakeFirst()
    expect(row).toEqual({ refresh_failures: null, refresh_after: null })
  })

  it('and goes on losing answers is asked a second time at once only after the first', async () => {
    const calls = countedCalls()
    const replica = await replicaOn(calls)
    const { id } = await connectionWith(replica, vendor)
    await vendor.breakTokens({ reset: true }, 3)
    await expect(replica.accessTokens.current(id)).rejects.toMatchObject({
      extras: { retry_after_s: 15 },
    })
    expect(calls.made()).toBe(2)
    await endPause(replica.database, id)
    await expect((await replicaOn(calls)).accessTokens.current(id)).rejects.toMatchObject({
      extras: { retry_after_s: 120 },
    })
    expect(calls.made()).toBe(3)
  })

  it.each([
    ['with minutes left', 120_000],
    ['with seconds left', 6_000],
  ])('does not fail a request whose token is still good, %s', async (_, leftMs) => {
    const replica = await replicaOn()
    const grant = grantOf(vendor, { expiresAt: Date.now() + leftMs })
    const { id } = await connectionWith(replica, vendor, { ...grant })
    await shortLived(replica.database, id)
    await vendor.breakTokens({ status: 503 })
    for (let i = 0; i < 3; i++) {
      expect((await replica.accessTokens.current(id)).secret.reveal()).toBe(
        grant.accessToken.reveal(),
      )
    }
    await replica.accessTokens.landed()
    expect(replica.refreshed.map(({ outcome }) => outcome)).toEqual(['failed'])
    expect(await statusOf(replica, id)).toBe('ACTIVE')
  })

  it('does not hold up a request whose token is still good', async () => {
    const hold = gate()
    const replica = await replicaOn({
      wrapAsk: (ask) => async (held) => {
        await hold.opened
        return ask(held)
      },
    })
    const grant = grantOf(vendor, { expiresAt: Date.now() + 2_000 })
    const { id } = await connectionWith(replica, vendor, grant)
    await shortLived(replica.database, id)
    expect((await replica.accessTokens.current(id)).secret.reveal()).toBe(
      grant.accessToken.reveal(),
    )
    hold.open()
    await replica.accessTokens.landed()
    expect((await replica.accessTokens.current(id)).version).toBe(2)
  })

  it('refreshes in the background before the end, and a token that lives long is left alone', async () => {
    const replica = await replicaOn()
    const grant = grantOf(vendor, { expiresAt: Date.now() + 240_000 })
    const { id } = await connectionWith(replica, vendor, grant)
    await shortLived(replica.database, id)
    expect((await replica.accessTokens.current(id)).version).toBe(1)
    await replica.accessTokens.landed()
    expect((await replica.accessTokens.current(id)).version).toBe(2)
    expect(await counted()).toEqual({ asked: 1, rotated: 1, refused: 0 })
  })

  it('that lost the answer before it acted loses nothing', async () => {
    const replica = await replicaOn()
    const { id } = await connectionWith(replica, vendor)
    await vendor.breakTokens({ reset: true })
    expect((await replica.accessTokens.current(id)).version).toBe(2)
    expect(await counted()).toMatchObject({ rotated: 1, refused: 0 })
  })

  it.each([
    ['without a byte', { drop_response: true }],
    ['in the middle', { truncate_after: 20 }],
  ])('that rotated and lost the answer %s asks the person to reconnect', async (_, effect) => {
    const replica = await replicaOn()
    const { id } = await connectionWith(replica, vendor)
    await vendor.breakTokens(effect)
    await expect(replica.accessTokens.current(id)).rejects.toMatchObject({
      code: 'reconnect_required',
    })
    expect(await counted()).toEqual({ asked: 2, rotated: 1, refused: 1 })
    expect(await statusOf(replica, id)).toBe('FAILED')
  })

  it('and refuses the OAuth client is left alone by every server with that client', async () => {
    const calls = countedCalls()
    const wrong = { ...calls, clientSecret: 'a wrong secret' }
    const [one, other] = [await replicaOn(wrong), await replicaOn(wrong)]
    const { id } = await connectionWith(one, vendor)
    const failed = async (replica: Replica): Promise<unknown[]> => {
      const error: unknown = await replica.accessTokens
        .current(id)
        .catch((thrown: unknown) => thrown)
      const { code, extras } = error as Failure
      return [code, extras.retry_after_s]
    }
    expect(await failed(one)).toEqual(['app_not_configured', 1])
    expect(await failed(other)).toEqual(['app_not_configured', 1])
    expect(calls.made()).toBe(1)
    const waits: unknown[] = []
    for (let i = 0; i < 4; i++) {
      await endPause(one.database, id)
      waits.push((await failed(await replicaOn(wrong)))[1])
    }
    expect(waits).toEqual([15, 120, 480, 1_200])
    expect(await failed(await replicaOn(wrong))).toEqual(['app_not_configured', 1_200])
    expect(calls.made()).toBe(5)
    const [row] = await one.database.db
      .selectFrom('connections')
      .selectAll()
      .where('id', '=', id)
      .execute()
    expect(row?.refused_client).toMatch(/^[0-9a-f]{64}$/)
    // The operator corrects the secret: nobody waits for the end of a pause that was for the wrong one.
    expect((await (await replicaOn()).accessTokens.current(id)).version).toBe(2)
    expect(await one.tokenStore.claim(id, 1_000)).toMatchObject({
      failures: 0,
      refusedClient: null,
    })
  })

  it('is not asked, and no server is held back, for a grant of another OAuth client', async () => {
    const replica = await replicaOn()
    const { id } = await connectionWith(replica, vendor)
    const { db } = replica.database
    await db.updateTable('connections').set({ client_id: 'another' }).where('id', '=', id).execute()
    await expect(replica.accessTokens.current(id)).rejects.toMatchObject({
      code: 'app_not_configured',
    })
    expect(await replica.tokenStore.claim(id, 1_000)).toMatchObject({ failures: 0, pausedForMs: 0 })
    expect((await counted()).asked).toBe(0)
  })

  it('is not blamed on the grant when the OAuth client is wrong', async () => {
    const replica = await replicaOn({ clientSecret: 'a wrong secret' })
    const { id } = await connectionWith(replica, vendor)
    await expect(replica.accessTokens.current(id)).rejects.toMatchObject({
      code: 'app_not_configured',
    })
    expect(await statusOf(replica, id)).toBe('ACTIVE')
    const mended = await replicaOn()
    expect((await mended.accessTokens.current(id)).version).toBe(2)
  })
})

describeOnBothEngines('a token that upstream refuses', (open) => {
  it('is refreshed once for everybody who holds it', async () => {
    const replica = createReplica(await open(), { vendor })
    const { id } = await connectionWith(replica, vendor, grantOf(vendor))
    const refused = await replica.accessTokens.current(id)
    const fresh = await Promise.all(
      Array.from({ length: 20 }, () => replica.accessTokens.after(refused)),
    )
    expect(new Set(fresh.map(({ version }) => version))).toEqual(new Set([2]))
    expect((await replica.accessTokens.after(refused)).version).toBe(2)
    expect((await counted()).asked).toBe(1)
  })

  it('does not rotate a good grant for ever', async () => {
    const replica = createReplica(await open(), { vendor })
    const { id } = await connectionWith(replica, vendor, grantOf(vendor))
    let token = await replica.accessTokens.current(id)
    for (let i = 0; i < 5; i++) token = await replica.accessTokens.after(token)
    await expect(replica.accessTokens.after(token)).rejects.toMatchObject({
      code: 'token_endpoint_failed',
    })
    expect((await counted()).asked).toBe(5)
    expect(await statusOf(replica, id)).toBe('ACTIVE')
  })
})

describeOnBothEngines('a consent during a refresh', (open) => {
  it('wins, whatever the refresh brings', async () => {
    const answered = gate()
    const deliver = gate()
    const replica = createReplica(await open(), {
      vendor,
      wrapAsk: (ask) => async (held) => {
        const outcome = await ask(held)
        answered.open()
        await deliver.opened
        return outcome
      },
    })
    const { id } = await connectionWith(replica, vendor)
    const waiting = replica.accessTokens.current(id)
    await answered.opened
    const consented = grantOf(vendor, { expiresAt: inOneHour() })
    await replica.connections.activate(id, {
      tokens: consented,
      account: { userId: null, accountId: null, email: null },
      issuance: { issuer: vendor.url, clientId: vendor.simulator.clientId },
    })
    deliver.open()
    expect((await waiting).secret.reveal()).toBe(consented.accessToken.reveal())
    const stored = await replica.tokenStore.read(id)
    expect(stored?.tokens?.refreshToken?.reveal()).toBe(consented.refreshToken?.reveal())
  })

  it('and a deletion during a refresh ends in connection_not_found', async () => {
    const asking = gate()
    const deliver = gate()
    const replica = createReplica(await open(), {
      vendor,
      wrapAsk: (ask) => async (held) => {
        asking.open()
        await deliver.opened
        return ask(held)
      },
    })
    const { id, ownerId } = await connectionWith(replica, vendor)
    const waiting = replica.accessTokens.current(id)
    await asking.opened
    await replica.connections.remove(ownerId, id)
    deliver.open()
    await expect(waiting).rejects.toMatchObject({ code: 'connection_not_found' })
  })

  it('and a deletion ends the grant that the refresh brings', async () => {
    const answered = gate()
    const deliver = gate()
    let granted = ''
    const replica = createReplica(await open(), {
      vendor,
      wrapAsk: (ask) => async (held) => {
        const outcome = await ask(held)
        if (outcome.kind === 'granted') granted = outcome.tokens.accessToken.reveal()
        answered.open()
        await deliver.opened
        return outcome
      },
    })
    const { id, ownerId } = await connectionWith(replica, vendor)
    const waiting = replica.accessTokens.current(id)
    await answered.opened
    await replica.connections.remove(ownerId, id)
    const headers = { authorization: `Bearer ${granted}` }
    expect((await fetch(`${vendor.url}/v2/users/me`, { headers })).status).toBe(200)
    deliver.open()
    await expect(waiting).rejects.toMatchObject({ code: 'connection_not_found' })
    expect((await fetch(`${vendor.url}/v2/users/me`, { headers })).status).toBe(401)
  })
})

describeOnBothEngines('a database that is away', (open) => {
  it('is told as its own error, and the connection stays as it is', async () => {
    const database = await open()
    const replica = createReplica(database, { vendor })
    const { id } = await connectionWith(replica, vendor)
    const away = new Error('the database is away')
    for (const statement of ['read', 'claim'] as const) {
      const store = { ...replica.tokenStore, [statement]: () => Promise.reject(away) }
      const needs = { store, ask: () => Promise.reject(new Error('asked')), now: Date.now }
      const held = statement === 'read' ? await replica.tokenStore.claim(id, 60_000) : null
      await expect(refresh(needs, id, 1)).rejects.toBe(away)
      if (held) await replica.tokenStore.release(id, held.generation)
    }
    expect(await statusOf(replica, id)).toBe('ACTIVE')
  })

  it('gets the rotated pair as soon as it is back', async () => {
    const replica = createReplica(await open(), { vendor })
    const { id } = await connectionWith(replica, vendor)
    let failures = 3
    const store: typeof replica.tokenStore = {
      ...replica.tokenStore,
      commit: (...args) =>
        failures-- > 0
          ? Promise.reject(new Error('the database is away'))
          : replica.tokenStore.commit(...args),
    }
    const ask = replica.grants.renew
    const outcome = await refresh({ store, ask, now: Date.now }, id, 1)
    expect(outcome).toMatchObject({ kind: 'fresh', open: { connection: { tokenVersion: 2 } } })
    expect(await counted()).toEqual({ asked: 1, rotated: 1, refused: 0 })
  })

  it('lets a caller stop waiting while the pair is still being offered', async () => {
    const back = gate()
    const replica = createReplica(await open(), {
      vendor,
      durations: { waitMs: 200 },
      wrapAsk: (ask) => async (held) => {
        await back.opened
        return ask(held)
      },
    })
    const { id } = await connectionWith(replica, vendor)
    await expect(replica.accessTokens.current(id)).rejects.toMatchObject({
      code: 'token_endpoint_failed',
    })
    back.open()
    await replica.accessTokens.landed()
    expect((await replica.accessTokens.current(id)).version).toBe(2)
    expect((await counted()).asked).toBe(1)
  })
})

/** Counts the questions themselves: what a fault answers never reaches the token endpoint's own count. */
function countedCalls() {
  let calls = 0
  const wrapAsk: NonNullable<Parameters<typeof createReplica>[1]['wrapAsk']> = (ask) => (held) => {
    calls += 1
    return ask(held)
  }
  return { wrapAsk, made: () => calls }
}

async function endLease({ db }: Database, id: string): Promise<void> {
  await db.updateTable('connections').set({ lease_until: 1 }).where('id', '=', id).execute()
}

async function endPause({ db }: Database, id: string): Promise<void> {
  await db.updateTable('connections').set({ refresh_after: 1 }).where('id', '=', id).execute()
}

/** Makes the connection look like one that got an hour's token almost an hour ago. */
async function shortLived({ db }: Database, id: string): Promise<void> {
  await db
    .updateTable('connections')
    .set({ issued_at: Date.now() - 3_500_000 })
    .where('id', '=', id)
    .execute()
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await new Promise((resolve) => setImmediate(resolve))
}
