import { join } from 'node:path'
import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Connection } from '../../src/connections/connection.ts'
import type { Position } from '../../src/connections/connection-store.ts'
import { createIdentityStore } from '../../src/connections/identity-store.ts'
import { createLiveConnections } from '../../src/connections/live-connections.ts'
import { nameGrants } from '../../src/connections/name-grants.ts'
import { createSealedConnections } from '../../src/connections/sealed-connections.ts'
import { createSpool, type Spool } from '../../src/connections/spool.ts'
import type { Database } from '../../src/database/database.ts'
import { Secret } from '../../src/secret.ts'
import { describeOnBothEngines } from './engines.ts'
import {
  connectionWith,
  createReplica,
  grantOf,
  inOneHour,
  longAgo,
  pendingConnection,
  sealed,
  startVendor,
  vault,
  type Replica,
  type Vendor,
} from './refresh-world.ts'

let vendor: Vendor
beforeAll(async () => {
  vendor = await startVendor()
})
afterAll(() => vendor.close())

const person = (userId: string) => ({ userId, accountId: 'acc', email: `${userId}@example.com` })
const tokens = (name: string) => ({
  accessToken: new Secret(`access ${name}`),
  refreshToken: new Secret(`refresh ${name}`),
  accessExpiresAt: inOneHour(),
  scopes: ['a:b', 'c:d'],
  apiUrl: null,
})
const issuance = { issuer: 'https://issuer', clientId: 'client' }

async function activeOf(replica: Replica, userId: string): Promise<Connection> {
  const { id } = await pendingConnection(replica)
  const grant = { tokens: tokens(userId), account: person(userId), issuance }
  return (await replica.connections.activate(id, grant))!
}

/** The same store, and how many rows it has answered with. */
function rowCounting(database: Database): { database: Database; counted: () => number } {
  let rows = 0
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      rows += result.rows.length
      return result
    },
  }
  return { database: { ...database, db: database.db.withPlugin(counter) }, counted: () => rows }
}

describeOnBothEngines('the connection store', (open) => {
  it('pages through a list without gaps or repeats, also where times are equal', async () => {
    const replica = createReplica(await open(), { vendor })
    const made: string[] = []
    for (let i = 0; i < 11; i++) made.push((await pendingConnection(replica, 'pager')).id)
    await replica.database.db
      .updateTable('connections')
      .set({ created_at: 5 })
      .where('id', 'in', made.slice(2, 8))
      .execute()
    const { ownerId } = (await replica.connections.getById(made[0]!))!
    const read: string[] = []
    let after: Position | null = null
    for (;;) {
      const page: Connection[] = await replica.connections.list(ownerId, {}, { limit: 3, after })
      read.push(...page.map(({ id }) => id))
      const last = page.at(-1)
      if (!last) break
      after = { createdAt: last.createdAt, id: last.id }
    }
    expect(read).toHaveLength(11)
    expect([...read].sort()).toEqual([...made].sort())
  })

  it("keeps owners apart, in every statement that takes an owner's word for it", async () => {
    const replica = createReplica(await open(), { vendor })
    const { connections } = replica
    const theirs = await pendingConnection(replica, 'grace')
    const { ownerId: me } = await pendingConnection(replica, 'ada')
    expect(await connections.get(me, theirs.id)).toBeNull()
    expect(await connections.update(me, theirs.id, { label: 'mine' })).toBeNull()
    expect(await connections.remove(me, theirs.id)).toBeNull()
    const listed = await connections.list(me, {}, { limit: 100, after: null })
    expect(listed.map(({ id }) => id)).not.toContain(theirs.id)
    const foreign = { issuer: vendor.url, clientId: vendor.simulator.clientId }
    expect(await connections.oldestActive(me, 'zoom', foreign)).toBeNull()
    expect((await connections.getById(theirs.id))?.label).toBeNull()
  })

  it('reads one row for the default connection, however many the owner has', async () => {
    const replica = createReplica(await open(), { vendor })
    const first = await activeOf(replica, 'many-1')
    for (const user of ['many-2', 'many-3', 'many-4']) await activeOf(replica, user)
    const { database, counted } = rowCounting(replica.database)
    const { connections } = createReplica(database, { vendor })
    const oldest = await connections.oldestActive(first.ownerId, 'zoom', issuance)
    expect(oldest?.id).toBe(first.id)
    expect(counted()).toBe(1)
  })

  it('activates, again and again, under one id, and keeps no token readable', async () => {
    const replica = createReplica(await open(), { vendor })
    const first = await activeOf(replica, 'u1')
    expect(first).toMatchObject({ status: 'ACTIVE', accountUserId: 'u1', scopes: ['a:b', 'c:d'] })
    const again = await replica.connections.activate(first.id, {
      tokens: tokens('u2'),
      account: person('u2'),
      issuance,
    })
    expect(again).toMatchObject({ id: first.id, tokenVersion: first.tokenVersion + 1 })
    const rows = await replica.database.db.selectFrom('connections').selectAll().execute()
    expect(JSON.stringify(rows)).not.toMatch(/(access|refresh) u[12]/)
    expect((await replica.tokenStore.read(first.id))?.tokens?.accessToken.reveal()).toBe(
      'access u2',
    )
    expect(
      await replica.connections.activate('nobody', {
        tokens: tokens('x'),
        account: person('x'),
        issuance,
      }),
    ).toBeNull()
  })

  it('lets a declined consent touch only a connection that never worked', async () => {
    const replica = createReplica(await open(), { vendor })
    const declined = { code: 'declined', detail: 'No.' } as const
    const active = await activeOf(replica, 'u3')
    await replica.connections.fail(active.id, declined)
    expect((await replica.connections.getById(active.id))?.status).toBe('ACTIVE')
    const pending = await pendingConnection(replica)
    await replica.connections.fail(pending.id, declined)
    expect(await replica.connections.getById(pending.id)).toMatchObject({
      status: 'FAILED',
      error: declined,
    })
  })

  it('supersedes older grants of the same person and client, and nothing else', async () => {
    const replica = createReplica(await open(), { vendor })
    const { connections, database } = replica
    const older = await activeOf(replica, 'same')
    const other = await activeOf(replica, 'other')
    const elsewhere = await pendingConnection(replica)
    await connections.activate(elsewhere.id, {
      tokens: tokens('same'),
      account: person('same'),
      issuance: { ...issuance, clientId: 'another client' },
    })
    const newer = await activeOf(replica, 'same')
    await database.db
      .updateTable('connections')
      .set({ granted_at: newer.updatedAt - 1 })
      .where('id', 'in', [older.id, other.id, elsewhere.id])
      .execute()
    await connections.supersede(newer)
    const standing = async (id: string) => {
      const connection = await connections.getById(id)
      return connection?.error?.code ?? connection?.status
    }
    expect(await standing(older.id)).toBe('superseded')
    expect(await standing(newer.id)).toBe('ACTIVE')
    expect(await standing(other.id)).toBe('ACTIVE')
    expect(await standing(elsewhere.id)).toBe('ACTIVE')
  })

  it('supersedes the grant of another owner too, names nobody, and asks them to reconnect', async () => {
    const replica = createReplica(await open(), { vendor })
    const { connections, database } = replica
    const theirs = await connections.activate((await pendingConnection(replica, 'grace')).id, {
      tokens: grantOf(vendor),
      account: person('shared'),
      issuance,
    })
    await database.db
      .updateTable('connections')
      .set({ granted_at: theirs!.updatedAt - 1 })
      .where('id', '=', theirs!.id)
      .execute()
    // A change of the label must not make the older grant look newer.
    await connections.update(theirs!.ownerId, theirs!.id, { label: 'late' })
    const mine = await connections.activate((await pendingConnection(replica, 'ada')).id, {
      tokens: grantOf(vendor),
      account: person('shared'),
      issuance,
    })
    await connections.supersede(mine!)
    const ended = await connections.getById(theirs!.id)
    expect(ended).toMatchObject({ status: 'FAILED', error: { code: 'superseded' } })
    expect(ended?.error?.detail).not.toMatch(new RegExp(`ada|${mine!.ownerId}|${mine!.id}`))
    expect((await connections.getById(mine!.id))?.status).toBe('ACTIVE')
    await expect(replica.accessTokens.current(theirs!.id)).rejects.toMatchObject({
      code: 'reconnect_required',
      extras: { reason: 'superseded' },
    })
  })

  it('is not healed by the late pair of a grant that was replaced', async () => {
    const replica = createReplica(await open(), { vendor })
    const { connections, tokenStore } = replica
    const older = await activeOf(replica, 'late')
    await replica.database.db
      .updateTable('connections')
      .set({ granted_at: 1 })
      .where('id', '=', older.id)
      .execute()
    await connections.supersede(await activeOf(replica, 'late'))
    expect(await tokenStore.commit(older.id, older.tokenVersion, tokens('late'))).toBeNull()
    expect((await connections.getById(older.id))?.error?.code).toBe('superseded')
  })

  it('leaves one of two alive when the same person connects twice at the same moment', async () => {
    const replica = createReplica(await open(), { vendor })
    const [one, two] = [await activeOf(replica, 'twin'), await activeOf(replica, 'twin')]
    await Promise.all([replica.connections.supersede(one), replica.connections.supersede(two)])
    const after = [
      await replica.connections.getById(one.id),
      await replica.connections.getById(two.id),
    ]
    expect(after.map((connection) => connection?.status).sort()).toEqual(['ACTIVE', 'FAILED'])
  })

  it('hands over what has to be revoked when it removes, once', async () => {
    const replica = createReplica(await open(), { vendor })
    const { id, ownerId } = await activeOf(replica, 'leaver')
    const removed = await replica.connections.remove(ownerId, id)
    expect(removed?.tokens?.accessToken.reveal()).toBe('access leaver')
    expect(await replica.connections.remove(ownerId, id)).toBeNull()
  })
})

/** A grant that works, imported while the token endpoint was away: nobody could be asked whose it is. */
async function unnamed(replica: Replica): Promise<Connection> {
  await vendor.breakTokens({ status: 503 })
  const grant = grantOf(vendor, { expiresAt: longAgo })
  const { id } = await replica.grants.fromImport(await pendingConnection(replica), grant)
  const good = { access_expires_at: inOneHour() }
  await replica.database.db.updateTable('connections').set(good).where('id', '=', id).execute()
  const connection = (await replica.connections.getById(id))!
  expect(connection.accountUserId).toBeNull()
  return connection
}

const dueNow = ({ database }: Replica) =>
  database.db
    .updateTable('connections')
    .set({ identity_after: 1 })
    .where('identity_after', 'is not', null)
    .execute()

describeOnBothEngines('grants', (open, store) => {
  it('are stored although nobody can say whose they are, and the operator learns why', async () => {
    const replica = createReplica(await open(), { vendor })
    const pending = await pendingConnection(replica)
    const grant = { ...grantOf(vendor), accessToken: new Secret('no token of this server') }
    const connection = await replica.grants.fromImport(pending, grant)
    expect(connection).toMatchObject({ status: 'ACTIVE', accountUserId: null })
    expect(replica.unnamed).toEqual(['/v2/users/me answered 401'])
  })

  it('are named later when the question failed, and asked about no more then', async () => {
    const replica = createReplica(await open(), { vendor })
    const { id } = await unnamed(replica)
    const store = createIdentityStore(replica)
    expect(await store.takeDue(9)).not.toContain(id)
    await dueNow(replica)
    await nameGrants({ ...replica, store }, () => false)
    expect((await replica.connections.getById(id))?.accountUserId).not.toBeNull()
    await dueNow(replica)
    expect(await store.takeDue(9)).not.toContain(id)
  })

  it('are asked about by one server at a time, and not for ever', async () => {
    const replica = createReplica(await open(), { vendor })
    const { id } = await unnamed(replica)
    const store = createIdentityStore(replica)
    let questions = 1
    for (let i = 0; i < 20; i++) {
      await dueNow(replica)
      const taken = await Promise.all([store.takeDue(9), store.takeDue(9)])
      questions += taken.flat().filter((one) => one === id).length
    }
    expect(questions).toBe(12)
  })

  it('end when they are named after a newer one of the same person', async () => {
    const replica = createReplica(await open(), { vendor })
    const late = await unnamed(replica)
    const { db } = replica.database
    await db.updateTable('connections').set({ granted_at: 1 }).where('id', '=', late.id).execute()
    const newer = await replica.grants.fromImport(await pendingConnection(replica), grantOf(vendor))
    const { accountUserId: userId, accountId, accountEmail: email } = newer
    await replica.connections.supersede(
      (await replica.connections.identify(late, { userId, accountId, email }))!,
    )
    const after = await replica.connections.getById(late.id)
    expect(after).toMatchObject({ status: 'FAILED', error: { code: 'superseded' } })
    expect((await replica.connections.getById(newer.id))?.status).toBe('ACTIVE')
  })

  it('come along when only their refresh token still works', async () => {
    const replica = createReplica(await open(), { vendor })
    const pending = await pendingConnection(replica)
    const grant = grantOf(vendor, { expiresAt: longAgo })
    const connection = await replica.grants.fromImport(pending, grant)
    expect(connection).toMatchObject({ status: 'ACTIVE', tokenVersion: 2 })
    expect(connection.accountUserId).not.toBeNull()
    expect(connection.accessExpiresAt).toBeGreaterThan(Date.now())
    const stored = await replica.tokenStore.read(connection.id)
    expect(stored?.tokens?.refreshToken?.reveal()).not.toBe(grant.refreshToken?.reveal())
    expect(replica.unnamed).toEqual([])
  })

  it('have the pair of an import on disk until the database holds it', async () => {
    const { dataDir } = await store.options()
    const spool = createSpool({ folder: join(dataDir, 'spool-import'), vault })
    const kept: number[] = []
    const watched: Spool = {
      ...spool,
      keep: (name, pair) => {
        spool.keep(name, pair)
        kept.push(name.version)
      },
      drop: (name) => {
        expect(spool.find(name)).not.toBeNull()
        spool.drop(name)
      },
    }
    const replica = createReplica(await open(), { vendor, spool: watched })
    const grant = grantOf(vendor, { expiresAt: longAgo })
    const { id } = await replica.grants.fromImport(await pendingConnection(replica), grant)
    expect(kept).toEqual([1])
    expect(spool.all()).toEqual([])
    expect((await replica.connections.getById(id))?.tokenVersion).toBe(2)
    expect(replica.refreshed).toEqual([{ outcome: 'fresh', reason: null }])
  })

  it('are not imported dead', async () => {
    const replica = createReplica(await open(), { vendor })
    const grant = {
      ...grantOf(vendor, { expiresAt: longAgo }),
      refreshToken: new Secret('used up'),
    }
    const attempt = replica.grants.fromImport(await pendingConnection(replica), grant)
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('are kept when the token endpoint is away during the import', async () => {
    const replica = createReplica(await open(), { vendor })
    await vendor.breakTokens({ status: 503 })
    const grant = grantOf(vendor, { expiresAt: longAgo })
    const connection = await replica.grants.fromImport(await pendingConnection(replica), grant)
    expect(connection).toMatchObject({ status: 'ACTIVE', accountUserId: null, tokenVersion: 1 })
  })

  it('end the older connection of the same person', async () => {
    const replica = createReplica(await open(), { vendor })
    const older = await replica.grants.fromImport(await pendingConnection(replica), grantOf(vendor))
    expect(older.accountUserId).not.toBeNull()
    await replica.database.db
      .updateTable('connections')
      .set({ granted_at: older.updatedAt - 1 })
      .where('id', '=', older.id)
      .execute()
    await replica.grants.fromImport(await pendingConnection(replica), grantOf(vendor))
    expect((await replica.connections.getById(older.id))?.error?.code).toBe('superseded')
  })
})

describeOnBothEngines('live connections', (open) => {
  async function world() {
    let at = Date.now()
    const { database, counted } = rowCounting(await open())
    const replica = createReplica(database, { vendor })
    const { apps, accessTokens } = replica
    const connection = await connectionWith(replica, vendor, grantOf(vendor))
    const live = createLiveConnections({
      apps,
      sealedConnections: createSealedConnections({ database, sealed }),
      accessTokens,
      reconnectUrl: ({ id }) => Promise.resolve(`http://gateway/connect?connection_id=${id}`),
      now: () => at,
    })
    const wish = {
      ownerId: connection.ownerId,
      app: 'zoom',
      connectionId: connection.id,
      scope: null,
    }
    const advance = (ms: number) => (at += ms)
    return { replica, connection, live, wish, advance, counted }
  }

  it('find a connection and its tokens in one look, by its name and as the default', async () => {
    const { live, wish, counted } = await world()
    for (const connectionId of [wish.connectionId, null]) {
      const before = counted()
      expect((await live.resolve({ ...wish, connectionId })).connection.id).toBe(wish.connectionId)
      expect(counted() - before).toBe(1)
    }
  })

  it('say that a dead connection has to be reconnected, also where its seal does not open', async () => {
    const { replica, connection, live, wish } = await world()
    await replica.database.db
      .updateTable('connections')
      .set({ status: 'FAILED', tokens: 'not a seal' })
      .where('id', '=', connection.id)
      .execute()
    await expect(live.resolve(wish)).rejects.toMatchObject({ code: 'reconnect_required' })
  })

  it('see within a second that a connection was deleted', async () => {
    const { replica, connection, live, wish, advance } = await world()
    const token = await live.resolve(wish)
    expect(live.cached(wish)).toBe(token)
    await replica.connections.remove(connection.ownerId, connection.id)
    advance(1_000)
    expect(live.cached(wish)).toBeNull()
    await expect(live.resolve(wish)).rejects.toMatchObject({ code: 'connection_not_found' })
  })

  it('do not trust an answer longer because the clock was set back', async () => {
    const { live, wish, advance } = await world()
    await live.resolve(wish)
    advance(-60_000)
    expect(live.cached(wish)).toBeNull()
  })

  it('cache the new token, and not the refused one, after upstream refused it', async () => {
    const { live, wish } = await world()
    const refused = await live.resolve(wish)
    const fresh = await live.resolveAfter(wish, refused)
    expect(fresh.version).toBe(refused.version + 1)
    expect(live.cached(wish)).toBe(fresh)
  })

  it('never fall back to another connection than the one that was named', async () => {
    const { live, wish, replica } = await world()
    const pending = await pendingConnection(replica)
    const resolve = (connectionId: string) => live.resolve({ ...wish, connectionId })
    await expect(resolve('nobody')).rejects.toMatchObject({ code: 'connection_not_found' })
    await expect(resolve(pending.id)).rejects.toMatchObject({ code: 'connection_pending' })
    const other = { ...wish, app: 'zoom-admin' }
    await expect(live.resolve(other)).rejects.toMatchObject({ code: 'connection_not_found' })
  })
})
