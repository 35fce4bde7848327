import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createSimulator } from '../../src/simulator/simulator.ts'
import { startLoad } from '../setup/load.ts'
import { freshPostgresDatabase } from '../setup/postgres.ts'
import { launch, runValetkey, startValetkey, temporaryFolder } from '../setup/process.ts'

/** The processes that this one has started and that still run (proc(5)). */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await sleep(20)
}

/** On a connection of its own: workers take turns by connection. */
const freshly = { headers: { connection: 'close' } }

it('three workers are one server: one ready line, one key, one end', async () => {
  const server = await startValetkey({ env: { VALETKEY_WORKERS: '3' } })
  expect(childrenOf(server.pid)).toHaveLength(3)
  const ask = async (): Promise<number> => {
    const answer = await server.fetch('/zoom/v2/users/me', freshly)
    await answer.arrayBuffer()
    return answer.status
  }
  for (let turn = 0; turn < 6; turn++) expect(await ask()).toBe(200)

  const store = ['--data-dir', server.dataDir, '--json']
  const listed = await runValetkey(['key', 'list', ...store])
  const id = /"key_id": ?"([^"]+)"/.exec(listed.stdout)?.[1] ?? ''
  const revoked = await runValetkey(['key', 'revoke', id, '--yes', ...store])
  expect(revoked.code, revoked.stderr).toBe(0)
  await sleep(1_000)
  for (let turn = 0; turn < 6; turn++) expect(await ask()).toBe(401)

  const workers = childrenOf(server.pid)
  expect(await server.stop()).toEqual({ code: 0, signal: null })
  expect(server.stdout()).toBe(`${JSON.stringify(server.ready)}\n`)
  expect(workers.filter(isAlive)).toEqual([])
})

it('one process is one process when nothing else is asked for', async () => {
  const server = await startValetkey()
  expect(childrenOf(server.pid)).toEqual([])
  await server.stop()
})

it('a worker that is killed is replaced at once, and the others serve meanwhile', async () => {
  const server = await startValetkey({ env: { VALETKEY_WORKERS: '2' } })
  const before = childrenOf(server.pid)
  process.kill(before[0]!, 'SIGKILL')
  await until(() => !isAlive(before[0]!))
  // Also by the new one, which must not be dealt a connection before it is ready.
  for (let endsAt = Infinity; Date.now() < endsAt;) {
    const calls = Array.from({ length: 8 }, () => server.fetch('/healthz', freshly))
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200)
    if (endsAt === Infinity && childrenOf(server.pid).length === 2) endsAt = Date.now() + 2_000
  }
  expect(childrenOf(server.pid)).toContain(before[1])
  await until(() => server.stderr().includes('"worker_ended"'))
  expect(await server.stop()).toEqual({ code: 0, signal: null })
})

it.each(['sqlite', 'postgres'])(
  'a hundred callers of an ended token cost one token call, over both workers (%s)',
  async (engine) => {
    const database = engine === 'postgres' ? await freshPostgresDatabase() : null
    const simulator = createSimulator({ seed: engine, rateLimits: false })
    const { url } = await simulator.listen()
    const dataDir = temporaryFolder()
    const env = {
      ZOOM_API_URL: url,
      ZOOM_OAUTH_URL: url,
      ZOOM_CLIENT_ID: simulator.clientId,
      ZOOM_CLIENT_SECRET: simulator.clientSecret,
      VALETKEY_SHUTDOWN_DELAY_MS: '0',
      VALETKEY_DATA_DIR: dataDir,
      ...(database && {
        DATABASE_URL: database.url,
        VALETKEY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      }),
    }
    const endsAt = Date.now() + 13_000
    const grant = { ...simulator.issueGrant({}), expires_at: new Date(endsAt).toISOString() }
    const onStore = database ? [] : ['--data-dir', dataDir]
    const imported = await runValetkey(
      ['connection', 'import', '--app', 'zoom', '--json', ...onStore, '-'],
      { env, input: JSON.stringify(grant) },
    )
    expect(imported.code, imported.stderr).toBe(0)
    const made = await runValetkey(['key', 'create', '--name', 'all', '--json', ...onStore], {
      env,
    })
    const { api_key: apiKey } = JSON.parse(made.stdout) as { api_key: string }
    const server = await startValetkey({ env: { ...env, VALETKEY_WORKERS: '2' }, dataDir, apiKey })
    await sleep(Math.max(0, endsAt - Date.now()))

    const calls = Array.from({ length: 100 }, () => server.fetch('/zoom/v2/users/me', freshly))
    const answers = await Promise.all(calls)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const stats = (await (await fetch(`${url}/_simulator/stats`)).json()) as object
    expect(stats).toMatchObject({ token_requests: 1, refreshes: 1, invalid_grants: 0 })
    await server.stop()
    await simulator.close()
    await database?.drop()
  },
)

it('a worker that is told to end drops no request, and is replaced', async () => {
  const env = { VALETKEY_WORKERS: '2', VALETKEY_SHUTDOWN_DELAY_MS: '0' }
  const server = await startValetkey({ env })
  const [first, second] = childrenOf(server.pid)
  const load = startLoad({
    url: server.url,
    apiKey: server.apiKey,
    callers: 8,
    onlyReads: true,
  })
  while (load.answered() < 100) await sleep(20)
  process.kill(first!, 'SIGTERM')
  await until(() => !isAlive(first!))
  await until(() => childrenOf(server.pid).length === 2)
  const before = load.answered()
  while (load.answered() < before + 100) await sleep(20)
  await load.stop()
  expect(load.failures()).toEqual([])
  expect(childrenOf(server.pid)).toContain(second)
  expect(await server.stop()).toEqual({ code: 0, signal: null })
})

it('workers that keep dying end the server, with a sentence that says so', async () => {
  const server = await startValetkey({ env: { VALETKEY_WORKERS: '2' } })
  const state = { ended: false }
  void server.exited.then(() => (state.ended = true))
  while (!state.ended) {
    if (isAlive(server.pid)) for (const pid of childrenOf(server.pid)) kill(pid)
    await sleep(50)
  }
  expect((await server.exited).code).toBe(1)
  expect(server.stderr()).toContain('valetkey: Workers keep ending soon after their start')
  expect(server.stderr()).toContain('SIGKILL')
})

function kill(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL')
}

it('when the supervising process is killed the workers drain and end, and the folder is free again', async () => {
  const server = await startValetkey({ env: { VALETKEY_WORKERS: '2' } })
  const workers = childrenOf(server.pid)
  server.signal('SIGKILL')
  await until(() => !workers.some(isAlive))
  const again = await startValetkey({ dataDir: server.dataDir, apiKey: server.apiKey })
  expect((await again.fetch('/zoom/v2/users/me')).status).toBe(200)
  await again.stop()
})

it('workers that cannot start say why, in one sentence, and nothing is left running', async () => {
  const holder = await startValetkey()
  const port = new URL(holder.url).port
  const child = launch(['start', '--port', port, '--data-dir', temporaryFolder()], {
    VALETKEY_WORKERS: '2',
  })
  expect((await child.exited).code).toBe(1)
  expect(child.stdout()).toBe('')
  expect(child.stderr()).toContain(`Port ${port} on 127.0.0.1 is in use`)
  expect(child.stderr().trim().split('\n')).toHaveLength(1)
  await holder.stop()
})
