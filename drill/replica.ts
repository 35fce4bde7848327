import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A real server in a process of its own. */
export interface Replica {
  readonly url: string
  readonly dataDir: string
  readonly signal: (name: NodeJS.Signals) => void
  /** Waits until the process has written this to its stderr. */
  readonly said: (words: string) => Promise<void>
  /** Resolves with the moment at which the process was seen to be gone. */
  readonly ended: Promise<number>
  readonly isAlive: () => boolean
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** The built program, whether this file runs as it lies or was itself compiled into dist-drill. */
const root = import.meta.url.includes('/dist-drill/') ? '../../' : '../'
const program = fileURLToPath(new URL(`${root}dist/cli/main.js`, import.meta.url))

export async function startReplica(
  dataDir: string,
  settings: Readonly<Record<string, string>>,
): Promise<Replica> {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env
  const child = spawn(
    process.execPath,
    [program, 'start', '--json', '--port', '0', '--data-dir', dataDir],
    { env: { PATH, HOME, TMPDIR, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  running.add(child)
  let spoken = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    spoken = (spoken + chunk).slice(-100_000)
  })
  const ended = once(child, 'exit').then(() => {
    running.delete(child)
    return Date.now()
  })
  const line = once(createInterface(child.stdout), 'line')
  const ready = await Promise.race([line, ended.then(() => null)])
  if (ready === null) throw new Error(`A replica ended while it started: ${spoken}`)
  const { url } = JSON.parse(String(ready[0])) as { url: string }
  return {
    url,
    dataDir,
    ended,
    isAlive: () => running.has(child),
    signal: (name) => {
      child.kill(name)
    },
    async said(words) {
      while (!spoken.includes(words)) {
        await Promise.race([once(child.stderr, 'data'), ended])
        if (!running.has(child)) return
      }
    },
  }
}
