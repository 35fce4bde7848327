import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createIdempotencyStore, type Slot } from '../../src/idempotency/idempotency-store.ts'
import { createSealingKey } from '../../src/vault/key-ring.ts'
import { createVault } from '../../src/vault/vault.ts'
import { describeOnBothEngines } from './engines.ts'

const dayMs = 86_400_000
const noon = Date.parse('2026-11-24T12:00:00Z')

const answer = {
  status: 201,
  reason: 'Created',
  headers: ['content-type', 'application/json'],
  body: Buffer.from('{"start_url":"https://example.test/s/1?zak=secret"}'),
}

describeOnBothEngines('the idempotency store', (open) => {
  const vault = createVault([createSealingKey(randomBytes(32))])
  const at = { now: noon }
  const store = async () => {
    const database = await open()
    return createIdempotencyStore({
      database: { ...database, now: () => Promise.resolve(at.now) },
      vault,
    })
  }
  const slot = (idempotencyKey: string, claim = 'c'): Slot => ({
    keyId: 'k',
    idempotencyKey,
    claim,
  })

  it('gives a slot to one of many', async () => {
    const stores = [await store(), await store()]
    const begun = await Promise.all(
      Array.from({ length: 20 }, (_, i) => stores[i % 2]!.begin(slot('one'), 'f')),
    )
    expect(begun.filter((attempt) => attempt === null)).toHaveLength(1)
    expect(begun.find((attempt) => attempt !== null)).toMatchObject({
      fingerprint: 'f',
      answer: null,
    })
  })

  it('keeps the first answer, sealed, and gives it back as it was', async () => {
    const one = await store()
    await one.begin(slot('two'), 'f')
    await one.settle(slot('two'), answer)
    await one.settle(slot('two'), { ...answer, status: 500 })
    expect(await one.begin(slot('two'), 'f')).toMatchObject({ answer })
    const rows = await (await open()).db.selectFrom('idempotent_requests').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('zak')
    expect(JSON.stringify(rows)).not.toContain('two')
  })

  it('frees the slot of a request that was not carried out, and never one that was answered', async () => {
    const one = await store()
    await one.begin(slot('three'), 'f')
    await one.release(slot('three'))
    expect(await one.begin(slot('three'), 'g')).toBeNull()
    await one.settle(slot('three'), answer)
    await one.release(slot('three'))
    expect(await one.read(slot('three'))).toMatchObject({ answer })
  })

  it('knows until when a server is at work', async () => {
    const one = await store()
    await one.begin(slot('four'), 'f')
    const first = (await one.read(slot('four')))!.aliveUntil
    at.now += 5_000
    await one.keepAlive(slot('four'))
    expect((await one.read(slot('four')))!.aliveUntil).toBe(first + 5_000)
  })

  it('says at once that nobody is at work any more, and leaves the slot of a later holder alone', async () => {
    const one = await store()
    await one.begin(slot('six', 'first'), 'f')
    await one.release(slot('six', 'first'))
    await one.begin(slot('six', 'second'), 'f')
    for (const late of [one.giveUp, one.release]) await late(slot('six', 'first'))
    await one.settle(slot('six', 'first'), answer)
    expect(await one.read(slot('six'))).toMatchObject({ answer: null })
    expect((await one.read(slot('six')))!.aliveUntil).toBeGreaterThan(at.now)
    await one.giveUp(slot('six', 'second'))
    expect((await one.read(slot('six')))!.aliveUntil).toBe(0)
  })

  it('keeps the slots of two API keys apart', async () => {
    const one = await store()
    expect(await one.begin({ ...slot('same'), keyId: 'a' }, 'f')).toBeNull()
    expect(await one.begin({ ...slot('same'), keyId: 'b' }, 'f')).toBeNull()
  })

  it('forgets after a day, whether or not it was swept', async () => {
    const one = await store()
    await one.begin(slot('five'), 'f')
    await one.settle(slot('five'), answer)
    at.now += dayMs + 1
    expect(await one.begin(slot('five'), 'g')).toBeNull()
    at.now += dayMs + 1
    await one.sweep(() => false)
    expect(await one.read(slot('five'))).toBeNull()
  })
})
