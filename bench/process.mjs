// Processes that the benchmark starts, and what the kernel says of them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setPriority as osSetPriority } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { pinned } from './machine.mjs'

const alive = new Set()
/**
 * On a machine that others work on, a benchmark that waits for its turn measures them. Linux shares the time between sessions
 * first (sched(7), "The autogroup feature"), so the priority of a process alone would change little.
 */
export function setPriority(nice) {
  osSetPriority(nice)
  if (existsSync('/proc/self/autogroup')) writeFileSync('/proc/self/autogroup', String(nice))
}

process.on('exit', () => {
  // Not SIGKILL: the master of nginx would leave its worker behind, which would answer in the next run.
  for (const child of alive) child.kill('SIGTERM')
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

/** Starts a program on a core. Its stderr goes to a file: a server that logs pays for its log. */
export function start(command, { core, env = {}, log = '/dev/null' }) {
  const [program, ...args] = pinned(core, command)
  const file = openSync(log, 'a', 0o600)
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', file],
  })
  closeSync(file)
  alive.add(child)
  const exited = once(child, 'close').finally(() => alive.delete(child))
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
  return {
    pid: child.pid,
    exited,
    stdout: () => stdout,
    async firstLine() {
      const deadline = performance.now() + 60_000
      while (!stdout.includes('\n')) {
        if (child.exitCode !== null)
          throw new Error(`${command.join(' ')} ended at once; see ${log}`)
        if (performance.now() > deadline) throw new Error(`${command.join(' ')} said nothing`)
        await sleep(2)
      }
      return stdout.split('\n')[0]
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await exited
    },
  }
}

/** Runs a program to its end and gives its output. */
export async function run(command, options) {
  const child = start(command, options)
  const [code] = await child.exited
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${child.stdout()}`)
  return child.stdout()
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

export async function listening(url) {
  const deadline = performance.now() + 20_000
  for (;;) {
    if (await answers(url)) return
    if (performance.now() > deadline) throw new Error(`Nothing listens at ${url}`)
    await sleep(20)
  }
}

export async function answers(url) {
  const answer = await fetch(url).catch(() => null)
  await answer?.arrayBuffer()
  return answer !== null
}

/**
 * Nanoseconds on a processor, of a process with all its threads and children. The scheduler's own count: the ticks of
 * /proc/<pid>/stat are too coarse for a round of seconds (Documentation/scheduler/sched-stats.rst).
 */
export function cpuNs(pid) {
  let sum = 0
  for (const each of family(pid)) {
    for (const thread of tasks(each)) {
      sum += Number(read(`/proc/${each}/task/${thread}/schedstat`).split(' ')[0] || 0)
    }
  }
  return sum
}

/** Resident memory of a process and its children, in MiB: now, and the most it ever was. */
export function memory(pid) {
  const of = (name) =>
    family(pid)
      .map((each) =>
        Number(new RegExp(`${name}:\\s+(\\d+)`).exec(read(`/proc/${each}/status`))?.[1]),
      )
      .reduce((sum, kib) => sum + (kib || 0), 0) / 1024
  return { now: of('VmRSS'), peak: of('VmHWM') }
}

function family(pid) {
  const children = tasks(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean),
  )
  return [pid, ...children.flatMap((child) => family(Number(child)))]
}

function tasks(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
