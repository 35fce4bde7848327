import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createGrants } from '../../src/connections/grants.ts'
import { retryRevocations } from '../../src/connections/retry-revocations.ts'
import type { Database } from '../../src/database/database.ts'
import { describeOn, describeOnBothEngines } from './engines.ts'
import {
  connectionWith,
  createReplica,
  grantOf,
  startVendor,
  type Replica,
  type Vendor,
} from './refresh-world.ts'

let vendor: Vendor
beforeAll(async () => {
  vendor = await startVendor()
})
afterAll(() => vendor.close())
const toSimulator = (path: string, body: unknown) =>
  fetch(`${vendor.url}/_simulator/${path}`, { method: 'POST', body: JSON.stringify(body) })
const breakRevoke = (times = 1) =>
  toSimulator('faults', {
    match: { method: 'POST', path: '/oauth/revoke' },
    times,
    do: { status: 503 },
  })
beforeEach(() => fetch(`${vendor.url}/_simulator/faults`, { method: 'DELETE' }))

const pendingIn = ({ db }: Database) => db.selectFrom('revocations').selectAll().execute()
const makeDue = ({ db }: Database) => db.updateTable('revocations').set({ next_at: 1 }).execute()
const retry = ({ revocations, grants }: Replica) =>
  retryRevocations({ store: revocations, grants }, () => false)

async function worksAtVendor(token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` }
  return (await fetch(`${vendor.url}/v2/users/me`, { headers })).ok
}

async function deleted(replica: Replica, grant = grantOf(vendor)) {
  const { id, ownerId } = await connectionWith(replica, vendor, grant)
  const removed = (await replica.connections.remove(ownerId, id))!
  return { id, removed, token: grant.accessToken.reveal() }
}

describeOnBothEngines('the grant of a deleted connection', (open) => {
  it('is revoked, and nothing of it is kept', async () => {
    const replica = createReplica(await open(), { vendor })
    const { removed, token } = await deleted(replica)
    expect(await worksAtVendor(token)).toBe(true)
    expect(await pendingIn(replica.database)).toHaveLength(1)
    expect(await replica.grants.revoke(removed)).toBe(true)
    expect(await worksAtVendor(token)).toBe(false)
    expect(await pendingIn(replica.database)).toEqual([])
  })

  it('is revoked later, by any server, when the authorization server did not confirm', async () => {
    const replica = createReplica(await open(), { vendor })
    const { removed, token } = await deleted(replica)
    await breakRevoke(2)
    expect(await replica.grants.revoke(removed)).toBe(false)
    await makeDue(replica.database)
    const other = createReplica(await open(), { vendor })
    await retry(other)
    const [pending] = await pendingIn(replica.database)
    expect(pending?.next_at).toBeGreaterThan(Date.now())
    expect(JSON.stringify(pending)).not.toContain(token)
    expect(await worksAtVendor(token)).toBe(true)
    await makeDue(replica.database)
    await Promise.all([retry(other), retry(replica)])
    expect(await worksAtVendor(token)).toBe(false)
    expect(await pendingIn(replica.database)).toEqual([])
  })

  it('is revoked with a fresh access token when its own has ended', async () => {
    const replica = createReplica(await open(), { vendor })
    const before = await vendor.stats()
    const { removed, token } = await deleted(replica, grantOf(vendor, { expiresAt: 1_000 }))
    await breakRevoke()
    expect(await replica.grants.revoke(removed)).toBe(false)
    expect((await vendor.stats()).refreshes - before.refreshes).toBe(1)
    await makeDue(replica.database)
    await retry(replica)
    expect((await vendor.stats()).refreshes - before.refreshes).toBe(1)
    expect(await worksAtVendor(token)).toBe(false)
    expect(await pendingIn(replica.database)).toEqual([])
  })

  it('is revoked after the answer when Zoom hangs while a fresh access token is fetched', async () => {
    const replica = createReplica(await open(), { vendor, revokeWithinMs: 100 })
    const { removed, token } = await deleted(replica, grantOf(vendor, { expiresAt: 1_000 }))
    await vendor.breakTokens({ delay_ms: 1_500 })
    expect(await replica.grants.revoke(removed)).toBe(false)
    expect(await worksAtVendor(token)).toBe(true)
    const [pending] = await pendingIn(replica.database)
    expect(pending?.next_at).toBeGreaterThan(Date.now() + 75_000)
    await replica.grants.landed()
    expect(await worksAtVendor(token)).toBe(false)
    expect(await pendingIn(replica.database)).toEqual([])
  })

  it('is revoked with the fresh access token although the database does not take that one', async () => {
    const replica = createReplica(await open(), { vendor })
    const { removed, token } = await deleted(replica, grantOf(vendor, { expiresAt: 1_000 }))
    const away = () => Promise.reject(new Error('the database is away'))
    const cut = { ...replica, revocations: { ...replica.revocations, replace: away } }
    const grants = createGrants({ ...cut, store: replica.connections, now: Date.now })
    expect(await grants.revoke(removed)).toBe(true)
    expect(await worksAtVendor(token)).toBe(false)
  })

  it('is given up when it has ended by itself', async () => {
    const replica = createReplica(await open(), { vendor })
    await deleted(replica)
    await replica.database.db.updateTable('revocations').set({ until: 1 }).execute()
    await retry(replica)
    expect(await pendingIn(replica.database)).toEqual([])
  })
})

describeOn('sqlite', 'the files of the store', (open, store) => {
  it('hold no byte of a sealed token after its connection was deleted', async () => {
    const replica = createReplica(await open(), { vendor })
    const { dataDir } = await store.options()
    const onDisk = () =>
      ['valetkey.db', 'valetkey.db-wal']
        .map((name) => readFileSync(join(dataDir, name), 'latin1'))
        .join('')
    const sealedNow = async () => {
      const rows = await replica.database.db.selectFrom('connections').select('tokens').execute()
      return rows.map(({ tokens }) => tokens ?? '')
    }
    const { id, ownerId } = await connectionWith(replica, vendor)
    const seals = await sealedNow()
    await replica.accessTokens.current(id)
    seals.push(...(await sealedNow()))
    const pieces = seals.flatMap((seal) => seal.slice(20).match(/.{40}/g) ?? [])
    const left = () => pieces.filter((piece) => onDisk().includes(piece)).length
    expect(left()).toBeGreaterThan(10)
    const removed = (await replica.connections.remove(ownerId, id))!
    const pending = await pendingIn(replica.database)
    pieces.push(...pending.flatMap(({ secrets }) => secrets.slice(20).match(/.{40}/g) ?? []))
    await replica.grants.revoke(removed)
    expect(left()).toBe(0)
  })
})
