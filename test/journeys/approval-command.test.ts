import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { createAnnouncer } from '../../src/approvals/announce.ts'
import type { Approval } from '../../src/approvals/approval.ts'
import { startValetkey, temporaryFolder, type StartedServer } from '../setup/process.ts'

/* VALETKEY_APPROVAL_COMMAND: a program of the operator's, which may be as bad as programs are. */

/** Keeps what it was given, and then does what the file beside it says. */
const program = `#!/bin/sh
env > "$0.env"
cat > "$0.json"
case "$(cat "$0.mode")" in
  hang) trap '' TERM; echo $$ > "$0.pid"; (sleep 2; echo late > "$0.late") & sleep 300 ;;
  fail) exit 3 ;;
  flood) head -c 50000000 /dev/zero; head -c 50000000 /dev/zero >&2 ;;
esac
echo done > "$0.done"
`
const command = join(temporaryFolder(), 'tell')
const kept = (what: string): string => {
  const file = `${command}.${what}`
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
function behave(mode: string): void {
  writeFileSync(`${command}.done`, '')
  writeFileSync(`${command}.json`, '')
  writeFileSync(`${command}.mode`, mode)
}

let server: StartedServer
let agent: string
beforeAll(async () => {
  writeFileSync(command, program)
  chmodSync(command, 0o755)
  server = await startValetkey({
    env: { VALETKEY_APPROVAL_COMMAND: command, SOME_TOKEN: 'environment-secret' },
  })
  const made = await server.fetch('/api-keys', {
    method: 'POST',
    body: JSON.stringify({ name: 'agent; touch /tmp/x', policy: 'careful' }),
  })
  agent = ((await made.json()) as { api_key: string }).api_key
})

let next = 81_000_000_000
async function ask(): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${agent}` }
  const answer = await server.fetch(`/zoom/v2/meetings/${++next}`, { method: 'DELETE', headers })
  expect(answer.status).toBe(403)
  return (await answer.json()) as Record<string, unknown>
}

it('gets the request as JSON on its stdin, and of the environment PATH alone', async () => {
  behave('well')
  const { approval_id } = await ask()
  await expect.poll(() => kept('done')).toBe('done\n')
  expect(JSON.parse(kept('json'))).toMatchObject({
    type: 'approval.requested',
    data: { approval_id, operation: 'meetingDelete', key_name: 'agent; touch /tmp/x' },
  })
  const names = kept('env').match(/^\w+(?==)/gm)
  // The shell itself adds the other three.
  expect(names?.filter((name) => !['PWD', 'SHLVL', '_'].includes(name))).toEqual(['PATH'])
  expect(kept('env') + kept('json')).not.toMatch(/environment-secret|vk_/)
})

it('harms nothing when it floods its output', async () => {
  behave('flood')
  await ask()
  await expect.poll(() => kept('done'), { timeout: 10_000 }).toBe('done\n')
  expect((await server.fetch('/healthz')).status).toBe(200)
})

it('leaves the approval to be decided when it fails, and the log says so', async () => {
  behave('fail')
  const { approval_id } = await ask()
  await expect.poll(server.stderr).toContain('The command ended with code 3.')
  const shown = await server.fetch(`/approvals/${String(approval_id)}`)
  expect(await shown.json()).toMatchObject({ approval: { status: 'PENDING' } })
})

it('keeps nobody waiting when it hangs, neither callers nor the end of the server', async () => {
  behave('hang')
  await ask()
  await expect.poll(() => kept('json')).not.toBe('')
  expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
  const before = performance.now()
  expect(await server.stop()).toEqual({ code: 0, signal: null })
  expect(performance.now() - before).toBeLessThan(10_000)
  process.kill(-Number(kept('pid')), 'SIGKILL')
})

it('is ended with all that it started when its time is over', async () => {
  behave('hang')
  writeFileSync(`${command}.late`, '')
  const troubles: unknown[] = []
  const announce = createAnnouncer({
    settings: { webhook: null, webhookSecret: null, command, path: process.env['PATH'] ?? null },
    publicUrl: 'http://127.0.0.1',
    now: () => 0,
    onTrouble: (way, _, error) => troubles.push([way, String(error)]),
    commandMs: 500,
  })
  announce({ id: 'a', expiresAt: 0, details: {} } as unknown as Approval)
  await expect.poll(() => troubles, { timeout: 10_000 }).toHaveLength(1)
  expect(troubles).toEqual([['command', 'Error: The command ended with a signal.']])
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  expect([kept('late'), kept('done')]).toEqual(['', ''])
})
