import { expect, it } from 'vitest'
import { createChanges } from '../../src/database/changes.ts'
import { hashApiKey } from '../../src/keys/api-key.ts'
import { createKeyStore } from '../../src/keys/key-store.ts'
import { createOwnerStore } from '../../src/keys/owner-store.ts'
import { describeOnBothEngines, type Open } from './engines.ts'

describeOnBothEngines('the log of changes', (open) => {
  async function world() {
    const database = await open()
    const owner = await createOwnerStore({ database }).ensure('default')
    const changes = createChanges(await open())
    const { mark } = await changes.since(null)
    const later = async () => (await changes.since(mark)).topics
    return { database, owner, changes, mark, later }
  }

  it('names a key that was revoked in another process', async () => {
    const { database, owner, later } = await world()
    const keys = createKeyStore({ database })
    const { key, secret } = await keys.create({ ownerId: owner.id, name: 'one' })
    expect(await later()).toEqual([])
    await keys.revoke(owner.id, key.id)
    expect(await later()).toEqual([hashApiKey(secret.reveal())])
  })

  it('names a connection and its owner’s default when it is made, changed or removed', async () => {
    const { database, owner, changes, later } = await world()
    await insertConnection(database, owner.id)
    const both = [`${owner.id} zoom `, `${owner.id} zoom c1`]
    expect([...((await later()) ?? [])].sort()).toEqual(both)
    for (const change of [renew, remove]) {
      const { mark } = await changes.since(null)
      await change(database)
      expect([...((await changes.since(mark)).topics ?? [])].sort()).toEqual(both)
    }
  })

  it('says nothing of leases and of use, which change often and alter no answer', async () => {
    const { database, owner, changes } = await world()
    await insertConnection(database, owner.id)
    const { mark } = await changes.since(null)
    await database.db
      .updateTable('connections')
      .set({ lease_until: 5, lease_generation: 2, last_used_at: 7, refresh_after: 1 })
      .execute()
    expect((await changes.since(mark)).topics).toEqual([])
    await remove(database)
  })

  it('names what a transaction wrote that began before the latest reading and ended after it', async () => {
    const { database, owner, changes } = await world()
    await insertConnection(database, owner.id)
    let mark = (await changes.since(null)).mark
    await database.db.transaction().execute(async (transaction) => {
      await transaction.updateTable('connections').set({ token_version: 9 }).execute()
      const between = await changes.since(mark)
      expect(between.topics).toEqual([])
      mark = between.mark
    })
    expect((await changes.since(mark)).topics).toContain(`${owner.id} zoom c1`)
    await remove(database)
  })

  it('does not name more than is worth reading: then everything may have changed', async () => {
    const { database, owner, changes, mark, later } = await world()
    const note = (topics: string[]) =>
      database.db
        .insertInto('changes')
        .values(topics.map((topic) => ({ topic })) as never)
        .execute()
    await note(Array.from({ length: 5_000 }, (_, i) => `worth reading ${i}`))
    expect(await later()).toHaveLength(5_000)
    await note(['one too many'])
    const { mark: next, topics } = await changes.since(mark)
    expect(topics).toBeNull()
    await insertConnection(database, owner.id)
    expect((await changes.since(next)).topics).toContain(`${owner.id} zoom c1`)
    await remove(database)
  })

  it('forgets after ten minutes, and goes on counting', async () => {
    const { database, owner, changes } = await world()
    await insertConnection(database, owner.id)
    await database.db.updateTable('changes').set({ at: 0 }).execute()
    const { mark } = await changes.since(null)
    await changes.prune(() => false)
    expect(await database.db.selectFrom('changes').select('mark').execute()).toEqual([])
    await remove(database)
    expect((await changes.since(mark)).topics).toHaveLength(2)
  })

  it('forgets some at a time, until there are none or the server stops', async () => {
    const { database, changes } = await world()
    const old = Array.from({ length: 500 }, (_, mark) => ({ mark: -mark, topic: 'old', at: 0 }))
    for (const from of [0, 500, 1_000])
      await database.db
        .insertInto('changes')
        .values(old.map((row) => ({ ...row, mark: row.mark - from - 1 })))
        .execute()
    const left = async () =>
      (await database.db.selectFrom('changes').select('mark').where('at', '=', 0).execute()).length
    await changes.prune(() => true)
    expect(await left()).toBe(1_000)
    await changes.prune(() => false)
    expect(await left()).toBe(0)
  })
})

type Database = Awaited<ReturnType<Open>>

async function insertConnection({ db, now }: Database, ownerId: string): Promise<void> {
  const at = await now()
  await db
    .insertInto('connections')
    .values({
      id: 'c1',
      owner_id: ownerId,
      app: 'zoom',
      method: 'OAUTH2',
      status: 'ACTIVE',
      metadata: '{}',
      created_at: at,
      updated_at: at,
    } as never)
    .execute()
}

const renew = ({ db }: Database) =>
  db.updateTable('connections').set({ token_version: 2 }).execute()
const remove = ({ db }: Database) => db.deleteFrom('connections').execute()
