import { execFile } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apps } from '../src/apps/registry.ts'
import { controlSegments } from '../src/control/routes.ts'
import { describeErrors } from '../src/errors.ts'

const root = join(import.meta.dirname, '..')
const copy = mkdtempSync(join(tmpdir(), 'valetkey-walls-'))

/** One forbidden import for each wall. A wall that nobody has seen hold is decoration. */
const planted: Record<string, { file: string; code: string }> = {
  'no-cycles': { file: 'vault/a-cycle.ts', code: "export * from './b-cycle.ts'" },
  'every-room-is-in-the-table': { file: 'utils/drawer.ts', code: "import '../errors.ts'" },
  'gateway-knows-only-its-neighbours': {
    file: 'gateway/planted.ts',
    code: "import '../control/wire.ts'",
  },
  'control-knows-only-its-neighbours': {
    file: 'control/planted.ts',
    code: "import '../gateway/match.ts'",
  },
  'vault-knows-only-its-neighbours': {
    file: 'vault/planted.ts',
    code: "import '../connections/connection.ts'",
  },
  'simulator-knows-only-its-neighbours': {
    file: 'simulator/planted.ts',
    code: "import type { App } from '../apps/app.ts'\nexport type B = App",
  },
  'client-imports-no-values': { file: 'client/planted.ts', code: "import 'node:fs'" },
  'oauth4webapi-has-one-room': { file: 'gateway/planted-oauth.ts', code: "import 'oauth4webapi'" },
  'pg-has-one-room': { file: 'keys/planted-pg.ts', code: "import 'pg'" },
  'zod-has-one-room': { file: 'gateway/planted-zod.ts', code: "import 'zod'" },
  'hono-has-one-room': { file: 'gateway/planted-hono.ts', code: "import 'hono'" },
  'modelcontextprotocol-has-one-room': {
    file: 'cli/planted-mcp.ts',
    code: "import '@modelcontextprotocol/server'",
  },
  'mcp-knows-only-its-neighbours': {
    file: 'mcp/planted.ts',
    code: "import '../control/wire.ts'",
  },
  'kysely-has-one-room': { file: 'gateway/planted-kysely.ts', code: "import 'kysely'" },
  'tests-are-not-imported': { file: 'vault/planted-test.ts', code: "import './vault.test.ts'" },
  'no-undeclared-dependency': { file: 'cli/planted.ts', code: "import 'vitest'" },
}

beforeAll(() => {
  cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true })
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    cpSync(join(root, file), join(copy, file))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => {
  rmSync(copy, { recursive: true, force: true })
})

describe('the walls between the rooms', () => {
  it('hold', async () => {
    expect(await violations()).toEqual([])
  })

  it('are seen to hold: each planted fault is found', async () => {
    for (const { file, code } of Object.values(planted)) plant(file, code)
    plant('vault/b-cycle.ts', "export * from './a-cycle.ts'\nexport const b = 1")
    const found = new Set(await violations())
    expect(Object.keys(planted).filter((rule) => !found.has(rule))).toEqual([])
  })
})

describe('the search for dead code', () => {
  it('finds an export and a file that nobody uses', async () => {
    const tree = mkdtempSync(join(tmpdir(), 'valetkey-dead-'))
    for (const name of [
      'src',
      'test',
      'drill',
      'scripts',
      'examples',
      'package.json',
      'knip.json',
      'tsconfig.json',
      'vitest.config.ts',
      'eslint.config.js',
      '.dependency-cruiser.cjs',
    ]) {
      cpSync(join(root, name), join(tree, name), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
    expect(await knip(tree)).not.toMatch(/planted|src\/secret/)
    writeFileSync(join(tree, 'src/vault/planted.ts'), 'export const nobody = 1\n')
    appendFileSync(join(tree, 'src/secret.ts'), 'export const unused = 1\n')
    const found = await knip(tree)
    rmSync(tree, { recursive: true, force: true })
    expect(found).toContain('src/vault/planted.ts')
    expect(found).toContain('unused')
  })
})

/** What knip complains of: nothing, or its list. */
function knip(folder: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      join(root, 'node_modules/.bin/knip'),
      ['--no-progress', '--include', 'files,exports'],
      { cwd: folder },
      (error, stdout) => {
        resolve(error ? stdout || error.message : '')
      },
    )
  })
}

describe('the forbidden words', () => {
  it('no app is named outside its own folder and one line of each registry', () => {
    expect(namings(sources())).toEqual([])
  })

  it('are found where they are planted', () => {
    expect(namings([{ file: 'gateway/x.ts', code: "if (app.name === 'zoom') skip()" }])).toEqual([
      'gateway/x.ts: zoom',
    ])
    expect(namings([{ file: 'gateway/x.ts', code: 'const zoomHost = 1' }])).toHaveLength(1)
    expect(
      namings([{ file: 'gateway/x.ts', code: '// Zoom, "OAuth": api_url\nconst a = 1' }]),
    ).toEqual([])
  })

  it('no drawers: no file or folder is called utils, helpers, common, lib, services or misc', () => {
    const drawers = sources().filter(({ file }) =>
      /(^|\/)(utils?|helpers?|common|lib|services?|misc|index)(\.ts|\/)/.test(file),
    )
    expect(drawers.map(({ file }) => file)).toEqual(['client/index.ts'])
  })
})

describe('the closed set of errors', () => {
  const tests = ['src', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(
        (entry) =>
          entry.isFile() && entry.name.endsWith('.test.ts') && entry.name !== 'errors.test.ts',
      )
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
  )
  it.each(describeErrors())('$code is produced by some test', ({ code }) => {
    expect(tests.some((text) => new RegExp(`['"\`:_ ]${code}['"\`]`).test(text))).toBe(true)
  })
})

describe('names at the gateway', () => {
  it('no app is called like a route of ours', () => {
    expect(taken(apps.map((app) => app.name))).toEqual([])
  })

  it('and one that were would be found', () => {
    expect(taken(['zoom', 'connections', 'connect', 'mcp'])).toEqual([
      'connections',
      'connect',
      'mcp',
    ])
  })
})

/** First segments that routes of ours have, or that clients of the same wire language expect us to have one day. */
function taken(names: readonly string[]): string[] {
  const pages = ['connect', 'dashboard']
  const promised = ['metrics', 'mcp', 'triggers', 'approvals', 'audit']
  return names.filter((name) => [...controlSegments, ...pages, ...promised].includes(name))
}

interface Source {
  file: string
  code: string
}

function sources(): Source[] {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ file: relative(join(root, 'src'), path), code: readFileSync(path, 'utf8') }))
}

/** Comments may name the vendor: they cite its pages. Code may not. */
function namings(files: readonly Source[]): string[] {
  const words = [...new Set(apps.map((app) => app.name.split('-')[0] ?? app.name))]
  const home = new RegExp(`^(apps|simulator)/((${words.join('|')})/|registry\\.ts$)`)
  return files
    .filter(({ file }) => !home.test(file))
    .flatMap(({ file, code }) => {
      const bare = code.replace(/\/\*[^]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
      return words
        .filter((word) => bare.toLowerCase().includes(word))
        .map((word) => `${file}: ${word}`)
    })
}

function plant(file: string, code: string): void {
  const path = join(copy, 'src', file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${code}\n`)
}

function violations(): Promise<string[]> {
  const depcruise = join(root, 'node_modules/.bin/depcruise')
  const call = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src']
  return new Promise((resolve, reject) => {
    execFile(depcruise, call, { cwd: copy, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      if (stdout === '') {
        reject(error ?? new Error('dependency-cruiser said nothing'))
        return
      }
      const result = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } }
      resolve(result.summary.violations.map(({ rule }) => rule.name))
    })
  })
}
