import { expect, it } from 'vitest'
import { createServerStore } from '../../src/presence/server-store.ts'
import { describeOnBothEngines } from './engines.ts'

describeOnBothEngines('the servers of one store', (open) => {
  it('are counted as they come, leave and die', async () => {
    const database = await open()
    const here = createServerStore({ database })
    const there = createServerStore({ database: await open() })
    expect(await here.beat('a')).toBe(1)
    expect(await there.beat('b')).toBe(2)
    expect(await here.beat('a')).toBe(2)
    await there.beat('c')
    await there.leave('b')
    expect(await here.beat('a')).toBe(2)

    await database.db
      .updateTable('servers')
      .set((set) => ({ seen_at: set('seen_at', '-', 5_001) }))
      .where('id', '=', 'c')
      .execute()
    expect(await here.beat('a')).toBe(1)
    await database.db.updateTable('servers').set({ seen_at: 0 }).where('id', '=', 'c').execute()
    await here.beat('a')
    const rows = await database.db.selectFrom('servers').select('id').execute()
    expect(rows).toEqual([{ id: 'a' }])
  })
})
