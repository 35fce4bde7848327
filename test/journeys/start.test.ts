import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { DatabaseSync } from '@photostructure/sqlite'
import { expect, it } from 'vitest'
import { launch, runValetkey, startValetkey, temporaryFolder } from '../setup/process.ts'

const run = promisify(execFile)
const key = /^vk_[0-9A-Za-z]{39}$/

/** The first line of stdout that looks so. */
async function line(text: () => string, shape: RegExp): Promise<string> {
  for (;;) {
    const found = text()
      .split('\n')
      .slice(0, -1)
      .find((row) => shape.test(row))
    if (found !== undefined) return found
    await turn()
  }
}

it('the first start prints exactly one JSON line, and the first call works', async () => {
  const server = await startValetkey()
  expect(Object.keys(server.ready)).toEqual([
    'url',
    'api_key',
    'connection_id',
    'simulator_url',
    'dashboard_url',
  ])
  expect(server.ready.api_key).toMatch(key)
  expect(server.ready.dashboard_url).toBe(`${server.url}/`)
  const answer = await server.fetch('/zoom/v2/users/me')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('valetkey-connection')).toBe(server.ready.connection_id)
  for (const name of ['sealing-key', 'simulator-key', 'valetkey.db', 'server.json']) {
    expect(statSync(join(server.dataDir, name)).mode & 0o777, name).toBe(0o600)
  }
  expect(statSync(server.dataDir).mode & 0o777).toBe(0o700)
  expect(await server.stop()).toEqual({ code: 0, signal: null })
  expect(server.stdout()).toBe(`${JSON.stringify(server.ready)}\n`)
  expect(server.stderr()).not.toContain(server.apiKey)
})

it('a second start shows no key and goes on with the same connection', async () => {
  const first = await startValetkey()
  await first.stop()
  const second = await startValetkey({ dataDir: first.dataDir, apiKey: first.apiKey })
  expect(second.ready.api_key).toBeNull()
  expect(second.ready.connection_id).toBe(first.ready.connection_id)
  expect((await second.fetch('/zoom/v2/users/me')).status).toBe(200)
  await second.stop()
})

it('a demo connection whose grant no longer works gets a new grant under its old id', async () => {
  const first = await startValetkey()
  await first.stop()
  rmSync(join(first.dataDir, 'simulator-key'))
  const second = await startValetkey({ dataDir: first.dataDir, apiKey: first.apiKey })
  expect(second.ready.connection_id).toBe(first.ready.connection_id)
  expect((await second.fetch('/zoom/v2/users/me')).status).toBe(200)
  await second.stop()
})

it('the curl line works when it is pasted, with the new key and later with the variable', async () => {
  const dataDir = join(temporaryFolder(), 'data')
  const args = ['start', '--port', '0', '--data-dir', dataDir]
  const first = launch(args)
  const withKey = await line(first.stdout, /^curl /)
  const shown = /vk_\w+/.exec(withKey)?.[0] ?? ''
  expect(JSON.parse((await run('sh', ['-c', withKey])).stdout)).toHaveProperty('email')
  first.process.kill('SIGINT')
  expect(await first.exited).toEqual({ code: 0, signal: null })
  expect(first.stdout()).toContain('Shown once')

  const second = launch(args)
  const withVariable = await line(second.stdout, /^curl /)
  const env = { ...process.env, VALETKEY_API_KEY: shown }
  expect(JSON.parse((await run('sh', ['-c', withVariable], { env })).stdout)).toHaveProperty(
    'email',
  )
  second.process.kill('SIGTERM')
  await second.exited
  expect(second.stdout()).toContain('valetkey key create')
  expect(second.stdout()).not.toContain(shown)
})

it('SIGTERM lets a request in flight finish, and a second signal does not', async () => {
  const server = await startValetkey()
  const simulator = server.ready.simulator_url ?? ''
  await delayNext(simulator, 1_500)
  const slow = server.fetch('/zoom/v2/users/me')
  await arrived(simulator)
  server.signal('SIGTERM')
  const answer = await slow
  expect(answer.status).toBe(200)
  expect(await answer.json()).toHaveProperty('email')
  const answeredAt = performance.now()
  expect(await server.exited).toEqual({ code: 0, signal: null })
  // The caller's kept-alive connection is no reason to wait for the end of the drain time.
  expect(performance.now() - answeredAt).toBeLessThan(15_000)

  const again = await startValetkey({ dataDir: server.dataDir, apiKey: server.apiKey })
  await delayNext(again.ready.simulator_url ?? '', 60_000)
  const lost = again.fetch('/zoom/v2/users/me').then(
    () => 'answered',
    () => 'cut',
  )
  await arrived(again.ready.simulator_url ?? '')
  again.signal('SIGTERM')
  await refused(again.url)
  again.signal('SIGTERM')
  expect(await again.exited).toEqual({ code: 130, signal: null })
  expect(await lost).toBe('cut')
})

it('leaves a database whose file can be copied alone', async () => {
  const server = await startValetkey()
  expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
  await server.stop()
  const dataDir = join(temporaryFolder(), 'copy')
  mkdirSync(dataDir)
  for (const name of ['valetkey.db', 'sealing-key', 'simulator-key'])
    copyFileSync(join(server.dataDir, name), join(dataDir, name))
  const copy = await startValetkey({ dataDir, apiKey: server.apiKey })
  expect((await copy.fetch('/zoom/v2/users/me')).status).toBe(200)
  expect(copy.ready.connection_id).toBe(server.ready.connection_id)
  await copy.stop()
})

it('ends also when its data folder cannot be written to any more', async () => {
  const server = await startValetkey()
  for (const name of ['server.json', 'server.pid']) {
    // What cannot be removed, also by root.
    rmSync(join(server.dataDir, name))
    mkdirSync(join(server.dataDir, name))
  }
  expect(await server.stop()).toEqual({ code: 0, signal: null })
})

it('does not wait at its end for a connection that never carried a request', async () => {
  const server = await startValetkey()
  const spare = connect(Number(new URL(server.url).port), '127.0.0.1')
  await once(spare, 'connect')
  // The server has accepted it: connections are accepted in their order.
  expect((await server.fetch('/healthz')).status).toBe(200)
  const closed = once(spare.resume(), 'close')
  const askedAt = performance.now()
  expect(await server.stop()).toEqual({ code: 0, signal: null })
  await closed
  expect(performance.now() - askedAt).toBeLessThan(15_000)
})

it('says in one sentence why it cannot start, and exits with 1', async () => {
  const server = await startValetkey()
  const elsewhere = join(temporaryFolder(), 'data')
  const port = new URL(server.url).port
  const taken = await runValetkey(['start', '--port', port, '--data-dir', elsewhere])
  expectOneSentence(taken, `Port ${port}`)
  const second = await runValetkey(['start', '--port', '0', '--data-dir', server.dataDir])
  expectOneSentence(second, `process ${server.pid}`)
  await server.stop()

  const other = Buffer.alloc(32, 7).toString('base64')
  const start = ['start', '--port', '0', '--data-dir', server.dataDir]
  const resealed = await runValetkey(start, { env: { VALETKEY_ENCRYPTION_KEY: other } })
  expectOneSentence(resealed, 'was sealed with key')
  expect(resealed.stderr).not.toContain(other)

  const database = new DatabaseSync(join(server.dataDir, 'valetkey.db'))
  database.exec("insert into valetkey_migrations (name, timestamp) values ('9999_later', '2099')")
  database.close()
  expectOneSentence(await runValetkey(start), 'newer')

  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expectOneSentence(
    await runValetkey(['start', '--port', '0', '--data-dir', join(file, 'x')]),
    file,
  )
  const env = { VALETKEY_ENCRYPTION_KEY_FILE: join(file, 'none') }
  expectOneSentence(await runValetkey(start, { env }), 'cannot be read')
})

it('starts no simulator when an app is configured', async () => {
  const server = await startValetkey({
    env: { ZOOM_CLIENT_ID: 'id', ZOOM_CLIENT_SECRET: 'secret-of-app' },
  })
  expect(server.ready.simulator_url).toBeNull()
  expect(server.ready.connection_id).toBeNull()
  await server.stop()
  expect(server.stdout() + server.stderr()).not.toContain('secret-of-app')
})

function expectOneSentence(
  { code, stdout, stderr }: { code: number | null; stdout: string; stderr: string },
  part: string,
): void {
  expect(code, stderr).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain(part)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).not.toMatch(/ at .*:\d+:\d+/)
}

async function delayNext(simulator: string, delayMs: number): Promise<void> {
  await fetch(`${simulator}/_simulator/journal`, { method: 'DELETE' })
  await fetch(`${simulator}/_simulator/faults`, {
    method: 'POST',
    body: JSON.stringify({ match: { path: '/v2/users/me' }, do: { delay_ms: delayMs } }),
  })
}

async function arrived(simulator: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${simulator}/_simulator/journal`)
    const { requests } = (await answer.json()) as { requests: unknown[] }
    if (requests.length > 0) return
  }
}

/** Until the server takes no new connections: it has seen the signal. */
async function refused(url: string): Promise<void> {
  for (;;) {
    try {
      await (await fetch(`${url}/healthz`, { headers: { connection: 'close' } })).text()
    } catch {
      return
    }
  }
}

it('goes on when nobody reads its log any more', async () => {
  const {
    process: child,
    stdout,
    exited,
  } = launch(['start', '--json', '--port', '0', '--data-dir', join(temporaryFolder(), 'data')])
  const ready = JSON.parse(await line(stdout, /^\{/)) as { url: string; api_key: string }
  const call = () =>
    fetch(`${ready.url}/zoom/v2/users/me`, {
      headers: { authorization: `Bearer ${ready.api_key}` },
    })
  child.stderr.destroy()
  for (let n = 0; n < 3; n++) expect((await call()).status).toBe(200)
  child.kill('SIGTERM')
  expect(await exited).toEqual({ code: 0, signal: null })
})
