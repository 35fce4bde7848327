import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

/** The built program: `test/setup/build.ts` has made it before the first test. */
export const mainFile: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

const alive = new Set<ChildProcess>()
const folders = new Set<string>()

// Belongs to the test file that imports this one. A test that forgets to stop something leaves nothing behind.
afterAll(async () => {
  await Promise.all([...alive].map((child) => killed(child)))
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
})
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** What `valetkey start --json` says once it is ready. */
export interface ReadyLine {
  readonly url: string
  readonly api_key: string | null
  readonly connection_id: string | null
  readonly simulator_url: string | null
  readonly dashboard_url: string
}

export interface StartedServer {
  /** The JSON line, parsed. */
  readonly ready: ReadyLine
  readonly url: string
  /** The key that this start created, or the one that was handed in. Throws when there is none. */
  readonly apiKey: string
  readonly dataDir: string
  readonly pid: number
  readonly stdout: () => string
  readonly stderr: () => string
  readonly signal: (name: NodeJS.Signals) => void
  readonly exited: Promise<Exit>
  /** SIGTERM, then waits for the end of the process. */
  readonly stop: () => Promise<Exit>
  /** Asks the gateway or the control plane, with the key. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
}

export interface StartOptions {
  /** A folder to start on; a fresh one that is removed after the tests otherwise. */
  readonly dataDir?: string
  /** Beside `start --json --port 0 --data-dir …`. */
  readonly args?: readonly string[]
  /** Nothing is inherited but PATH, HOME and TMPDIR, so that the developer's own settings change no test. */
  readonly env?: Readonly<Record<string, string>>
  /** For a second start on the same folder, which prints no key. */
  readonly apiKey?: string
  readonly port?: number
}

/** A fresh folder under the system's own, removed after the tests of this file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-test-'))
  folders.add(folder)
  return folder
}

/** Starts a real server in a process of its own and waits until it says that it is ready. */
export async function startValetkey(options: StartOptions = {}): Promise<StartedServer> {
  const dataDir = options.dataDir ?? join(temporaryFolder(), 'data')
  const port = String(options.port ?? 0)
  const child = launch(
    ['start', '--json', '--port', port, '--data-dir', dataDir, ...(options.args ?? [])],
    options.env,
  )
  child.process.stdin.end()
  const ready = await readyLine(child)
  const key = () => {
    const found = options.apiKey ?? ready.api_key
    if (found === null) throw new Error('This start created no API key; hand one in as apiKey.')
    return found
  }
  return {
    ready,
    url: ready.url,
    get apiKey() {
      return key()
    },
    dataDir,
    pid: child.process.pid ?? 0,
    stdout: child.stdout,
    stderr: child.stderr,
    signal: (name) => {
      child.process.kill(name)
    },
    exited: child.exited,
    stop: async () => {
      child.process.kill('SIGTERM')
      return child.exited
    },
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers)
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${key()}`)
      return fetch(ready.url + path, { ...init, headers })
    },
  }
}

export interface Outcome extends Exit {
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Buffer
  /** A command that takes longer is killed and fails the test. */
  readonly timeoutMs?: number
}

/** Runs one command to its end. */
export async function runValetkey(
  args: readonly string[],
  { env, input, timeoutMs = 30_000 }: RunOptions = {},
): Promise<Outcome> {
  const child = launch(args, env)
  // A command that never reads its input closes the pipe; that is its right.
  child.process.stdin.on('error', () => undefined)
  child.process.stdin.end(input)
  const timer = setTimeout(() => {
    child.process.kill('SIGKILL')
  }, timeoutMs)
  const exit = await child.exited
  clearTimeout(timer)
  return { ...exit, stdout: child.stdout(), stderr: child.stderr() }
}

export interface Launched {
  readonly process: ChildProcessWithoutNullStreams
  readonly stdout: () => string
  readonly stderr: () => string
  /** After the process has ended and everything it wrote was read. */
  readonly exited: Promise<Exit>
}

/** Starts the program without waiting for anything, for tests that signal it or feed it slowly. */
export function launch(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Launched {
  const child = spawn(process.execPath, [mainFile, ...args], {
    env: { ...inherited(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  alive.add(child)
  const text = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk))
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      alive.delete(child)
      resolve({ code, signal })
    })
  })
  return { process: child, stdout: () => text.stdout, stderr: () => text.stderr, exited }
}

function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot']
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

const readyWithinMs = 30_000

async function readyLine(child: Launched): Promise<ReadyLine> {
  const line = new Promise<string>((resolve) => {
    const look = () => {
      if (child.stdout().includes('\n')) resolve(child.stdout().split('\n')[0] ?? '')
    }
    child.process.stdout.on('data', look)
  })
  const ended = child.exited.then(({ code, signal }) => {
    throw new Error(`start ended with ${code ?? signal ?? '?'}: ${child.stderr()}${child.stdout()}`)
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      child.process.kill('SIGKILL')
      reject(new Error(`start was not ready within ${readyWithinMs} ms: ${child.stderr()}`))
    }, readyWithinMs)
  })
  try {
    return JSON.parse(await Promise.race([line, ended, late])) as ReadyLine
  } finally {
    clearTimeout(timer)
    ended.catch(() => undefined)
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGKILL')
  await closed
}
