import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { createConnectSessions } from '../../src/connections/connect-session.ts'
import { createConnectionStore } from '../../src/connections/connection-store.ts'
import type { Connection } from '../../src/connections/connection.ts'
import { createSealedTokens } from '../../src/connections/sealed-tokens.ts'
import { createTokenStore } from '../../src/connections/token-store.ts'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/database.ts'
import { lockKeyFile } from '../../src/database/key-file-lock.ts'
import { sealedColumns } from '../../src/database/sealed-columns.ts'
import { createSealedRecords } from '../../src/database/sealed-records.ts'
import { createSettingsStore } from '../../src/database/settings-store.ts'
import { createOwnerStore } from '../../src/keys/owner-store.ts'
import { Secret } from '../../src/secret.ts'
import { checkSealingKey } from '../../src/vault/key-check.ts'
import { createSealingKey } from '../../src/vault/key-ring.ts'
import { keyUsage } from '../../src/vault/key-usage.ts'
import { rewrap } from '../../src/vault/rewrap.ts'
import { createVault, type Vault } from '../../src/vault/vault.ts'
import { freshSqlite } from '../setup/postgres.ts'
import { describeOnBothEngines } from './engines.ts'

const oldKey = createSealingKey(randomBytes(32))
const newKey = createSealingKey(randomBytes(32))
const before = createVault([oldKey])
const both = createVault([newKey, oldKey])
const after = createVault([newKey])

const tokens = (accessToken: string) => ({
  accessToken: new Secret(accessToken),
  refreshToken: new Secret(`refresh of ${accessToken}`),
  accessExpiresAt: 2_000_000_000_000,
  scopes: [],
  apiUrl: null,
})

const storesOf = (database: Database, vault: Vault) => {
  const sealed = createSealedTokens({ vault })
  return {
    connections: createConnectionStore({ database, sealed }),
    tokens: createTokenStore({ database, sealed }),
    sessions: createConnectSessions({ database, vault }),
    records: createSealedRecords(database),
  }
}

async function connect(database: Database, accessToken: string): Promise<Connection> {
  const { connections } = storesOf(database, before)
  const owner = await createOwnerStore({ database }).ensure('default')
  const base = { ownerId: owner.id, app: 'zoom', label: null, metadata: {} }
  const { id } = await connections.create({ ...base, method: 'SERVER_TO_SERVER' })
  const active = await connections.activate(id, {
    tokens: tokens(accessToken),
    account: { userId: id, accountId: null, email: null },
    issuance: { issuer: 'https://zoom.us', clientId: 'client' },
    credentials: { accountId: 'a', clientId: 'c', clientSecret: new Secret('client secret') },
  })
  return active!
}

const quiet = { onMoved: () => undefined, signal: new AbortController().signal }

describeOnBothEngines('moving records to a new sealing key', (_open, store) => {
  const fresh = async () => openDatabase(await store.another())

  it('moves every sealed column, and each value opens with the new key alone', async () => {
    const database = await fresh()
    await checkSealingKey(createSettingsStore(database), before)
    const { id } = await connect(database, 'access 1')
    const { sessions } = storesOf(database, before)
    const link = await sessions.tokenFor(id, { sameAccount: false })
    const session = await sessions.find(link)
    if (session.state !== 'open') throw new Error('the session is not open')
    const codeVerifier = new Secret('verifier')
    await sessions.start(session.id, { state: 'state', browser: 'browser', codeVerifier })

    const { records } = storesOf(database, both)
    expect((await records.countByKey()).map((one) => `${one.table}.${one.column}`)).toEqual(
      expect.arrayContaining([
        'connections.tokens',
        'connections.credentials',
        'connect_sessions.token',
        'connect_sessions.code_verifier',
        'settings.value',
      ]),
    )
    expect(await rewrap({ ...quiet, store: records, vault: both })).toEqual({
      moved: 5,
      left: [],
      unopened: [],
    })

    const moved = storesOf(database, after)
    const open = await moved.tokens.read(id)
    expect(open?.tokens?.accessToken.reveal()).toBe('access 1')
    expect(open?.credentials?.clientSecret.reveal()).toBe('client secret')
    expect((await moved.sessions.tokenFor(id, { sameAccount: false })).reveal()).toBe(link.reveal())
    const consumed = await moved.sessions.consume({ state: 'state', browser: 'browser' })
    expect(consumed?.codeVerifier.reveal()).toBe('verifier')
    await checkSealingKey(createSettingsStore(database), after)
    await database.close()
  })

  it('does it in batches, however many there are, and a second time has nothing to do', async () => {
    const database = await fresh()
    const { id } = await connect(database, 'access')
    await addSessions(database, { connectionId: id, count: 120 })
    const { records } = storesOf(database, both)
    const told: number[] = []
    const onMoved = (count: number) => void told.push(count)
    const work = { ...quiet, store: records, vault: both, onMoved }
    expect((await rewrap(work)).moved).toBe(122)
    expect(told).toEqual([1, 2, 52, 102, 122])
    expect(await rewrap(work)).toEqual({ moved: 0, left: [], unopened: [] })
    expect(keyUsage([newKey, oldKey], await records.countByKey())).toMatchObject([
      { keyId: newKey.id, role: 'current', records: 122 },
      { keyId: oldKey.id, role: 'former', records: 0 },
    ])
    await database.close()
  })

  it('leaves a record to a refresh that comes between, and moves what the refresh stored', async () => {
    const database = await fresh()
    const { id, tokenVersion } = await connect(database, 'access 1')
    const { records } = storesOf(database, both)
    const server = storesOf(database, before)
    let refreshed = false
    const racing: typeof records = {
      ...records,
      async replace(column, changes) {
        if (column.column === 'tokens' && !refreshed) {
          refreshed = true
          expect(await server.tokens.commit(id, tokenVersion, tokens('access 2'))).not.toBeNull()
          expect(await records.replace(column, changes)).toBe(0)
          return 0
        }
        return records.replace(column, changes)
      },
    }
    const done = await rewrap({ ...quiet, store: racing, vault: both })
    expect(done).toEqual({ moved: 2, left: [], unopened: [] })
    const open = await storesOf(database, after).tokens.read(id)
    expect(open?.tokens?.accessToken.reveal()).toBe('access 2')
    expect(open?.connection.tokenVersion).toBe(tokenVersion + 1)
    await database.close()
  })

  it('names the records that do not open and moves all others', async () => {
    const database = await fresh()
    const damaged = await connect(database, 'access 1')
    const whole = await connect(database, 'access 2')
    const { db } = database
    const row = await db
      .selectFrom('connections')
      .select('tokens')
      .where('id', '=', whole.id)
      .executeTakeFirstOrThrow()
    await db
      .updateTable('connections')
      .set({ tokens: row.tokens })
      .where('id', '=', damaged.id)
      .execute()
    const { records } = storesOf(database, both)
    expect(await rewrap({ ...quiet, store: records, vault: both })).toEqual({
      moved: 3,
      left: [{ table: 'connections', column: 'tokens', keyId: oldKey.id, records: 1 }],
      unopened: [{ table: 'connections', column: 'tokens', id: damaged.id }],
    })
    await database.close()
  })

  it('stops when it is told to, and goes on from there', async () => {
    const database = await fresh()
    const { id } = await connect(database, 'access')
    await addSessions(database, { connectionId: id, count: 120 })
    const { records } = storesOf(database, both)
    const controller = new AbortController()
    const onMoved = (count: number) => {
      if (count > 2) controller.abort()
    }
    const work = { store: records, vault: both, onMoved, signal: controller.signal }
    await expect(rewrap(work)).rejects.toThrow(/abort/i)
    expect((await rewrap({ ...quiet, store: records, vault: both })).moved).toBe(70)
    await database.close()
  })
})

async function addSessions(
  { db }: Database,
  { connectionId, count }: { connectionId: string; count: number },
): Promise<void> {
  const rows = Array.from({ length: count }, () => {
    const id = randomUUID()
    const token = before.seal(id, { table: 'connect_sessions', id, column: 'token' })
    const times = { created_at: 1, expires_at: 2_000_000_000_000, consumed_at: null }
    const unstarted = { state_hash: null, browser_hash: null, code_verifier: null }
    return { id, connection_id: connectionId, token_hash: id, token, ...times, ...unstarted }
  })
  await db.insertInto('connect_sessions').values(rows).execute()
}

it('every field that docs/storage.md calls sealed is moved by a rotation', () => {
  const page = readFileSync(new URL('../../docs/storage.md', import.meta.url), 'utf8')
  const documented = page
    .split(/^## /m)
    .flatMap((section) =>
      [...section.matchAll(/^\| `(\w+)` \|.*\| (?:plain or )?sealed \|$/gm)].map(
        ([, field]) => `${section.split('\n')[0]}.${field}`,
      ),
    )
  expect(documented.length).toBeGreaterThan(4)
  expect(sealedColumns.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(
    documented.sort(),
  )
})

it('of two commands that change the key file at once, the second is refused', () => {
  const folder = freshSqlite()
  const { dataDir } = folder
  const unlock = lockKeyFile(dataDir)
  expect(() => lockKeyFile(dataDir)).toThrow('Another command is at work on the sealing keys')
  unlock()
  lockKeyFile(dataDir)()
  folder.remove()
})
