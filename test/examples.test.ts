import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { consent } from './setup/person.ts'
import { answered } from './setup/answered.ts'
import { startValetkey, type StartedServer } from './setup/process.ts'
import { createWorkplace, run, runText, type Ended, type Workplace } from './setup/programs.ts'
import { snippetsOf } from './setup/snippets.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const runnable = new Set(['sh', 'bash', 'python', 'js', 'ts'])
/** Blocks that show something and ask for nothing. */
const shown = new Set(['json', 'text', 'sql', ''])

let server: StartedServer
let workplace: Workplace

beforeAll(async () => {
  server = await startValetkey()
  workplace = await createWorkplace()
})

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...under('docs', '.md'),
  ...under('skills', '.md'),
  ...under('examples', '.md'),
].filter((page) => existsSync(join(root, page)))

describe.each(pages)('%s', (page) => {
  const snippets = snippetsOf(join(root, page), page)

  it('holds no block of a kind that nobody runs', () => {
    const unknown = snippets.filter(
      ({ language }) => !runnable.has(language) && !shown.has(language) && language !== 'http',
    )
    expect(unknown.map(({ language, line }) => `${page}:${line} ${language}`)).toEqual([])
  })

  const programs = snippets.filter(
    ({ language, notRun }) => runnable.has(language) && notRun === null,
  )
  if (programs.length > 0) {
    it.each(programs)('$language block in line $line runs', async (snippet) => {
      expectSuccess(await runText(workplace, snippet, { env: environment() }))
    })
  }

  const requests = snippets.filter(({ language, notRun }) => language === 'http' && notRun === null)
  if (requests.length > 0) {
    it.each(requests)('request in line $line is answered as shown', (snippet) =>
      answered(server, snippet),
    )
  }
})

describe('the examples', () => {
  const programs = [
    ...under('examples', '.py'),
    ...under('examples', '.mjs'),
    ...under('examples', '.sh'),
  ]

  it('are all in the list of the README beside them', () => {
    const listed = readFileSync(join(root, 'examples/README.md'), 'utf8')
    const inTable = [...listed.matchAll(/^\| `([^`]+)` \|/gm)].map((row) => `examples/${row[1]!}`)
    expect(inTable.sort()).toEqual([...programs].sort())
  })

  it.each(programs.filter((program) => !program.includes('connect_account')))(
    '%s ends well',
    async (program) => {
      expectSuccess(await runFile(program))
    },
  )

  it('examples/python/connect_account.py ends well once a person has consented', async () => {
    const ended = await connectAccount('allow')
    expectSuccess(ended)
    expect(ended.stdout).toContain('connected maria@example.com')
  })

  it('examples/python/connect_account.py fails when the person declines', async () => {
    const ended = await connectAccount('decline')
    expect(ended.code).not.toBe(0)
    expect(ended.stderr).toContain('The connection is FAILED')
  })

  it('fail when the key is wrong', async () => {
    const key = 'vk_000000000000000000000000000000000000000'
    for (const program of programs) {
      const ended = await runFile(program, { VALETKEY_API_KEY: key })
      expect(ended.code, program).not.toBe(0)
      expect(ended.stdout + ended.stderr, program).not.toContain(key)
    }
  })
})

describe('the runner of these pages', () => {
  it('sees a block that fails', async () => {
    for (const [language, text] of [
      ['sh', 'false\ntrue\n'],
      ['python', 'raise SystemExit(1)\n'],
      ['js', 'process.exitCode = 1\n'],
    ] as const) {
      expect((await runText(workplace, { language, text })).code, language).toBe(1)
    }
  })

  it('sees a request that is refused, and an answer with other members', async () => {
    const wrong = { file: 'x.md', line: 1, title: '', language: 'http', notRun: null, answer: null }
    await expect(answered(server, { ...wrong, text: 'GET /zoom/v2/nothing\n' })).rejects.toThrow(
      '404',
    )
    const text = 'GET /zoom/v2/users/me\n'
    await expect(answered(server, { ...wrong, text, answer: '{"nickname":"J"}' })).rejects.toThrow(
      'nickname',
    )
  })
})

function environment(): Record<string, string> {
  return { VALETKEY_URL: server.url, VALETKEY_API_KEY: server.apiKey }
}

function expectSuccess({ code, stdout, stderr }: Ended): void {
  expect(code, `${stdout}\n${stderr}`).toBe(0)
  // Python and Node end well after a warning too; a page should not show one.
  expect(stderr).not.toMatch(/warning|deprecat/i)
}

function runFile(program: string, env: Record<string, string> = {}): Promise<Ended> {
  const file = join(root, program)
  const with_ = program.endsWith('.py') ? 'python3' : program.endsWith('.sh') ? 'sh' : null
  const copied = with_ === null ? ['--input-type=module', '-e', readFileSync(file, 'utf8')] : []
  const command = with_ === null ? [process.execPath, ...copied] : [with_, file]
  return run(workplace, command, { env: { ...environment(), ...env } })
}

/** Runs the example and opens the link that it prints. */
async function connectAccount(decision: string): Promise<Ended> {
  let opened: Promise<string> | undefined
  const program = join(root, 'examples/python/connect_account.py')
  const ended = await run(workplace, ['python3', program], {
    env: environment(),
    onOutput: (stdout) => {
      const url = /consent: (\S+)\n/.exec(stdout)?.[1]
      if (url !== undefined) opened ??= consent(url, { user: 'maria@example.com', decision })
    },
  })
  await opened
  return ended
}

function under(folder: string, ending: string): string[] {
  const at = join(root, folder)
  if (!existsSync(at)) return []
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}
