import { expect, it } from 'vitest'
import { createKeyStore } from '../../src/keys/key-store.ts'
import { hashApiKey } from '../../src/keys/api-key.ts'
import { createOwnerStore } from '../../src/keys/owner-store.ts'
import { describeOnBothEngines } from './engines.ts'

describeOnBothEngines('the owner store', (open) => {
  it('makes one owner when twenty ask for the same name at once', async () => {
    const handles = await Promise.all([open(), open()])
    const racing = Array.from({ length: 20 }, (_, i) =>
      createOwnerStore({ database: handles[i % 2]! }).ensure('ada@example.com'),
    )
    const owners = await Promise.all(racing)
    expect(new Set(owners.map(({ id }) => id)).size).toBe(1)
    const rows = await handles[0].db.selectFrom('owners').selectAll().execute()
    expect(rows.map(({ name }) => name)).toEqual(['ada@example.com'])
  })

  it('finds an owner by id, and nobody by another', async () => {
    const owners = createOwnerStore({ database: await open() })
    const grace = await owners.ensure('grace@example.com')
    expect(await owners.get(grace.id)).toEqual(grace)
    expect(await owners.get('nobody')).toBeNull()
  })
})

describeOnBothEngines('the key store', (open, store) => {
  async function world() {
    const database = await open()
    const owners = createOwnerStore({ database })
    const [ada, grace] = [await owners.ensure('ada'), await owners.ensure('grace')]
    return { database, keys: createKeyStore({ database }), ada, grace }
  }

  it('knows whether any key was ever made', async () => {
    const { keys, ada } = await world()
    expect(await keys.any()).toBe(false)
    await keys.create({ ownerId: ada.id, name: 'first' })
    expect(await keys.any()).toBe(true)
  })

  it('finds a key by its hash and keeps nothing else of it', async () => {
    const { database, keys, ada } = await world()
    const { key, secret } = await keys.create({ ownerId: ada.id, name: 'laptop' })
    expect(await keys.findByHash(hashApiKey(secret.reveal()))).toEqual(key)
    const rows = await database.db.selectFrom('api_keys').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(secret.reveal().slice(3))
  })

  it('does not find a revoked key, and keeps the time of its first revocation', async () => {
    const { keys, ada } = await world()
    const { key, secret } = await keys.create({ ownerId: ada.id, name: 'lost' })
    expect(await keys.revoke(ada.id, key.id)).toBe(true)
    const revokedAt = async () =>
      (await keys.list(ada.id)).find(({ id }) => id === key.id)?.revokedAt
    const first = await revokedAt()
    expect(first).toBeGreaterThanOrEqual(key.createdAt)
    expect(await keys.revoke(ada.id, key.id)).toBe(true)
    expect(await revokedAt()).toBe(first)
    expect(await keys.findByHash(hashApiKey(secret.reveal()))).toBeNull()
  })

  it("neither shows nor revokes another owner's key", async () => {
    const { keys, ada, grace } = await world()
    const { key, secret } = await keys.create({ ownerId: grace.id, name: 'hers' })
    expect(await keys.revoke(ada.id, key.id)).toBe(false)
    expect((await keys.list(ada.id)).map(({ id }) => id)).not.toContain(key.id)
    expect((await keys.findByHash(hashApiKey(secret.reveal())))?.ownerId).toBe(grace.id)
  })

  it(`takes its times from the database's clock (${store.engine})`, async () => {
    const { database, keys, ada } = await world()
    const before = await database.now()
    const { key } = await keys.create({ ownerId: ada.id, name: 'now' })
    expect(key.createdAt).toBeGreaterThanOrEqual(before)
    expect(key.createdAt).toBeLessThanOrEqual(await database.now())
  })
})
