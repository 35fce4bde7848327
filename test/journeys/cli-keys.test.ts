import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runValetkey, startValetkey, type Outcome, type StartedServer } from '../setup/process.ts'

/* Keys with policies, approvals and the audit, with the commands alone: as a person at a terminal has them. */

let server: StartedServer
beforeAll(async () => {
  server = await startValetkey()
})
afterAll(async () => {
  await server.stop()
})

const by = (apiKey: string, ...args: string[]): Promise<Outcome> =>
  runValetkey(args, { env: { VALETKEY_URL: server.url, VALETKEY_API_KEY: apiKey } })
const over = (...args: string[]): Promise<Outcome> => by(server.apiKey, ...args)
const beside = (...args: string[]): Promise<Outcome> =>
  runValetkey([...args, '--data-dir', server.dataDir])

type Json = Record<string, unknown>
function json({ stdout, stderr, code }: Outcome): Json {
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as Json
}

async function newKey(...flags: string[]): Promise<{ id: string; key: string }> {
  const made = json(await over('key', 'create', '--json', ...flags))
  return { id: String(made['key_id']), key: String(made['api_key']) }
}

describe('a key with a policy', () => {
  it('is made with flags, shown with what it may do, and changed', async () => {
    const { id } = await newKey(
      ...['--name', 'reports', '--policy', 'read-only', '--allow', 'meetingCreate'],
      ...['--approve', 'DELETE /zoom/v2/meetings/*', '--deny', 'effect:destroy', '--app', 'zoom'],
      ...['--expires', '30d', '--cidr', '127.0.0.0/8', '--rps', '5', '--daily-writes', '20'],
      ...['--mask', 'emails,passcodes'],
    )
    expect(json(await over('key', 'show', id, '--json'))).toMatchObject({
      name: 'reports',
      manage: false,
      policy: {
        preset: 'read-only',
        apps: ['zoom'],
        allow: ['meetingCreate'],
        approve: ['DELETE /zoom/v2/meetings/*'],
        deny: ['effect:destroy'],
        effects: { read: 'allow', write: 'deny', destroy: 'deny' },
      },
      cidrs: ['127.0.0.0/8'],
      requests_per_second: 5,
      daily_writes: 20,
      mask: ['passcodes', 'emails'],
    })
    const shown = await over('key', 'show', id)
    expect(shown.stdout).toMatch(/^may manage +no$/m)
    expect(shown.stdout).toMatch(/^only from +127\.0\.0\.0\/8$/m)

    const flags = ['--policy', 'careful', '--rps', 'none', '--mask', 'none', '--cidr', 'any']
    const changed = json(await over('key', 'update', id, ...flags, '--json'))
    expect(changed).toMatchObject({
      policy: { preset: 'careful', allow: [], deny: [], apps: null },
      cidrs: null,
      requests_per_second: null,
      daily_writes: 20,
      mask: null,
    })
    const ended = json(await beside('key', 'update', id, '--expires', 'never', '--json'))
    expect(ended['expires_at']).toBeNull()
  })

  it.each([
    [['--policy', 'carefull'], 2, '--policy is one of'],
    [['--deny', 'meetingDelte'], 1, 'meetingDelte'],
    [['--mask', 'topics'], 2, '--mask is all, none'],
    [['--expires', 'soon'], 2, '--expires is a time'],
    [['--rps', 'many'], 2, '--rps is a whole number'],
  ])('is not made of a mistyped rule: %j', async (flags, code, said) => {
    const made = await over('key', 'create', ...flags)
    expect([made.code, made.stdout]).toEqual([code, ''])
    expect(made.stderr).toContain(said)
  })
})

describe('a deletion that waits', () => {
  let agent: { id: string; key: string }
  let meeting: string
  beforeAll(async () => {
    agent = await newKey('--policy', 'careful')
    const made = json(await by(agent.key, 'zoom', 'meetings', 'create', '--topic', 'Plans'))
    meeting = String(made['id'])
  })

  const deletion = (): Promise<Outcome> =>
    by(agent.key, 'api', 'DELETE', `/zoom/v2/meetings/${meeting}`)
  async function waiting(): Promise<string> {
    const asked = await deletion()
    expect(asked.code).toBe(3)
    return String((JSON.parse(asked.stdout) as Json)['approval_id'])
  }

  it('is listed, shown with all that a person needs, denied, and stays denied', async () => {
    const id = await waiting()
    const list = await over('approval', 'list')
    expect(list.stdout).toContain(id)
    const shown = await over('approval', 'show', id)
    for (const text of [`DELETE /zoom/v2/meetings/${meeting}`, 'Plans', agent.id, 'PENDING']) {
      expect(shown.stdout).toContain(text)
    }
    expect((await over('approval', 'deny', id)).code).toBe(0)
    expect((await deletion()).stdout).toContain('approval_denied')
    expect((await over('approval', 'list')).stdout).not.toContain(id)
    const all = json(await over('approval', 'list', '--all', '--json'))
    expect(all['approvals']).toContainEqual(expect.objectContaining({ status: 'DENIED' }))
  })

  it('is approved by nobody who asks, and by nobody who did not look', async () => {
    meeting = String(
      json(await by(agent.key, 'zoom', 'meetings', 'create', '--topic', 'More'))['id'],
    )
    const id = await waiting()
    const own = await by(agent.key, 'approval', 'approve', id, '--yes')
    expect([own.code, own.stderr]).toEqual([1, expect.stringContaining('has a policy')])
    const unasked = await over('approval', 'approve', id)
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')])
    expect(json(await by(agent.key, 'approval', 'show', id, '--json'))['status']).toBe('PENDING')
  })

  it('passes once after the operator approved it on the store', async () => {
    const id = await waiting()
    const approved = json(await beside('approval', 'approve', id, '--yes', '--json'))
    expect(approved).toMatchObject({ status: 'APPROVED', decided_by: 'operator' })
    expect((await deletion()).code).toBe(0)
    expect(await waiting()).not.toBe(id)
    expect((await beside('approval', 'approve', id, '--yes')).code).toBe(1)
  })
})

describe('the audit', () => {
  it('is listed, narrowed, exported and verified, over HTTP and on the store', async () => {
    const { id, key } = await newKey('--name', 'audited')
    await by(key, 'api', 'GET', '/zoom/v2/users/me')
    await expect
      .poll(async () => (await over('audit', 'list', '--key', id)).stdout, { timeout: 5_000 })
      .toContain('/v2/users/me')
    const acts = await over('audit', 'list', '--kind', 'admin', '--since', '1h')
    expect(acts.stdout).toContain('post_api_keys')
    expect(acts.stdout).not.toContain('/v2/users/me')
    const approvals = await over('audit', 'list', '--kind', 'approval')
    expect(approvals.stdout).toContain('post_approvals_deny')
    for (const exported of [await over('audit', 'export'), await beside('audit', 'export')]) {
      expect(exported.code).toBe(0)
      const rows = exported.stdout.trim().split('\n')
      expect(rows.map((row) => (JSON.parse(row) as Json)['key_id'])).toContain(id)
      expect(exported.stdout).not.toContain('vk_')
    }
    const verified = await beside('audit', 'verify')
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/^Head: \d+:/m)])
    const head = /^Head: (\S+)$/m.exec(verified.stdout)?.[1] ?? ''
    expect((await beside('audit', 'verify', '--head', head)).code).toBe(0)
    const agent = await newKey('--policy', 'careful')
    expect((await by(agent.key, 'audit', 'list')).stderr).toContain('has a policy')
  })
})
