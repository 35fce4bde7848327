import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type DatabaseOptions } from '../../src/database/database.ts'
import { createSealedRecords } from '../../src/database/sealed-records.ts'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { createSealingKey, type KeySource } from '../../src/vault/key-ring.ts'
import { loadSealingKeys } from '../../src/vault/sealing-key.ts'
import { createVault } from '../../src/vault/vault.ts'
import { filesIn } from '../setup/files-in.ts'
import { freshPostgresDatabase } from '../setup/postgres.ts'
import {
  launch,
  runValetkey,
  startValetkey,
  temporaryFolder,
  type Outcome,
  type StartedServer,
} from '../setup/process.ts'

type Env = Record<string, string>

let simulator: Simulator
let simulatorUrl: string
let zoom: Env
beforeAll(async () => {
  simulator = createSimulator({ seed: 'vault', rateLimits: false })
  simulatorUrl = (await simulator.listen()).url
  zoom = {
    ZOOM_API_URL: simulatorUrl,
    ZOOM_OAUTH_URL: simulatorUrl,
    ZOOM_CLIENT_ID: simulator.clientId,
    ZOOM_CLIENT_SECRET: simulator.clientSecret,
  }
})
afterAll(async () => {
  await simulator.close()
})

/** A connection with a real grant, brought along over HTTP. */
async function connect(server: StartedServer, env: Env): Promise<string> {
  const { access_token, refresh_token } = simulator.issueGrant({ email: 'john@example.com' })
  const input = JSON.stringify({ access_token, refresh_token })
  const args = ['connection', 'import', '--app', 'zoom', '--json', '--data-dir', server.dataDir]
  const imported = told(await runValetkey([...args, '-'], { env, input }))
  return text(imported['connection_id'])
}

function told({ stdout, stderr, code }: Outcome, expected = 0): Record<string, unknown> {
  expect(code, stderr).toBe(expected)
  return stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>)
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const json = (env: Env, dataDir: string, ...words: string[]): Promise<Outcome> =>
  runValetkey([...words, '--json', '--data-dir', dataDir], { env })

/** Zoom's clock runs ahead: every access token has run out there, and the next call has to refresh. */
const outlive = (seconds: number): Promise<Response> =>
  fetch(`${simulatorUrl}/_simulator/clock`, {
    method: 'POST',
    body: JSON.stringify({ advance_s: seconds }),
  })

/** Calls until `until` has ended and there were at least `least` of them, with tokens that run out in between. */
async function callAllAlong(
  server: StartedServer,
  { until, least }: { until: Promise<unknown>; least: number },
): Promise<number[]> {
  const statuses: number[] = []
  let ended = false
  void until.finally(() => (ended = true))
  const caller = async () => {
    while (!ended || statuses.length < least) {
      const { status } = await server.fetch('/zoom/v2/users/me')
      statuses.push(status)
      if (statuses.length === 40 || statuses.length === 120) await outlive(7_200)
    }
  }
  await Promise.all([caller(), caller(), caller(), caller()])
  return statuses
}

/** Gives a rotation something to do that takes a while: links of one connection, sealed with the current key. */
async function addRecords(
  options: DatabaseOptions,
  { connectionId, count, keys }: { connectionId: string; count: number; keys: KeySource },
): Promise<void> {
  const vault = createVault(keys)
  const database = await openDatabase(options)
  const rows = Array.from({ length: count }, () => {
    const id = randomUUID()
    const token = vault.seal(id, { table: 'connect_sessions', id, column: 'token' })
    const times = { created_at: 1, expires_at: 4_000_000_000_000, consumed_at: 1 }
    const unstarted = { state_hash: null, browser_hash: null, code_verifier: null }
    return { id, connection_id: connectionId, token_hash: id, token, ...times, ...unstarted }
  })
  for (let at = 0; at < rows.length; at += 500) {
    await database.db
      .insertInto('connect_sessions')
      .values(rows.slice(at, at + 500))
      .execute()
  }
  await database.close()
}

/** Resolves when at least one record is under another key than `keyId`. */
async function begun(options: DatabaseOptions, keyId: string): Promise<void> {
  const database = await openDatabase(options)
  const records = createSealedRecords(database)
  while ((await records.countByKey()).every((count) => count.keyId === keyId)) await sleep(2)
  await database.close()
}

/** Makes the key file look as old as it is a minute later. */
function aMinuteLater(dataDir: string): void {
  const file = join(dataDir, 'sealing-key')
  const then = statSync(file).mtimeMs / 1_000 - 60
  utimesSync(file, then, then)
}

describe.each(['sqlite', 'postgres'] as const)('the sealing key is replaced (%s)', (engine) => {
  it('under load and across a kill -9, without a failed call, and the old one is retired', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    const database = engine === 'postgres' ? await freshPostgresDatabase() : null
    const env = database === null ? zoom : { ...zoom, DATABASE_URL: database.url }
    const options = { dataDir, ...(database !== null && { url: database.url }) }
    const server = await startValetkey({ dataDir, env })
    const connectionId = await connect(server, env)
    const keys = loadSealingKeys({ dataDir, encryptionKey: null })
    const oldKey = keys()[0].id
    await addRecords(options, { connectionId, count: 4_000, keys })

    const killed = launch(['vault', 'rotate', '--data-dir', dataDir], env)
    await begun(options, oldKey)
    killed.process.kill('SIGKILL')
    expect((await killed.exited).signal).toBe('SIGKILL')
    const [newKey] = keys()
    expect(newKey.id).not.toBe(oldKey)
    expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
    const needed = await json(env, dataDir, 'vault', 'retire', oldKey, '--yes')
    expect(needed.stderr).toContain(`records still need key ${oldKey}`)

    const rotation = json(env, dataDir, 'vault', 'rotate')
    const statuses = await callAllAlong(server, { until: rotation, least: 200 })
    expect(statuses.filter((status) => status !== 200)).toEqual([])
    const rotated = told(await rotation)
    expect(rotated).toMatchObject({ current_key_id: newKey.id, created: false, left: 0 })
    expect(rotated['no_longer_needed']).toEqual([oldKey])
    expect(Number(rotated['moved'])).toBeGreaterThan(0)

    await outlive(7_200)
    expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
    const { keys: usage } = told(await json(env, dataDir, 'vault', 'status'))
    expect(usage).toMatchObject([
      { key_id: newKey.id, role: 'current' },
      { key_id: oldKey, role: 'former', records: 0 },
    ])
    aMinuteLater(dataDir)
    expect(told(await json(env, dataDir, 'vault', 'retire', oldKey, '--yes'))).toEqual({
      key_id: oldKey,
      retired: true,
    })
    const files = filesIn(dataDir)
    expect(files.filter((bytes) => bytes.includes(`v1.${oldKey}.`))).toEqual([])
    await outlive(7_200)
    expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
    const { apiKey } = server
    await server.stop()
    const again = await startValetkey({ dataDir, env, apiKey })
    expect((await again.fetch('/zoom/v2/users/me')).status).toBe(200)
    await again.stop()
    await database?.drop()
  })
})

it('with keys from the environment, the first one becomes the new one and servers that have both go on', async () => {
  const [former, next] = [randomBytes(32), randomBytes(32)]
  const dataDir = join(temporaryFolder(), 'data')
  const keyed = (...keys: Buffer[]): Env => ({
    ...zoom,
    VALETKEY_ENCRYPTION_KEY: keys.map((key) => key.toString('base64')).join(','),
  })
  const server = await startValetkey({ dataDir, env: keyed(former, next) })
  await connect(server, keyed(former, next))

  const alone = await json(keyed(former), dataDir, 'vault', 'rotate')
  expect(alone).toMatchObject({ code: 2, stdout: '' })
  expect(alone.stderr).toContain('Put a new key in front of it')
  const rotated = told(await json(keyed(next, former), dataDir, 'vault', 'rotate'))
  expect(rotated).toMatchObject({ created: false, left: 0 })
  expect(rotated['no_longer_needed']).toEqual([createSealingKey(former).id])
  expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
  const { apiKey } = server
  await server.stop()

  const later = await startValetkey({ dataDir, env: keyed(next), apiKey })
  expect((await later.fetch('/zoom/v2/users/me')).status).toBe(200)
  const status = await json(keyed(former), dataDir, 'vault', 'status')
  const missing = { key_id: createSealingKey(next).id, role: 'missing' }
  expect(told(status, 1)['keys']).toContainEqual(expect.objectContaining(missing))
  await later.stop()
})

it('two rotations make two keys, and a key in use is never retired', async () => {
  const dataDir = join(temporaryFolder(), 'data')
  await runValetkey(['key', 'create', '--data-dir', dataDir])
  const first = told(await json({}, dataDir, 'vault', 'rotate'))
  const second = told(await json({}, dataDir, 'vault', 'rotate'))
  expect([first['created'], second['created']]).toEqual([true, true])
  expect(readFileSync(join(dataDir, 'sealing-key'), 'utf8').trim().split('\n')).toHaveLength(3)
  expect(statSync(join(dataDir, 'sealing-key')).mode & 0o777).toBe(0o600)
  const current = text(second['current_key_id'])
  const refused = await json({}, dataDir, 'vault', 'retire', current, '--yes')
  expect(refused.stderr).toContain(`Key ${current} is the current one`)
  const unknown = await json({}, dataDir, 'vault', 'retire', '00000000', '--yes')
  expect(unknown.stderr).toContain('There is no key 00000000 in the key file')
  expect([refused.code, unknown.code]).toEqual([1, 1])

  const former = text(first['current_key_id'])
  const hasty = launch(['vault', 'retire', former, '--yes', '--data-dir', dataDir])
  while (!hasty.stderr().includes('for writes under way')) await sleep(10)
  hasty.process.kill('SIGINT')
  expect(await hasty.exited).toEqual({ code: 130, signal: null })
  expect(readFileSync(join(dataDir, 'sealing-key'), 'utf8').trim().split('\n')).toHaveLength(3)

  aMinuteLater(dataDir)
  mkdirSync(join(dataDir, 'spool'))
  const spooled = join(dataDir, 'spool', `${randomUUID()}-1`)
  writeFileSync(spooled, `v1.${former}.AAAA`)
  const waiting = await json({}, dataDir, 'vault', 'retire', former, '--yes')
  expect(waiting.stderr).toContain(`still need key ${former}`)
  rmSync(spooled)
  expect((await json({}, dataDir, 'vault', 'retire', former, '--yes')).code).toBe(0)

  const elsewhere = await json({}, temporaryFolder(), 'vault', 'status')
  expect(elsewhere).toMatchObject({ code: 1, stdout: '' })
  expect(elsewhere.stderr).toContain('There is no Valetkey database')
})

it('no file of a running server keeps the tokens of a connection that was deleted', async () => {
  const server = await startValetkey()
  const { connection_id } = server.ready
  expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
  const file = new DatabaseSync(join(server.dataDir, 'valetkey.db'))
  const row = file.prepare('select tokens from connections').get() as { tokens: string }
  file.close()
  const pieces = row.tokens.slice(20).match(/.{40}/g) ?? []
  const left = () => {
    const files = filesIn(server.dataDir)
    return pieces.filter((piece) => files.some((bytes) => bytes.includes(piece))).length
  }
  expect(left()).toBeGreaterThan(10)
  const deleted = await server.fetch(`/connections/${connection_id}`, { method: 'DELETE' })
  expect(deleted.status).toBe(200)
  expect(left()).toBe(0)
  await server.stop()
})
