import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../setup/free-port.ts'
import { mintApiKey } from '../../src/keys/api-key.ts'
import {
  runValetkey,
  startValetkey,
  temporaryFolder,
  type Outcome,
  type RunOptions,
  type StartedServer,
} from '../setup/process.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startValetkey()
})
afterAll(async () => {
  await server.stop()
})

const over = (args: string[], options: RunOptions = {}): Promise<Outcome> =>
  runValetkey(args, {
    ...options,
    env: { VALETKEY_URL: server.url, VALETKEY_API_KEY: server.apiKey, ...options.env },
  })
const beside = (args: string[], options: RunOptions = {}): Promise<Outcome> =>
  runValetkey([...args, '--data-dir', server.dataDir], options)

const json = ({ stdout, stderr, code }: Outcome): Record<string, unknown> => {
  expect(code, stderr).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(1)
  return JSON.parse(stdout) as Record<string, unknown>
}
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const asked = (path: string, apiKey: string): Promise<Response> =>
  fetch(server.url + path, { headers: { authorization: `Bearer ${apiKey}` } })

it('a key made on the store opens the running server, and revoked there it is refused within a second', async () => {
  const made = json(await beside(['key', 'create', '--name', 'agent', '--json']))
  expect(made).toMatchObject({ name: 'agent', owner: 'default' })
  const apiKey = text(made['api_key'])
  expect((await asked('/zoom/v2/users/me', apiKey)).status).toBe(200)
  const id = text(made['key_id'])
  expect(json(await beside(['key', 'revoke', id, '--yes', '--json']))).toEqual({
    key_id: id,
    revoked: true,
  })
  const revokedAt = performance.now()
  while ((await asked('/zoom/v2/users/me', apiKey)).status !== 401) {
    expect(performance.now() - revokedAt).toBeLessThan(1_500)
  }
})

it('keys are made, listed and revoked over HTTP, and no list ever shows one', async () => {
  const made = json(await over(['key', 'create', '--json']))
  const listed = await over(['key', 'list', '--json'])
  expect(json(listed)['api_keys']).toContainEqual(
    expect.objectContaining({ key_id: made['key_id'], revocation_time: null }),
  )
  const table = await over(['key', 'list'])
  expect(table.stdout).toContain(text(made['key_id']))
  expect(listed.stdout + table.stdout).not.toContain('vk_')
  const refused = await over(['key', 'revoke', text(made['key_id'])])
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect((await over(['key', 'revoke', text(made['key_id']), '--yes'])).code).toBe(0)
  expect((await over(['key', 'revoke', 'nope', '--yes'])).code).toBe(5)
})

it('without --json the key is the only thing on stdout', async () => {
  const { stdout, stderr } = await beside(['key', 'create'])
  expect(stdout).toMatch(/^vk_[0-9A-Za-z]{39}\n$/)
  expect(stderr).not.toContain(stdout.trim())
})

it('connections are printed exactly as the API shows them, over HTTP and on the store', async () => {
  const id = server.ready.connection_id ?? ''
  const { connection } = (await (await server.fetch(`/connections/${id}`)).json()) as {
    connection: unknown
  }
  expect(json(await over(['connection', 'get', id, '--json']))).toEqual(connection)
  expect(json(await beside(['connection', 'get', id, '--json']))).toEqual(connection)
  const listed = json(await beside(['connection', 'list', '--json', '--status', 'active']))
  expect(listed).toMatchObject({ connections: [{ connection_id: id }], next_token: null })
})

it('an owner sees only what is theirs', async () => {
  const of = ['--owner', 'someone', '--json']
  const made = json(await beside(['connection', 'create', 'zoom', '--label', 'mine', ...of]))
  expect(made).toMatchObject({ status: 'PENDING', label: 'mine' })
  expect(text(made['url'])).toContain(`${server.url}/connect?session_token=`)
  expect((await fetch(text(made['url']))).status).toBe(200)
  const id = text(made['connection_id'])
  expect((await over(['connection', 'get', id])).code).toBe(5)
  expect(json(await beside(['connection', 'delete', id, '--yes', ...of]))).toMatchObject({
    connection_id: id,
    deleted: true,
  })
})

it('a connection is created, opened, reconnected and deleted', async () => {
  const made = json(await over(['connection', 'create', 'zoom', '--json']))
  const id = text(made['connection_id'])
  const again = json(await over(['connection', 'reconnect', id, '--json']))
  expect(again).toMatchObject({ connection_id: id, status: 'PENDING' })
  const opened = join(temporaryFolder(), 'opened')
  const browser = join(temporaryFolder(), 'browser')
  writeFileSync(
    browser,
    `#!/bin/sh\nprintf %s "$1" > ${opened}.new\nmv ${opened}.new ${opened}\n`,
    {
      mode: 0o755,
    },
  )
  await over(['connection', 'open', id], { env: { BROWSER: browser } })
  expect(await content(opened)).toContain('/connect?session_token=')
  const waited = await over(['connection', 'create', 'zoom', '--wait', '--timeout', '1', '--json'])
  expect(waited.code).toBe(8)
  expect(waited.stderr).toContain('Open this address')
  const pending = await over(['api', 'GET', '/zoom/v2/users/me', '--connection', id])
  expect(pending.code).toBe(8)
  expect((await over(['connection', 'delete', id])).code).toBe(2)
  expect((await over(['connection', 'delete', id, '--yes'])).code).toBe(0)
  expect((await over(['connection', 'delete', id, '--yes'])).code).toBe(5)
})

it('api prints what came, sends the path as typed, and its exit code says how it went', async () => {
  const me = await over(['api', 'GET', '/zoom/v2/users/me'])
  expect(me.code).toBe(0)
  expect(JSON.parse(me.stdout)).toHaveProperty('email')
  expect(me.stderr).toBe('')
  const shown = await over(['api', 'get', '/zoom/v2/users/me', '-i'])
  expect(shown.stdout).toMatch(/^HTTP\/1.1 200 OK\n/)

  const odd = '/zoom/v2/past_meetings/%252Fa%2BB%253D%253D'
  expect((await over(['api', 'GET', odd])).code).toBe(5)
  expect(await journal()).toContain(odd.replace('/zoom', ''))

  const fields = ['-f', 'topic=123', '-F', 'duration=30', '-F', 'settings[waiting_room]=true']
  const meeting = await over(['api', 'POST', '/zoom/v2/users/me/meetings', ...fields])
  expect(JSON.parse(meeting.stdout)).toMatchObject({
    topic: '123',
    duration: 30,
    settings: { waiting_room: true },
  })
  const piped = await over(['api', 'POST', '/zoom/v2/users/me/meetings', '--input', '-'], {
    input: '{"topic":"from stdin"}',
  })
  expect(JSON.parse(piped.stdout)).toHaveProperty('topic', 'from stdin')

  await fault({ status: 429 })
  expect((await over(['api', 'GET', '/zoom/v2/users/me'])).code).toBe(6)
  await fault({ truncate_after: 10 })
  const cut = await over([
    'api',
    'GET',
    '/zoom/v2/users/me',
    '--output',
    join(server.dataDir, 'me'),
  ])
  expect(cut.code).toBe(1)
  expect(cut.stderr).toContain('broke off')
})

it('api --dry-run says what would happen, and api --select gets only what was named', async () => {
  const sent = await journal()
  const explained = await over(['api', 'DELETE', '/zoom/v2/meetings/1', '--dry-run'])
  expect(json(explained)).toMatchObject({ dry_run: true, operation: 'meetingDelete' })
  expect(await journal()).toEqual(sent)

  const me = await over(['api', 'GET', '/zoom/v2/users/me', '--select', 'email'])
  expect(Object.keys(json(me))).toEqual(['email'])
  const unreadable = await over(['api', 'GET', '/zoom/v2/users/me', '--select', 'a(b'])
  expect([unreadable.code, unreadable.stdout]).toEqual([1, expect.stringContaining('parenthesis')])
})

it('api writes a file byte for byte', async () => {
  const file = join(temporaryFolder(), 'me.json')
  const saved = await over(['api', 'GET', '/zoom/v2/users/me', '--output', file])
  expect(saved).toMatchObject({ code: 0, stdout: '' })
  const direct = Buffer.from(await (await server.fetch('/zoom/v2/users/me')).arrayBuffer())
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  expect(hash(readFileSync(file))).toBe(hash(direct))
})

it('a missing, malformed, unknown or misplaced key is exit code 4 and is never repeated', async () => {
  const none = await runValetkey(['key', 'list'], { env: { VALETKEY_URL: server.url } })
  expect(none.code).toBe(4)
  const unknown = mintApiKey().reveal()
  for (const VALETKEY_API_KEY of [unknown, 'rubbish-secret']) {
    for (const args of [
      ['connection', 'list'],
      ['api', 'GET', '/zoom/v2/users/me'],
    ]) {
      const { code, stdout, stderr } = await over(args, { env: { VALETKEY_API_KEY } })
      expect(code).toBe(4)
      expect(stdout + stderr).not.toContain(VALETKEY_API_KEY)
    }
  }
  const argument = await over(['connection', 'list', '--api-key', server.apiKey])
  expect(argument.code).toBe(2)
  expect(argument.stdout + argument.stderr).not.toContain(server.apiKey)
})

it.each([
  [['strat'], '"valetkey start"'],
  [['key', 'crate'], '"valetkey key create"'],
  [['start', '--prot', '1'], '--port'],
  [['start', '--port', 'eighty'], '--port takes'],
  [['start', 'vk_misplaced'], 'a word too many'],
  [['api', 'GET'], 'missing'],
  [['api', 'GET', 'zoom'], 'starts with a slash'],
  [['api', 'GET', '/a b'], 'percent-encoded'],
  [['api', 'POST', '/zoom', '-f', 'topic'], 'NAME=VALUE'],
  [['connection', 'create'], 'Which app'],
  [['connection', 'import', '--app', 'zoom', '-'], 'does not hold one JSON object'],
  [['connection', 'list', '--owner', 'x'], '--data-dir'],
])('%j is a usage error that says what to type', async (args, part) => {
  const { code, stdout, stderr } = await over(args, { input: 'secret rubbish' })
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain(part)
  expect(stderr).not.toMatch(/vk_misplaced|secret rubbish| at .*:\d+:\d+/)
})

it('help explains commands and exit codes, and the version is the package’s', async () => {
  const [none, exitCodes, one, version] = await Promise.all(
    [[], ['help', 'exit-codes'], ['key', 'revoke', '--help'], ['--version']].map((args) =>
      runValetkey(args),
    ),
  )
  expect(none?.stdout).toContain('connection import')
  expect(exitCodes?.stdout).toMatch(/7 +The connection has to be authorised again/)
  expect(one?.stdout).toContain('Usage: valetkey key revoke KEY_ID')
  expect(version?.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

it('a folder without a store stays empty when it is only read', async () => {
  const folder = join(temporaryFolder(), 'typo')
  const { code, stderr } = await runValetkey(['key', 'list', '--data-dir', folder])
  expect(code).toBe(1)
  expect(stderr).toContain('no Valetkey database')
})

it('a server that does not answer is one sentence', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const gone = { VALETKEY_URL: url, VALETKEY_API_KEY: server.apiKey }
  for (const args of [
    ['key', 'list'],
    ['api', 'GET', '/zoom/v2/users/me'],
  ]) {
    const { code, stderr } = await runValetkey(args, { env: gone })
    expect(code).toBe(1)
    expect(stderr).toContain(`valetkey: ${url} cannot be reached (ECONNREFUSED)`)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  }
})

it('doctor finds nothing wrong here, and names what is', async () => {
  const healthy = await beside(['doctor', '--json'])
  const { findings } = json(healthy) as { findings: { check: string; status: string }[] }
  expect(findings.filter(({ status }) => status === 'problem')).toEqual([])
  expect(findings.map(({ check }) => check)).toContain('sealing_key')
  const env = { VALETKEY_PUBLIC_URL: 'http://valetkey.example', PORT: '1' }
  const ill = await beside(['doctor'], { env })
  expect(ill.code).toBe(1)
  expect(ill.stdout).toMatch(/PROBLEM {2}public_url: .*\n +Fix: /)
})

it('a revoked grant is exit code 7', async () => {
  const me = (await (await server.fetch('/zoom/v2/users/me')).json()) as { id: string }
  await fetch(`${server.ready.simulator_url ?? ''}/_simulator/revoke`, {
    method: 'POST',
    body: JSON.stringify({ user_id: me.id }),
  })
  const id = server.ready.connection_id ?? ''
  const dead = await over(['api', 'GET', '/zoom/v2/users/me', '--connection', id])
  expect(dead.code).toBe(7)
  expect(JSON.parse(dead.stdout)).toHaveProperty('reconnect_url')
})

async function fault(effect: Record<string, number>): Promise<void> {
  await fetch(`${server.ready.simulator_url ?? ''}/_simulator/faults`, {
    method: 'POST',
    body: JSON.stringify({ match: { path: '/v2/users/me' }, do: effect }),
  })
}

async function journal(): Promise<string[]> {
  const answer = await fetch(`${server.ready.simulator_url ?? ''}/_simulator/journal`)
  const { requests } = (await answer.json()) as { requests: { path: string }[] }
  return requests.map(({ path }) => path)
}

/** The program that was started writes it in its own time. */
async function content(file: string): Promise<string> {
  for (;;) {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      await new Promise(setImmediate)
    }
  }
}
