import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createOwnerStore } from '../../src/keys/owner-store.ts'
import { countAll } from '../../src/metrics/counts-store.ts'
import { describeOnBothEngines } from './engines.ts'

describeOnBothEngines('the counts of the store', (open) => {
  it('are those of all owners together, and plain numbers', async () => {
    const database = await open()
    expect(await countAll(database)).toEqual({ connections: [], approvalsPending: 0, auditRows: 0 })
    const owners = createOwnerStore({ database })
    const row = (ownerId: string, status: string) => ({
      ...{ id: randomUUID(), owner_id: ownerId, app: 'zoom', method: 'OAUTH2', status },
      ...{ metadata: '{}', created_at: 1, updated_at: 1, token_version: 0, lease_generation: 0 },
    })
    for (const name of ['one', 'two']) {
      const { id } = await owners.ensure(name)
      const rows = ['ACTIVE', 'ACTIVE', 'FAILED'].map((status) => row(id, status))
      await database.db.insertInto('connections').values(rows).execute()
    }
    const { connections } = await countAll(database)
    expect(connections.toSorted((a, b) => a.status.localeCompare(b.status))).toMatchObject([
      { app: 'zoom', status: 'ACTIVE', count: 4 },
      { app: 'zoom', status: 'FAILED', count: 2 },
    ])
  })
})
