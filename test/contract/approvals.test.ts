import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { mostPending } from '../../src/approvals/approval.ts'
import { createApprovalStore, type NewApproval } from '../../src/approvals/approval-store.ts'
import { createOwnerStore } from '../../src/keys/owner-store.ts'
import { createSealingKey } from '../../src/vault/key-ring.ts'
import { createVault } from '../../src/vault/vault.ts'
import { describeOnBothEngines } from './engines.ts'

const minute = 60_000
const vault = createVault([createSealingKey(randomBytes(32))])

describeOnBothEngines('the approval store', (open) => {
  /** Two servers with one store. */
  async function world() {
    const handles = [await open(), await open()]
    const stores = handles.map((database) => createApprovalStore({ database, vault }))
    const owners = createOwnerStore({ database: handles[0]! })
    const unique = randomBytes(6).toString('hex')
    const [ada, grace] = [await owners.ensure(`ada ${unique}`), await owners.ensure('grace')]
    const wish = (more: Partial<NewApproval> = {}): NewApproval => ({
      fingerprint: randomBytes(32).toString('hex'),
      ownerId: ada.id,
      keyId: `agent ${unique}`,
      connectionId: 'connection',
      app: 'app',
      operation: 'thingDelete',
      details: {
        summary: 'Delete a thing',
        told: 'Delete',
        facts: [['topic', 'Plans']],
        keyName: 'agent',
        account: null,
        method: 'DELETE',
        target: '/v2/things/1',
        headers: [],
        body: null,
        bodyBytes: 0,
      },
      ...more,
    })
    const asked = async (more: Partial<NewApproval> = {}) => {
      const answer = await stores[0]!.ask(wish(more))
      if (!answer) throw new Error('not asked')
      return answer.approval
    }
    const yes = (id: string, by = 'person') =>
      stores[0]!.decide({ ownerId: ada.id, id, approve: true, by })
    /** As if all that was asked so far had been asked earlier. */
    const wait = (minutes: number) => {
      const earlier = minutes * minute
      return handles[0]!.db
        .updateTable('approvals')
        .set((row) => ({
          created_at: row('created_at', '-', earlier),
          expires_at: row('expires_at', '-', earlier),
        }))
        .execute()
    }
    return { wait, handles, stores, store: stores[0]!, ada, grace, wish, asked, yes }
  }

  it('keeps what was asked as it was, and sealed', async () => {
    const { store, handles, asked, ada, wish } = await world()
    const approval = await asked()
    expect(await store.get(ada.id, approval.id)).toEqual(approval)
    expect(approval).toMatchObject({ status: 'PENDING', details: wish().details, usedAt: null })
    const row = await handles[0]!.db
      .selectFrom('approvals')
      .select('details')
      .where('id', '=', approval.id)
      .executeTakeFirstOrThrow()
    expect(row.details).not.toContain('Plans')
  })

  it('makes one of twenty that ask for the same at once, on two servers', async () => {
    const { stores, wish } = await world()
    const same = wish()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => stores[at % 2]!.ask(same)),
    )
    expect(new Set(answers.map((answer) => answer?.approval.id)).size).toBe(1)
    expect(answers.filter((answer) => answer?.isNew)).toHaveLength(1)
  })

  it('is decided once, whoever races', async () => {
    const { stores, asked, ada } = await world()
    const { id } = await asked()
    const decisions = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        stores[at % 2]!.decide({ ownerId: ada.id, id, approve: at % 3 === 0, by: `person ${at}` }),
      ),
    )
    const made = decisions.filter((decision) => decision !== null)
    expect(made).toHaveLength(1)
    expect(await stores[1]!.get(ada.id, id)).toEqual(made[0])
  })

  it('is decided by nobody who asked, and by no other owner', async () => {
    const { store, asked, yes, grace } = await world()
    const { id, keyId } = await asked()
    expect(await yes(id, keyId)).toBeNull()
    expect(await store.decide({ ownerId: grace.id, id, approve: true, by: 'person' })).toBeNull()
    expect(await store.get(grace.id, id)).toBeNull()
    expect((await yes(id))?.status).toBe('APPROVED')
  })

  it('lets one of twenty pass, and the next question is a new one', async () => {
    const { stores, store, wish, yes } = await world()
    const same = wish()
    const { approval } = (await store.ask(same))!
    expect(await store.use(approval.id)).toBe(false)
    await yes(approval.id)
    const uses = await Promise.all(
      Array.from({ length: 20 }, (_, at) => stores[at % 2]!.use(approval.id)),
    )
    expect(uses.filter(Boolean)).toHaveLength(1)
    expect(await store.standing(same.fingerprint)).toBeNull()
    const again = await store.ask(same)
    expect([again?.isNew, again?.approval.id === approval.id]).toEqual([true, false])
  })

  it('ends: a question after an hour, a yes after 15 minutes, a no after an hour', async () => {
    const { wait, store, wish, asked, yes, ada } = await world()
    const forgotten = wish()
    const late = await store.ask(forgotten)
    await wait(61)
    expect(await store.standing(forgotten.fingerprint)).toBeNull()
    expect(await yes(late!.approval.id)).toBeNull()
    expect((await store.ask(forgotten))?.isNew).toBe(true)

    const { id } = await asked()
    await yes(id)
    await wait(16)
    expect(await store.use(id)).toBe(false)

    const refused = wish()
    const { approval } = (await store.ask(refused))!
    await store.decide({ ownerId: ada.id, id: approval.id, approve: false, by: 'person' })
    await wait(59)
    expect((await store.standing(refused.fingerprint))?.status).toBe('DENIED')
    expect(await store.use(approval.id)).toBe(false)
    await wait(2)
    expect(await store.standing(refused.fingerprint)).toBeNull()
  })

  it('holds so many questions of one key and no more, and as many of another one', async () => {
    const { store, wish, asked, yes } = await world()
    const [{ id }] = [await asked()]
    for (let count = 1; count < mostPending; count += 1) await asked()
    expect(await store.ask(wish())).toBeNull()
    expect((await store.ask(wish({ keyId: 'another' })))?.isNew).toBe(true)
    await yes(id)
    expect((await store.ask(wish()))?.isNew).toBe(true)
  })

  it('lists the newest first: of the owner, of one key, or what still waits', async () => {
    const { wait, store, asked, yes, ada, grace } = await world()
    const first = await asked()
    await wait(1)
    const second = await asked({ keyId: 'another' })
    await yes(second.id)
    const ids = async (filter: object, ownerId = ada.id) =>
      (await store.list(ownerId, { limit: 10, ...filter })).map(({ id }) => id)
    expect(await ids({})).toEqual([second.id, first.id])
    expect(await ids({ limit: 1 })).toEqual([second.id])
    expect(await ids({ keyId: first.keyId })).toEqual([first.id])
    expect(await ids({ pending: true })).toEqual([first.id])
    expect(await ids({}, grace.id)).toEqual([])
  })

  it('forgets what ended 30 days ago', async () => {
    const { wait, store, asked, ada } = await world()
    const { id } = await asked()
    await wait(31 * 24 * 60)
    await asked()
    expect(await store.get(ada.id, id)).toBeNull()
  })
})
