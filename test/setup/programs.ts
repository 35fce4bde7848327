import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import typescript from 'typescript'
import { mainFile, temporaryFolder } from './process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Called with everything that stdout has so far, as it grows. */
  readonly onOutput?: (stdout: string) => void
  readonly timeoutMs?: number
}

/** A folder as a user has one: empty, with `valetkey` and `python` on the path and the package installed. */
export interface Workplace {
  readonly folder: string
  readonly path: string
}

export async function createWorkplace(): Promise<Workplace> {
  const folder = temporaryFolder()
  const bin = join(folder, '.bin')
  mkdirSync(bin)
  const python = await findPython()
  shim(bin, 'valetkey', `exec "${process.execPath}" "${mainFile}" "$@"`)
  for (const name of ['python', 'python3']) shim(bin, name, `exec "${python}" "$@"`)
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'valetkey'))
  return { folder, path: [bin, process.env['PATH'] ?? ''].join(delimiter) }
}

function shim(bin: string, name: string, line: string): void {
  const file = join(bin, name)
  writeFileSync(file, `#!/bin/sh\n${line}\n`)
  chmodSync(file, 0o755)
}

/** Process groups that still run: a shell's own programs would live on without it. */
const alive = new Set<number>()
process.on('exit', () => {
  for (const group of alive) process.kill(-group, 'SIGKILL')
})

/** Runs a program to its end in the workplace. Nothing of the developer's own environment reaches it but what is named here. */
export async function run(
  workplace: Workplace,
  command: readonly string[],
  { env = {}, onOutput, timeoutMs = 30_000 }: ProgramOptions = {},
): Promise<Ended> {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd: workplace.folder,
    env: { PATH: workplace.path, HOME: workplace.folder, PYTHONDONTWRITEBYTECODE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const group = child.pid
  if (group !== undefined) alive.add(group)
  const text = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk
    onOutput?.(text.stdout)
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk))
  const timer = setTimeout(() => {
    text.stderr += `\nkilled after ${timeoutMs} ms`
    if (group !== undefined) process.kill(-group, 'SIGKILL')
  }, timeoutMs)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      if (group !== undefined) alive.delete(group)
      resolve({ code, ...text })
    })
  })
}

let written = 0

/** Runs a piece of source text in the named language, as a user would who pastes it into a file. */
export function runText(
  workplace: Workplace,
  { language, text }: { language: string; text: string },
  options: ProgramOptions = {},
): Promise<Ended> {
  const file = join(workplace.folder, `snippet-${++written}`)
  switch (language) {
    case 'sh':
    case 'bash':
      // A failing line ends a pasted block, so that a page cannot go on after an error.
      writeFileSync(file, text)
      return run(workplace, [language === 'sh' ? 'sh' : 'bash', '-eu', file], options)
    case 'python':
      writeFileSync(`${file}.py`, text)
      return run(workplace, ['python3', `${file}.py`], options)
    case 'js':
    case 'ts':
      writeFileSync(`${file}.mjs`, language === 'js' ? text : withoutTypes(text))
      return run(workplace, [process.execPath, `${file}.mjs`], options)
    default:
      throw new Error(`Nobody knows how to run "${language}".`)
  }
}

/** Node 20 does not read types. */
function withoutTypes(text: string): string {
  const { ModuleKind, ScriptTarget } = typescript
  return typescript.transpileModule(text, {
    compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 },
  }).outputText
}

let python: Promise<string> | undefined

/** The first python3 that can import requests, which half of all Python programs for an HTTP API use. */
function findPython(): Promise<string> {
  return (python ??= lookForPython())
}

async function lookForPython(): Promise<string> {
  const places = (process.env['PATH'] ?? '').split(delimiter).map((place) => join(place, 'python3'))
  for (const place of new Set([...places, '/usr/bin/python3'])) {
    if (await canImportRequests(place)) return place
  }
  throw new Error(
    'These tests run Python programs and found no python3 that can import requests. ' +
      'Install Python 3, then: python3 -m pip install requests (Debian, Ubuntu: apt-get install python3-requests).',
  )
}

function canImportRequests(program: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, ['-c', 'import requests'], { stdio: 'ignore' })
    child.once('error', () => {
      resolve(false)
    })
    child.once('close', (code) => {
      resolve(code === 0)
    })
  })
}
