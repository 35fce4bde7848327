import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  mainFile,
  runValetkey,
  startValetkey,
  temporaryFolder,
  type Outcome,
  type RunOptions,
  type StartedServer,
} from '../setup/process.ts'

/* The commands of the endpoint table, as a person and as a script use them. */

let server: StartedServer
beforeAll(async () => {
  server = await startValetkey()
})
afterAll(async () => {
  await server.stop()
})

const run = (args: string[], options: RunOptions = {}): Promise<Outcome> =>
  runValetkey(args, {
    ...options,
    env: { VALETKEY_URL: server.url, VALETKEY_API_KEY: server.apiKey, ...options.env },
  })
const zoom = (...args: string[]): Promise<Outcome> => run(['zoom', ...args])

function json({ stdout, stderr, code }: Outcome): unknown {
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}
const idOf = (value: unknown): string => String((value as { id: number }).id)

it('a meeting is created, read, changed and deleted', async () => {
  const words = ['--topic', 'Plans', '--start', 'tomorrow 15:00', '--timezone', 'Europe/Berlin']
  const made = json(await zoom('meetings', 'create', ...words, '--settings.waiting-room', 'true'))
  expect(made).toMatchObject({
    topic: 'Plans',
    timezone: 'Europe/Berlin',
    settings: { waiting_room: true },
  })
  const { start_time } = made as { start_time: string }
  const shown = new Date(start_time).toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' })
  expect(shown).toBe('15:00:00')

  const id = idOf(made)
  expect((await zoom('meetings', 'update', id, '--topic', 'Other plans')).code).toBe(0)
  expect(json(await zoom('meetings', 'get', id, '--json', 'id,topic'))).toEqual({
    id: Number(id),
    topic: 'Other plans',
  })
  const refused = await zoom('meetings', 'delete', id)
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toContain('Add --yes')
  expect((await zoom('meetings', 'delete', id, '--yes')).code).toBe(0)
  const gone = await zoom('meetings', 'get', id)
  expect(gone.code).toBe(5)
  expect(gone.stderr).toContain('Meeting does not exist')
})

it('a body can come from stdin, and options go over it', async () => {
  const input = JSON.stringify({ topic: 'From stdin', agenda: 'Kept' })
  const args = ['zoom', 'meetings', 'create', '--input', '-', '--topic', 'Typed']
  expect(json(await run(args, { input }))).toMatchObject({ topic: 'Typed', agenda: 'Kept' })
})

it('a list is one page as it came, or as many items as were asked for', async () => {
  const page = json(await zoom('meetings', 'list', '--page-size', '2'))
  expect(page).toMatchObject({ page_size: 2, meetings: [{}, {}] })
  expect(json(await zoom('meetings', 'list', '--page-size', '2', '--limit', '5'))).toHaveLength(5)
  const total = (page as { total_records: number }).total_records
  const all = json(await zoom('meetings', 'list', '--paginate', '--json', 'id'))
  expect(all).toHaveLength(total)
  expect(Object.keys((all as object[])[0] ?? {})).toEqual(['id'])
})

it.each(['--connection', '--select'])('a line break in %s is said', async (option) => {
  const { code, stderr } = await zoom('users', 'get', option, 'id\r\n')
  expect([code, stderr]).toEqual([2, expect.stringContaining(`${option} has a character`)])
})

it('a command without its app is told the app', async () => {
  const { code, stderr } = await run(['meetings', 'create', '--topic', 'x'])
  expect(code).toBe(2)
  expect(stderr).toContain('Did you mean "valetkey zoom meetings"?')
})

it('jq is the one of this machine, and its absence is said', async () => {
  const filter = ['meetings', 'list', '--jq', '.meetings[0].topic']
  expect((await zoom(...filter)).stdout).toMatch(/^\w.*\n$/)
  expect((await zoom('meetings', 'list', '--jq', '.[')).code).toBe(1)
  const none = await run(['zoom', ...filter], { env: { PATH: temporaryFolder() } })
  expect(none.code).toBe(2)
  expect(none.stderr).toContain('--jq needs the program jq')
})

it('--dry-run says what would happen and sends nothing to Zoom', async () => {
  const before = (await journal()).length
  const line = ['meetings', 'delete', '/a//b==', '--cancel-meeting-reminder', 'true']
  expect(json(await zoom(...line, '--dry-run'))).toMatchObject({
    dry_run: true,
    operation: 'meetingDelete',
    target: '/v2/meetings/%252Fa%252F%252Fb%253D%253D?cancel_meeting_reminder=true',
    decision: 'allow',
    body: null,
  })
  const made = await zoom('meetings', 'create', '--topic', 'Never', '--dry-run')
  expect(json(made)).toMatchObject({ dry_run: true, body: { topic: 'Never' } })
  expect(await journal()).toHaveLength(before)
})

it('--select trims what the server sends, of one page', async () => {
  const line = ['meetings', 'list', '--select', 'meetings(topic)']
  const { meetings, ...rest } = json(await zoom(...line)) as { meetings: object[] }
  expect(rest).toEqual({})
  expect(new Set(meetings.flatMap(Object.keys))).toEqual(new Set(['topic']))
  const pages = await zoom(...line, '--paginate')
  expect([pages.code, pages.stderr]).toEqual([2, expect.stringContaining('--json id,topic')])
})

it("Zoom's complaint about a member is repeated with its name", async () => {
  const wrong = await zoom('meetings', 'create', '--settings', '{"approval_type":9}')
  expect(wrong.code).toBe(1)
  expect(wrong.stderr).toContain('settings.approval_type: ')
})

it('help is there for every group and command', async () => {
  expect((await zoom('--help')).stdout).toContain('zoom webinars registrants list')
  expect((await zoom('meetings', 'polls')).stdout).not.toContain('zoom meetings list')
  expect((await zoom('meetings', 'list', '--help')).stdout).toContain('--from DAY')
  expect((await run(['help', 'zoom', 'meetings', 'get'])).stdout).toContain('MEETING_ID')
  expect((await run(['zoom-admin', 'users', 'list', '--limit', 'x'])).stderr).toContain('--limit')
})

describe('recording download', () => {
  let file: { download_url: string }
  let whole: string

  beforeAll(async () => {
    const list = await zoom('recordings', 'list', '--from', '25 days ago', '--limit', '30')
    const ready = (json(list) as { recording_files: { status: string; download_url: string }[] }[])
      .map(({ recording_files: [first] }) => first)
      .find((first) => first?.status === 'completed')
    if (!ready) throw new Error('The simulator has no recording that is ready.')
    file = ready
    const url = `/zoom/_download?url=${encodeURIComponent(file.download_url)}`
    whole = sha256(Buffer.from(await (await server.fetch(url)).arrayBuffer()))
  })

  const download = (output: string): Promise<Outcome> =>
    run(['recording', 'download', file.download_url, '--output', output])

  it('goes on by itself where the connection broke', async () => {
    const target = join(temporaryFolder(), 'a.mp4')
    await fault({ truncate_after: 3_000_000 })
    const before = (await downloads()).length
    const done = await download(target)
    expect(done, done.stderr).toMatchObject({ code: 0, stdout: `${target}\n` })
    expect(sha256(readFileSync(target))).toBe(whole)
    expect((await downloads()).length).toBe(before + 2)
  })

  it('goes on where an earlier run ended, and does nothing when all is there', async () => {
    const target = join(temporaryFolder(), 'b.mp4')
    expect((await download(target)).code).toBe(0)
    const bytes = readFileSync(target)
    expect((await download(target)).code).toBe(0)
    truncateSync(target, 10)
    const other = await download(target)
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('exists')

    const again = join(temporaryFolder(), 'c.mp4')
    writeFileSync(`${again}.part`, bytes.subarray(0, 1_000_000))
    expect((await download(again)).code).toBe(0)
    expect(sha256(readFileSync(again))).toBe(whole)
  })

  it('refuses to go on with the part of another file', async () => {
    const target = join(temporaryFolder(), 'd.mp4')
    writeFileSync(`${target}.part`, '')
    truncateSync(`${target}.part`, 1_000_000_000)
    const refused = await download(target)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('is of another file')
  })

  it('says what the gateway says of another address', async () => {
    const evil = await run(['recording', 'download', 'https://evil.example/rec/x'])
    expect(evil.code).toBe(1)
    expect(evil.stdout).toBe('')
  })
})

describe('completion', () => {
  const sources: Record<string, string> = {
    bash: `eval "$(valetkey completion bash)"
      COMP_WORDS=(valetkey zoom meetings cr); COMP_CWORD=3; _valetkey; printf '%s\\n' "\${COMPREPLY[@]}"`,
    // Outside its line editor zsh has nobody to hand the words to, so they are printed.
    zsh: `autoload -U compinit; compinit -u -D; compadd() { print -l -- "\${found[@]}" }
      eval "$(valetkey completion zsh)"; words=(valetkey zoom meetings cr); CURRENT=4; _valetkey`,
    fish: `valetkey completion fish | source; complete -C "valetkey zoom meetings cr"`,
  }
  it.each(Object.entries(sources))('works in %s', async (shell, text) => {
    const folder = temporaryFolder()
    const script = `#!/bin/sh\nexec "${process.execPath}" "${mainFile}" "$@"\n`
    writeFileSync(join(folder, 'valetkey'), script, { mode: 0o755 })
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder }
    const plain = { bash: ['--norc'], zsh: ['-f'], fish: ['-N'] }[shell] ?? []
    const { stdout } = await promisify(execFile)(shell, [...plain, '-c', text], { env })
    expect(stdout).toBe('create\n')
  })

  it('knows commands, options and the values of an option', async () => {
    const after = async (...words: string[]) =>
      (await run(['completion', '--for', '--', ...words])).stdout.split('\n').slice(0, -1)
    expect(await after('zo')).toEqual(['zoom', 'zoom-admin'])
    expect(await after('key', '')).toEqual(expect.arrayContaining(['create', 'list', 'revoke']))
    expect(await after('zoom', 'meetings', 'polls', '')).toContain('create')
    expect(await after('zoom', 'meetings', 'create', '--top')).toEqual(['--topic'])
    expect(await after('zoom', 'recordings', 'delete', '5', '--action', '')).toEqual([
      'delete',
      'trash',
    ])
    expect((await run(['completion', 'tcsh'])).code).toBe(2)
  })
})

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

async function fault(effect: Record<string, number>): Promise<void> {
  const path = new URL('/rec/download/', server.ready.simulator_url ?? '').pathname
  const answer = await fetch(`${server.ready.simulator_url ?? ''}/_simulator/faults`, {
    method: 'POST',
    body: JSON.stringify({ match: { path: `${path}*` }, times: 1, do: effect }),
  })
  expect(answer.ok, await answer.text()).toBe(true)
}

async function journal(): Promise<string[]> {
  const answer = await fetch(`${server.ready.simulator_url ?? ''}/_simulator/journal`)
  const { requests } = (await answer.json()) as { requests: { path: string }[] }
  return requests.map(({ path }) => path)
}

const downloads = async (): Promise<string[]> =>
  (await journal()).filter((path) => path.includes('/rec/download/'))
