import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { startValetkey, temporaryFolder } from './setup/process.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const script = join(root, 'scripts/docs.mjs')

/** Runs the generator's check against a folder and gives the names of its stale pages. */
async function stalePages(folder: string): Promise<string[]> {
  const run = promisify(execFile)(process.execPath, [script, '--check', '--root', folder])
  const stdout = await run.then(
    (ended) => ended.stdout,
    (error: unknown) => {
      const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: unknown }
      if (code !== 1 || stderr !== '') throw new Error(stderr || stdout)
      return stdout
    },
  )
  return [...stdout.matchAll(/^stale: (.+)$/gm)].map((line) => line[1]!)
}

describe('the generated pages', () => {
  it('say what the code says', async () => {
    expect(await stalePages(root), 'run: npm run build && npm run docs').toEqual([])
  })

  it('are found stale when one word differs', async () => {
    const folder = temporaryFolder()
    await promisify(execFile)(process.execPath, [script, '--root', folder])
    expect(await stalePages(folder)).toEqual([])
    const page = join(folder, 'docs/reference/errors.md')
    writeFileSync(page, readFileSync(page, 'utf8').replace('reconnect', 'relate'))
    expect(await stalePages(folder)).toEqual(['docs/reference/errors.md'])
  })
})

describe('docs/storage.md', () => {
  it('names every field of every table, and no other', () => {
    expect(documentedFields()).toEqual(realFields())
  })

  it('says the same as the schema for either engine', () => {
    const [sqlite, postgres] = schema().split('-- PostgreSQL')
    expect(fieldsIn(sqlite!)).toEqual(fieldsIn(postgres!))
    expect(Object.keys(fieldsIn(sqlite!)).length).toBeGreaterThan(4)
  })
})

describe('links between the pages', () => {
  it('lead to something', () => {
    expect(pages().flatMap((page) => deadLinks(page))).toEqual([])
  })

  it('are found dead when they are', () => {
    const folder = temporaryFolder()
    const page = join(folder, 'page.md')
    mkdirSync(join(folder, 'there'))
    writeFileSync(page, '# One\n[a](there) [b](gone.md) [c](#one) [d](#two) [e](https://x.example)')
    expect(deadLinks(page).map((link) => link.split(' -> ')[1])).toEqual(['gone.md', '#two'])
  })
})

it('every decision is at most forty lines long', () => {
  const long = pages()
    .filter((page) => page.includes('/decisions/'))
    .filter((page) => readFileSync(page, 'utf8').trimEnd().split('\n').length > 40)
  expect(long).toEqual([])
})

const schema = () => readFileSync(join(root, 'test/schema.sql'), 'utf8')

type Fields = Record<string, string[]>

function documentedFields(): Fields {
  const text = readFileSync(join(root, 'docs/storage.md'), 'utf8')
  const sections = text.split(/^## /m).slice(1)
  const entries = sections.map((section): [string, string[]] => [
    section.slice(0, section.indexOf('\n')),
    [...section.matchAll(/^\| `(\w+)` \|/gm)].map((row) => row[1]!),
  ])
  return Object.fromEntries(entries.filter(([name]) => /^[a-z_]+$/.test(name)).sort())
}

const realFields = (): Fields => fieldsIn(schema().split('-- PostgreSQL')[0]!)

/** Tables and their columns, from the dump of what the migrations make. */
function fieldsIn(sql: string): Fields {
  const tables = [...sql.matchAll(/create table "?(\w+)"? \(\n([\s\S]*?)\);/gi)]
  const entries = tables.map(([, name, body]): [string, string[]] => [
    name!,
    body!
      .split('\n')
      .filter((line) => !/^\s*(constraint|primary|foreign|unique)\b/i.test(line))
      .flatMap((line) => /^\s*"?(\w+)"?\s/.exec(line)?.[1] ?? []),
  ])
  return Object.fromEntries(entries.sort())
}

function pages(): string[] {
  const inFolders = ['docs', 'skills', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  const atRoot = readdirSync(root)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, name))
  return [...atRoot, ...inFolders]
}

function deadLinks(page: string): string[] {
  const text = readFileSync(page, 'utf8')
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((link) => link[1]!)
    .filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(page, link))
    .map((link) => `${relative(root, page)} -> ${link}`)
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(target)) return false
  return anchor === undefined || anchorsOf(target).has(anchor)
}

/** As GitHub makes them from headings: lower case, without punctuation, hyphens for spaces. */
function anchorsOf(page: string): Set<string> {
  const headings = readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)
  return new Set(
    [...headings].map((heading) =>
      heading[1]!
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
}

describe('docs/storage.md, about files', () => {
  it('names every file that a server makes in its data folder', async () => {
    const server = await startValetkey()
    const made = readdirSync(server.dataDir)
    await server.stop()
    const text = readFileSync(join(root, 'docs/storage.md'), 'utf8')
    expect(made).toContain('valetkey.db')
    expect(made.filter((file) => !text.includes(`\`${file}\``))).toEqual([])
  })
})

describe('the skill', () => {
  const text = readFileSync(join(root, 'skills/zoom/SKILL.md'), 'utf8')
  const [, front = '', body = ''] = text.split(/^---$/m)

  it('is named after its folder and described within the limits of the format', () => {
    expect(front).toMatch(/^name: zoom$/m)
    const description = /^description: (.+)$/m.exec(front)?.[1] ?? ''
    expect(description.length).toBeGreaterThan(100)
    expect(description.length).toBeLessThanOrEqual(1024)
    expect(description).toContain('Do not use it for')
  })

  it('declares exactly the environment that it uses', () => {
    const declared = [...front.matchAll(/^\s+- (VALETKEY_\w+)$/gm)].map((line) => line[1]!)
    const used = new Set(body.match(/\b[A-Z]+_[A-Z_]+\b/g))
    expect(declared.sort()).toEqual([...used].filter((name) => name.includes('_')).sort())
    expect(front).toContain(`primaryEnv: VALETKEY_API_KEY`)
  })

  it('never prints the key, writes it into an address or hands it over as an argument', () => {
    expect(leaks(body)).toEqual([])
    expect(leaks('echo "$VALETKEY_API_KEY"')).toHaveLength(1)
    expect(leaks('curl -H "Authorization: Bearer $VALETKEY_API_KEY" x')).toHaveLength(1)
    expect(leaks('curl "$VALETKEY_URL/user?api_key=$VALETKEY_API_KEY"')).toHaveLength(1)
    expect(leaks("python <<'EOF'")).toHaveLength(1)
  })
})

/** Lines that would make a scanner or a careful reader suspicious. */
function leaks(text: string): string[] {
  return text
    .split('\n')
    .filter((line) =>
      /<<'?EOF|(^|[\s|;&])(echo|env|printenv|print)\b.*VALETKEY_API_KEY|curl .*VALETKEY_API_KEY|\?\S*VALETKEY_API_KEY/.test(
        line,
      ),
    )
}
