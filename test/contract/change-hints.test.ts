import { expect, it } from 'vitest'
import { sql } from 'kysely'
import { openDatabase, type Database } from '../../src/database/database.ts'
import { createKeyStore } from '../../src/keys/key-store.ts'
import { createOwnerStore } from '../../src/keys/owner-store.ts'
import { describeOn } from './engines.ts'
import { createFaultyWire } from './faulty-wire.ts'

/** Waits for events of one kind, in the order in which they come. */
function events() {
  const seen: string[] = []
  let wake = (): void => undefined
  return {
    seen,
    note: (event: string): void => {
      seen.push(event)
      wake()
    },
    until: async (...wanted: string[]): Promise<void> => {
      while (seen.join() !== wanted.join()) await new Promise<void>((resolve) => (wake = resolve))
      seen.length = 0
    },
  }
}

function watching(database: Database) {
  const { note, until, seen } = events()
  const stop = database.watch({
    heard: () => {
      note('heard')
    },
    onState: note,
  })
  return { until, seen, stop }
}

async function keysIn(database: Database) {
  const { id: ownerId } = await createOwnerStore({ database }).ensure('default')
  const keys = createKeyStore({ database })
  return {
    create: () => keys.create({ ownerId, name: 'one' }),
    revoke: (id: string) => keys.revoke(ownerId, id),
  }
}

describeOn('postgres', 'a server that shares the store', (open, store) => {
  it('hears of a revoked key when it is committed, once, and of nothing that leaves answers as they are', async () => {
    const [here, there] = [await open(), await open()]
    const { until, seen, stop } = watching(here)
    await until('listening')
    const keys = await keysIn(there)
    const { key } = await keys.create()
    await there.db.transaction().execute(async (transaction) => {
      await transaction.updateTable('api_keys').set({ name: 'two' }).execute()
      await transaction.updateTable('api_keys').set({ name: 'three' }).execute()
    })
    await until('heard')
    await keys.revoke(key.id)
    await until('heard')
    await stop()
    await keys.revoke(key.id)
    expect(seen).toEqual([])
  })

  it('listens again when its connection was lost, and says so once', async () => {
    const there = await open()
    const url = new URL((await store.options()).url ?? '')
    const wire = await createFaultyWire(url.hostname, Number(url.port))
    url.port = String(wire.port)
    const here = await openDatabase({ url: url.href, dataDir: '' })
    const { until, stop } = watching(here)
    await until('listening')
    await wire.cut()
    await until('lost')
    await wire.mend()
    await until('listening')
    const keys = await keysIn(there)
    await keys.revoke((await keys.create()).key.id)
    await until('heard')
    await stop()
    await here.close()
    await wire.close()
  })

  it('is not misled by what anybody sends on the channel', async () => {
    const [here, there] = [await open(), await open()]
    const { until, seen, stop } = watching(here)
    await until('listening')
    for (const word of ['echo 1', `x'; drop table api_keys; --`]) {
      await sql`select pg_notify('valetkey_changes', ${word})`.execute(there.db)
    }
    await sql`select pg_notify('valetkey_changes', '')`.execute(there.db)
    await until('heard')
    expect(seen).toEqual([])
    await stop()
  })
})
