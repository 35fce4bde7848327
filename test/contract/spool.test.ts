import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepPair } from '../../src/connections/keep-pair.ts'
import { createSpool, drainSpool } from '../../src/connections/spool.ts'
import { describeOnBothEngines } from './engines.ts'
import {
  connectionWith,
  createReplica,
  grantOf,
  startVendor,
  vault,
  type Vendor,
} from './refresh-world.ts'
import { createSealingKey } from '../../src/vault/key-ring.ts'
import { createVault } from '../../src/vault/vault.ts'
import { createSealedTokens } from '../../src/connections/sealed-tokens.ts'
import { createTokenStore } from '../../src/connections/token-store.ts'

let vendor: Vendor
beforeAll(async () => {
  vendor = await startVendor()
})
afterAll(() => vendor.close())

const built = (path: string) => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href)

it('a file that could not be finished goes with its pair', () => {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-test-'))
  const name = { id: '00000000-0000-4000-8000-000000000000', version: 1 }
  const spool = createSpool({ folder, vault })
  const inTheWay = join(folder, `${name.id}-1`)
  mkdirSync(inTheWay)
  expect(() => {
    spool.keep(name, grantOf(vendor))
  }).toThrow()
  rmSync(inTheWay, { recursive: true })
  expect(readdirSync(folder)).toHaveLength(1)
  spool.drop(name)
  expect(readdirSync(folder)).toEqual([])
  rmSync(folder, { recursive: true })
})

describeOnBothEngines('a rotated pair that the database does not take', (open, store) => {
  it('survives the end of its process, and the next process asks for no other', async () => {
    const key = Buffer.alloc(32, 7)
    const options = await store.options()
    const own = createVault([createSealingKey(key)])
    const folder = join(options.dataDir, 'spool')
    const replica = createReplica(await open(), { vendor })
    const { id } = await connectionWith(replica, vendor)
    const sealed = createSealedTokens({ vault: own })
    const plain = (await replica.tokenStore.read(id))!.tokens!
    await replica.database.db
      .updateTable('connections')
      .set({ tokens: sealed.seal(id, plain) })
      .where('id', '=', id)
      .execute()
    const program = `
      import { openDatabase } from ${built('database/database.js')}
      import { createTokenStore } from ${built('connections/token-store.js')}
      import { createSealedTokens } from ${built('connections/sealed-tokens.js')}
      import { createSpool } from ${built('connections/spool.js')}
      import { refresh } from ${built('connections/refresh.js')}
      import { createSealingKey } from ${built('vault/key-ring.js')}
      import { createVault } from ${built('vault/vault.js')}
      import { Secret } from ${built('secret.js')}
      const vault = createVault([createSealingKey(Buffer.alloc(32, 7))])
      const database = await openDatabase(${JSON.stringify(options)})
      const store = createTokenStore({ database, sealed: createSealedTokens({ vault }) })
      const spool = createSpool({ folder: ${JSON.stringify(folder)}, vault })
      const cut = { ...store, commit: () => Promise.reject(new Error('away')) }
      const ask = async ({ tokens }) => {
        const response = await fetch(${JSON.stringify(vendor.url)} + '/oauth/token', {
          method: 'POST',
          headers: { authorization: 'Basic ' + ${JSON.stringify(
            Buffer.from(`${vendor.simulator.clientId}:${vendor.simulator.clientSecret}`).toString(
              'base64',
            ),
          )} },
          body: new URLSearchParams({
            grant_type: 'refresh_token',
            refresh_token: tokens.refreshToken.reveal(),
          }),
        })
        const body = await response.json()
        return { kind: 'granted', tokens: {
          accessToken: new Secret(body.access_token),
          refreshToken: new Secret(body.refresh_token),
          expiresIn: body.expires_in, scopes: [], apiUrl: null,
        } }
      }
      setInterval(() => { if (spool.all().length > 0) console.log('spooled') }, 10)
      await refresh({ store: cut, ask, spool, now: Date.now }, ${JSON.stringify(id)}, 1)
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', program])
    child.stderr.pipe(process.stderr)
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'close')
    const [file] = readdirSync(folder)
    expect(file).toBe(`${id}-1`)
    expect(statSync(join(folder, file!)).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, file!), 'utf8')).toMatch(/^v1\./)
    // The lease of the process that died still runs, and holds up nothing.
    expect(await replica.tokenStore.claim(id, 15_000)).toBeNull()
    const before = await vendor.stats()
    const spool = createSpool({ folder, vault: own })
    const next = createTokenStore({ database: replica.database, sealed })
    await drainSpool({ spool, store: next }, () => false)
    const kept = await next.read(id)
    expect(kept?.connection).toMatchObject({ status: 'ACTIVE', tokenVersion: 2 })
    expect(spool.all()).toEqual([])
    const headers = { authorization: `Bearer ${kept!.tokens!.accessToken.reveal()}` }
    expect((await fetch(`${vendor.url}/v2/users/me`, { headers })).status).toBe(200)
    expect((await vendor.stats()).token_requests).toBe(before.token_requests)
  })

  it('is found by the first refresh that needs it, before anybody is asked', async () => {
    const { dataDir } = await store.options()
    const spool = createSpool({ folder: join(dataDir, 'spool-2'), vault })
    const replica = createReplica(await open(), { vendor, spool })
    const { id } = await connectionWith(replica, vendor)
    const open1 = (await replica.tokenStore.read(id))!
    const outcome = await replica.grants.renew(open1)
    if (outcome.kind !== 'granted') throw new Error(outcome.kind)
    const { accessToken, refreshToken } = outcome.tokens
    const pair = { accessToken, refreshToken, scopes: [], apiUrl: null }
    spool.keep({ id, version: 1 }, { ...pair, accessExpiresAt: Date.now() + 3_600_000 })
    const before = await vendor.stats()
    const token = await replica.accessTokens.current(id)
    expect(token.secret.reveal()).toBe(accessToken.reveal())
    expect((await vendor.stats()).token_requests).toBe(before.token_requests)
    expect(spool.all()).toEqual([])
  })

  it('that cannot be read or opened at the moment keeps its used-up token from being shown again', async () => {
    const { dataDir } = await store.options()
    const folder = join(dataDir, 'spool-5')
    const spool = createSpool({ folder, vault })
    const replica = createReplica(await open(), { vendor, spool })
    const [sealedByAnother, onBadDisk] = [
      await connectionWith(replica, vendor),
      await connectionWith(replica, vendor),
    ]
    const other = createVault([createSealingKey(Buffer.alloc(32, 8))])
    const place = { id: sealedByAnother.id, version: 1 }
    createSpool({ folder, vault: other }).keep(place, grantOf(vendor))
    // Linux answers EIO to whoever reads it from its beginning.
    symlinkSync('/proc/self/mem', join(folder, `${onBadDisk.id}-1`))
    const before = await vendor.stats()
    const current = ({ id }: { id: string }) => replica.accessTokens.current(id)
    await expect(current(sealedByAnother)).rejects.toThrow('was sealed with key')
    await expect(current(onBadDisk)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect((await vendor.stats()).token_requests).toBe(before.token_requests)
    await expect(drainSpool({ spool, store: replica.tokenStore }, () => false)).rejects.toThrow()
    expect(spool.all()).toHaveLength(2)
  })

  it('is left to the next server when this one ends, and offered on as long as no disk takes it', async () => {
    const { dataDir } = await store.options()
    const away = { commit: () => Promise.reject(new Error('away')) }
    const replica = createReplica(await open(), { vendor })
    const { id } = await connectionWith(replica, vendor)
    const lease = (await replica.tokenStore.claim(id, 60_000))!
    const tokens = grantOf(vendor)
    const safe = createSpool({ folder: join(dataDir, 'spool-3'), vault })
    const leaving = { now: Date.now, store: away, leaving: () => true }
    await expect(keepPair({ ...leaving, spool: safe }, lease, tokens)).rejects.toThrow('away')
    expect(safe.find({ id, version: 1 })?.refreshToken).toEqual(tokens.refreshToken)

    const full = {
      ...safe,
      keep: () => {
        throw new Error('ENOSPC')
      },
    }
    const troubles: unknown[] = []
    let failures = 8
    const later = {
      commit: (...args: Parameters<typeof replica.tokenStore.commit>) =>
        failures-- > 0 ? away.commit() : replica.tokenStore.commit(...args),
    }
    const onSpoolTrouble = (error: unknown) => troubles.push(error)
    const needs = { now: Date.now, store: later, spool: full, onSpoolTrouble }
    const kept = await keepPair({ ...needs, durations: { commitForMs: 0 } }, lease, tokens)
    expect(kept).toMatchObject({ tokenVersion: 2 })
    expect(String(troubles[0])).toContain('ENOSPC')
  }, 30_000)

  it('goes into the database also when another one beside it fails', async () => {
    const { dataDir } = await store.options()
    const spool = createSpool({ folder: join(dataDir, 'spool-4'), vault })
    const replica = createReplica(await open(), { vendor })
    const ids = [await connectionWith(replica, vendor), await connectionWith(replica, vendor)]
    const [bad, good] = ids.map(({ id }) => id).sort()
    for (const id of [bad!, good!]) spool.keep({ id, version: 1 }, grantOf(vendor))
    const failing = {
      ...replica.tokenStore,
      read: (id: string) =>
        id === bad ? Promise.reject(new Error('it does not open')) : replica.tokenStore.read(id),
    }
    const draining = drainSpool({ spool, store: failing }, () => false)
    await expect(draining).rejects.toThrow('it does not open')
    expect(spool.all()).toEqual([{ id: bad, version: 1 }])
    expect((await replica.connections.getById(good!))?.tokenVersion).toBe(2)
  })
})
