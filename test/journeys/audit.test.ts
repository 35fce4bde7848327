import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { DatabaseSync } from '@photostructure/sqlite'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  runValetkey,
  startValetkey,
  temporaryFolder,
  type StartedServer,
} from '../setup/process.ts'

interface Row {
  seq: number
  kind: string
  actor: string
  act: string | null
  key_id: string | null
  connection_id: string | null
  endpoint: string | null
  method: string | null
  path: string | null
  query: string[] | null
  status: number | null
  error: string | null
  request_id: string | null
  bytes: number | null
  detail: string | null
}

/** What the command prints about a folder, with or without a server on it. */
async function exported(dataDir: string): Promise<{ rows: Row[]; text: string }> {
  const { stdout, code, stderr } = await runValetkey(['audit', 'export', '--data-dir', dataDir])
  expect(code, stderr).toBe(0)
  const lines = stdout.split('\n').filter((line) => line !== '')
  return { rows: lines.map((line) => JSON.parse(line) as Row), text: stdout }
}

const verified = (dataDir: string, ...more: string[]) =>
  runValetkey(['audit', 'verify', '--data-dir', dataDir, ...more])

/** As somebody with the file alone does it. */
function tamper(dataDir: string, statement: string): void {
  const file = new DatabaseSync(join(dataDir, 'valetkey.db'))
  file.exec(statement)
  file.close()
}

describe('what is called and administered', () => {
  let server: StartedServer
  let rows: Row[]
  let text: string
  const passcode = 'p4ssc0de-of-mine'

  beforeAll(async () => {
    server = await startValetkey()
    await server.fetch('/zoom/v2/users/me/meetings?page_size=5&next_page_token=SECRET-CURSOR&x=1')
    const made = await server.fetch('/zoom/v2/users/me/meetings', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ topic: 'Board', type: 2, password: 'abc123', agenda: passcode }),
    })
    const { id } = (await made.json()) as { id: number }
    await server.fetch(`/zoom/v2/meetings/${id}`, { method: 'DELETE' })
    await server.fetch('/zoom/v2/nothing')
    await server.fetch('/zoom/v2/users/me', { headers: { authorization: 'Bearer wrong' } })
    const create = { method: 'POST', body: JSON.stringify({ name: 'second' }) }
    const { key_id: keyId } = (await (await server.fetch('/api-keys', create)).json()) as {
      key_id: string
    }
    await server.fetch(`/api-keys/${keyId}`, { method: 'DELETE' })
    await server.stop()
    ;({ rows, text } = await exported(server.dataDir))
  })

  it('is there after the server has ended, each call with its key, connection and outcome', () => {
    const list = rows.find(({ endpoint }) => endpoint === 'meetings')
    expect(list).toMatchObject({
      kind: 'proxied',
      actor: 'key',
      connection_id: server.ready.connection_id,
      method: 'GET',
      path: '/v2/users/me/meetings',
      query: ['page_size', 'next_page_token', '?'],
      // The cursor was made up.
      status: 400,
      error: null,
      detail: null,
    })
    expect(list?.bytes).toBeGreaterThan(10)
    const refused = rows.find(({ error }) => error === 'endpoint_not_supported')
    expect(refused).toMatchObject({ path: '/v2/nothing', status: 404, connection_id: null })
  })

  it('has numbers without a gap', () => {
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, at) => at + 1))
  })

  it('has what was done to keys, with the id of the key that was made', () => {
    const acts = rows.filter(({ kind }) => kind === 'admin').map(({ act, status }) => [act, status])
    expect(acts).toContainEqual(['post_api_keys', 200])
    expect(acts).toContainEqual(['delete_api_keys', 200])
    const made = rows.find(({ act }) => act === 'post_api_keys')
    expect(made?.detail).toMatch(/^key [0-9a-f-]{36}$/)
  })

  it('has no body, no query value, no key, and nothing of callers without a key', () => {
    for (const secret of [passcode, 'abc123', 'SECRET-CURSOR', server.apiKey, 'Board', 'wrong']) {
      expect(text).not.toContain(secret)
    }
  })

  it('is verified by a command, which gives a head to keep', async () => {
    const whole = await verified(server.dataDir)
    expect(whole.stdout).toContain(`${rows.length} rows, 1 to ${rows.length}: none was changed.`)
    const head = /^Head: (\S+)$/m.exec(whole.stdout)?.[1] ?? ''
    expect((await verified(server.dataDir, '--head', head)).code).toBe(0)
    const later = await verified(server.dataDir, '--head', `999:${head.split(':')[1] ?? ''}`)
    expect([later.code, later.stdout]).toEqual([1, expect.stringContaining('older copy')])
  })

  it('is searched by the owner, and by nobody else', async () => {
    const again = await startValetkey({ dataDir: server.dataDir, apiKey: server.apiKey })
    const other = await runValetkey(
      ['key', 'create', '--owner', 'somebody else', '--data-dir', server.dataDir],
      {},
    )
    const foreign = { authorization: `Bearer ${other.stdout.trim()}` }
    const page = async (path: string, headers: Record<string, string> = {}) =>
      (await (await again.fetch(path, { headers })).json()) as {
        rows: Row[]
        next_token: string | null
      }
    const newest = await page('/audit?kind=proxied&limit=1')
    expect(newest.rows[0]).toMatchObject({ error: 'endpoint_not_supported' })
    const next = await page(`/audit?kind=proxied&limit=1&next_token=${newest.next_token ?? ''}`)
    expect(next.rows[0]).toMatchObject({ endpoint: 'meetingDelete' })
    expect((await page('/audit?kind=proxied', foreign)).rows).toEqual([])
    expect((await again.fetch('/audit?since=yesterday')).status).toBe(400)
    const careful = await again.fetch('/api-keys', {
      method: 'POST',
      body: JSON.stringify({ name: 'agent', policy: 'read-only' }),
    })
    const { api_key: agent } = (await careful.json()) as { api_key: string }
    const refused = await again.fetch('/audit', { headers: { authorization: `Bearer ${agent}` } })
    expect([refused.status, refused.headers.get('valetkey-error')]).toEqual([403, 'policy_denied'])
    await again.stop()
  })

  it('cannot be changed unnoticed by somebody who has the file', async () => {
    tamper(
      server.dataDir,
      `update audit_blocks set rows = replace(rows, 'meetingDelete', 'meetingUpdate')`,
    )
    const { code, stdout } = await verified(server.dataDir)
    const changed = rows.filter(({ endpoint }) => endpoint === 'meetingDelete')
    expect(code).toBe(1)
    for (const { seq } of changed) {
      expect(stdout).toContain(`Row ${seq}: changed, or not in its place.`)
    }
  })
})

describe('a call that destroys something', () => {
  const simulator = (server: StartedServer, path: string, body?: unknown) =>
    fetch(`${server.ready.simulator_url ?? ''}/_simulator/${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    })
  const deletions = async (server: StartedServer) =>
    (await (await simulator(server, 'journal')).text()).split('"DELETE"').length - 1

  it('is on disk before it is sent, also when the plug is pulled meanwhile', async () => {
    const server = await startValetkey()
    const match = { method: 'DELETE', path: '/v2/meetings/85746065' }
    await simulator(server, 'faults', { match, times: 1, do: { delay_ms: 20_000 } })
    const call = server.fetch('/zoom/v2/meetings/85746065', { method: 'DELETE' })
    call.catch(() => undefined)
    await expect.poll(() => deletions(server)).toBe(1)
    server.signal('SIGKILL')
    await server.exited
    const { rows } = await exported(server.dataDir)
    expect(rows.at(-1)).toMatchObject({
      kind: 'intent',
      endpoint: 'meetingDelete',
      path: '/v2/meetings/85746065',
      status: null,
    })
    expect((await verified(server.dataDir)).code).toBe(0)
  })

  it('is not sent when the row cannot be stored, and other calls go on', async () => {
    const server = await startValetkey()
    await server.fetch('/zoom/v2/users/me')
    tamper(server.dataDir, 'alter table audit_blocks rename to audit_gone')
    const refused = await server.fetch('/zoom/v2/meetings/85746065', { method: 'DELETE' })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('valetkey-error')).toBe('store_unavailable')
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await deletions(server)).toBe(0)
    expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
    expect(server.stderr()).toContain('audit_failed')
    tamper(server.dataDir, 'alter table audit_gone rename to audit_blocks')
    await server.fetch('/zoom/v2/meetings/85746065', { method: 'DELETE' })
    await server.stop()
    const { rows } = await exported(server.dataDir)
    const ends = rows.filter(({ kind, endpoint }) => kind === 'proxied' && endpoint !== 'user')
    expect(ends.map(({ error }) => error)).toEqual(['store_unavailable', null])
    expect(rows.filter(({ kind }) => kind === 'intent')).toHaveLength(2)
  })

  // The server's chores write as well, once in 15 seconds, and then everything waits.
  it('waits for a database that is busy, and no other call does', { retry: 2 }, async () => {
    const server = await startValetkey()
    await server.fetch('/zoom/v2/users/me')
    const other = new DatabaseSync(join(server.dataDir, 'valetkey.db'))
    other.exec('begin immediate')
    let isAnswered = false
    const waiting = server.fetch('/zoom/v2/meetings/85746065', { method: 'DELETE' })
    void waiting.finally(() => (isAnswered = true))
    await setTimeout(100)
    for (let at = 0; at < 5; at += 1) {
      expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
    }
    expect([isAnswered, await deletions(server)]).toEqual([false, 0])
    other.close()
    await waiting
    expect(await deletions(server)).toBe(1)
  })

  // Elsewhere threads have no niceness of their own.
  it.runIf(process.platform === 'linux')(
    'is written by a thread behind which all others of the server come first',
    async () => {
      const server = await startValetkey()
      await server.fetch('/zoom/v2/meetings/1', { method: 'DELETE' })
      const behind = nicenessOfThreads(server.pid).filter((niceness) => niceness > 0)
      expect(behind).toEqual([10])
      await server.stop()
    },
  )

  it('comes with an outcome under the same request id', async () => {
    const server = await startValetkey()
    const answer = await server.fetch('/zoom/v2/meetings/1', { method: 'DELETE' })
    await server.stop()
    const { rows } = await exported(server.dataDir)
    const id = answer.headers.get('valetkey-request-id')
    const own = rows.filter(({ request_id: requestId }) => requestId === id)
    expect(own.map(({ kind, status }) => [kind, status])).toEqual([
      ['intent', null],
      ['proxied', answer.status],
    ])
  })
})

/** proc(5), `/proc/pid/stat`: the name may hold blanks, and the niceness is the 17th field behind it. */
function nicenessOfThreads(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
  })
}

describe('the operator', () => {
  it('finds the own commands there', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    await runValetkey(['key', 'create', '--data-dir', dataDir])
    await runValetkey(['vault', 'rotate', '--data-dir', dataDir])
    await runValetkey(['backup', join(temporaryFolder(), 'copy.db'), '--data-dir', dataDir])
    const { rows } = await exported(dataDir)
    expect(rows.map(({ actor, act }) => `${actor} ${act ?? ''}`)).toEqual([
      'operator post_api_keys',
      'operator vault_rotated',
      'operator backup_written',
    ])
    expect((await verified(dataDir)).code).toBe(0)
  })

  it('can turn it off', async () => {
    const server = await startValetkey({ env: { VALETKEY_AUDIT: 'off' } })
    await server.fetch('/zoom/v2/users/me')
    await server.stop()
    expect((await exported(server.dataDir)).rows).toEqual([])
  })
})
