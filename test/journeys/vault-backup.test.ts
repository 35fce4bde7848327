import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signJwt } from '../../src/simulator/oauth/jwt.ts'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import {
  runValetkey,
  startValetkey,
  temporaryFolder,
  type Outcome,
  type StartedServer,
} from '../setup/process.ts'

let simulator: Simulator
let env: Record<string, string>
let server: StartedServer
/** Made while the server of these tests was busy. */
let backup: string

beforeAll(async () => {
  simulator = createSimulator({ seed: 'backup', rateLimits: false })
  const { url } = await simulator.listen()
  env = {
    ZOOM_API_URL: url,
    ZOOM_OAUTH_URL: url,
    ZOOM_CLIENT_ID: simulator.clientId,
    ZOOM_CLIENT_SECRET: simulator.clientSecret,
  }
  server = await startValetkey({ env })
  const { access_token, refresh_token } = simulator.issueGrant({ email: 'john@example.com' })
  const expires_at = new Date(Date.now() + 3_600_000).toISOString()
  const input = JSON.stringify({ access_token, refresh_token, expires_at })
  const args = ['connection', 'import', '--app', 'zoom', '--data-dir', server.dataDir, '-']
  const imported = await runValetkey(args, { env, input })
  expect(imported.code, imported.stderr).toBe(0)
  backup = join(temporaryFolder(), 'copy.db')
})
afterAll(async () => {
  await server.stop()
  await simulator.close()
})

const run = (dataDir: string, ...words: string[]): Promise<Outcome> =>
  runValetkey([...words, '--data-dir', dataDir], { env })

/** A data folder on another machine, with the sealing key that its operator kept apart. */
function folderWithKey(from = server.dataDir): string {
  const dataDir = join(temporaryFolder(), 'data')
  mkdirSync(dataDir, { mode: 0o700 })
  copyFileSync(join(from, 'sealing-key'), join(dataDir, 'sealing-key'))
  return dataDir
}

/** A data folder with a database of its own, and what is in it. */
async function anotherStore(): Promise<{ dataDir: string; contents: () => string[] }> {
  const dataDir = join(temporaryFolder(), 'data')
  expect((await run(dataDir, 'key', 'create')).code).toBe(0)
  const database = readFileSync(join(dataDir, 'valetkey.db')).toString('base64')
  const contents = () => {
    expect(readFileSync(join(dataDir, 'valetkey.db')).toString('base64')).toBe(database)
    return readdirSync(dataDir).filter((name) => /restor/.test(name))
  }
  return { dataDir, contents }
}

const tellsIn = (outcome: Outcome): string => {
  expect(outcome).toMatchObject({ code: 1, stdout: '' })
  return outcome.stderr
}

it('a backup is made while calls go on, and holds neither a token nor the key', async () => {
  const made = run(server.dataDir, 'backup', backup, '--json')
  const calls = Array.from({ length: 40 }, () => server.fetch('/zoom/v2/users/me'))
  const answers = await Promise.all(calls)
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200))
  const { code, stdout, stderr } = await made
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    file: backup,
    bytes: statSync(backup).size,
    sealing_keys: [expect.stringMatching(/^[0-9a-f]{8}$/)],
  })
  expect(statSync(backup).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(backup, '..'))).toEqual(['copy.db'])
  const bytes = readFileSync(backup)
  const key = readFileSync(join(server.dataDir, 'sealing-key'), 'utf8').trim()
  expect(bytes.includes(key)).toBe(false)
  expect(bytes.includes(Buffer.from(key, 'base64'))).toBe(false)
  // The beginning of a JWT alone stands in sealed tokens and digests by chance.
  const jwt = /eyJ[\w-]+\.eyJ[\w-]+\./
  expect(signJwt('a key', { typ: 'JWT' }, { aid: 'me' })).toMatch(jwt)
  expect(bytes.toString('latin1')).not.toMatch(jwt)
  const again = await run(server.dataDir, 'backup', backup)
  expect(tellsIn(again)).toContain('exists already')
})

it('restored elsewhere with its key, it answers calls', async () => {
  const dataDir = folderWithKey()
  const restored = await run(dataDir, 'restore', backup, '--json')
  expect(restored.code, restored.stderr).toBe(0)
  expect(JSON.parse(restored.stdout)).toEqual({ restored: backup, former: null })
  expect(statSync(join(dataDir, 'valetkey.db')).mode & 0o777).toBe(0o600)
  const elsewhere = await startValetkey({ dataDir, env, apiKey: server.apiKey })
  expect(elsewhere.ready.api_key).toBeNull()
  expect((await elsewhere.fetch('/zoom/v2/users/me')).status).toBe(200)
  await elsewhere.stop()
})

it('keeps the former database, which can be restored in its turn', async () => {
  const dataDir = folderWithKey()
  expect((await run(dataDir, 'key', 'create', '--name', 'made before')).code).toBe(0)
  const { stdout } = await run(dataDir, 'restore', backup, '--json')
  const { former } = JSON.parse(stdout) as { former: string }
  expect(existsSync(`${former}-wal`)).toBe(false)
  expect((await run(dataDir, 'key', 'list')).stdout).not.toContain('made before')
  expect((await run(dataDir, 'restore', former)).code).toBe(0)
  expect((await run(dataDir, 'key', 'list')).stdout).toContain('made before')
})

it('a key that does not open the backup changes nothing', async () => {
  const { dataDir, contents } = await anotherStore()
  const refusal = tellsIn(await run(dataDir, 'restore', backup))
  expect(refusal).toMatch(/was sealed with key [0-9a-f]{8}; the key in use is [0-9a-f]{8}/)
  expect(refusal).toContain('Nothing was changed.')
  expect(contents()).toEqual([])
})

it('no key at all changes nothing and makes none', async () => {
  const dataDir = join(temporaryFolder(), 'data')
  expect(tellsIn(await run(dataDir, 'restore', backup))).toContain('There is no sealing key')
  expect(() => readdirSync(dataDir)).toThrow('ENOENT')
})

it('is refused while a server runs on the data folder', async () => {
  const refusal = tellsIn(await run(server.dataDir, 'restore', backup))
  expect(refusal).toContain('Stop it first. Nothing was changed.')
  expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
})

it('a file that is no backup of this program, or of a newer one, changes nothing', async () => {
  const { dataDir, contents } = await anotherStore()
  const folder = temporaryFolder()
  const made = (name: string, prepare: (file: string) => void): string => {
    const file = join(folder, name)
    prepare(file)
    return file
  }
  const edited = (file: string, statement: string): void => {
    const handle = new DatabaseSync(file)
    handle.exec(statement)
    handle.close()
  }
  const files: Record<string, string> = {
    'is no SQLite database': made('text', (file) => {
      writeFileSync(file, 'not a database at all')
    }),
    'is a database of another program': made('other', (file) => {
      edited(file, 'create table t (a)')
    }),
    'was made by a newer version of Valetkey (9999_later)': made('newer', (file) => {
      copyFileSync(backup, file)
      edited(file, "insert into valetkey_migrations values ('9999_later', 'then')")
    }),
    'is damaged': made('damaged', (file) => {
      writeFileSync(file, readFileSync(backup).fill(7, 4_096, 40_000))
    }),
    'there is no such file or folder': join(folder, 'nowhere'),
  }
  for (const [reason, file] of Object.entries(files)) {
    expect(tellsIn(await run(dataDir, 'restore', file))).toContain(reason)
    expect(contents()).toEqual([])
  }
})

it('with PostgreSQL, says which of its own tools to run', async () => {
  const postgres = { DATABASE_URL: 'postgres://user:pass-word@127.0.0.1:1/db' }
  const made = await runValetkey(['backup', '/tmp/it s.dump'], { env: postgres })
  expect(made).toMatchObject({ code: 2, stdout: '' })
  expect(made.stderr).toContain(`pg_dump --format=custom --file='/tmp/it s.dump' "$DATABASE_URL"`)
  const back = await runValetkey(['restore', '/tmp/it.dump'], { env: postgres })
  expect(back).toMatchObject({ code: 2, stdout: '' })
  expect(back.stderr).toContain('pg_restore')
  expect(made.stderr + back.stderr).not.toContain('pass-word')
})
