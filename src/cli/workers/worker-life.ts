import cluster from 'node:cluster'
import { Failure } from '../../errors.ts'
import { isMessage, type Order, type Report } from './messages.ts'

/** One worker process from its start to its end. */
export interface WorkerLife {
  /** Rejected with the reason, when it ends before it is ready. */
  readonly ready: Promise<{ readonly url: string; readonly publicUrl: string }>
  readonly ended: Promise<End>
  readonly stop: () => void
}

export interface End {
  readonly code: number | null
  readonly signal: string | null
  /** What it said itself, when it could not start. */
  readonly sentence: string | null
  readonly livedMs: number
}

// The kernel gives connections to whoever takes them. Node's own turn-taking hands some to a worker that has just died, and nobody
// ever answers them (docs/decisions/0019-workers.md).
cluster.schedulingPolicy = cluster.SCHED_NONE

export function startWorkerLife(order: Order, now: () => number): WorkerLife {
  const startedAt = now()
  const worker = cluster.fork()
  let sentence: string | null = null
  let stopped = false
  const ended = new Promise<End>((resolve) => {
    worker.once('exit', (code: number | null, signal: string | null) => {
      resolve({ code, signal, sentence, livedMs: now() - startedAt })
    })
  })
  // A worker that dies while it is spoken to says so by its end.
  worker.on('error', () => undefined)
  const send = (it: Order): void => {
    if (worker.isConnected()) worker.send(it)
  }
  const ready = new Promise<Extract<Report, { kind: 'ready' }>>((resolve, reject) => {
    worker.on('message', (message: unknown) => {
      if (!isMessage(message)) return
      const report = message as Report
      if (report.kind === 'here') send(stopped ? { kind: 'stop' } : order)
      else if (report.kind === 'ready') resolve(report)
      else sentence = report.sentence
    })
    void ended.then((end) => {
      reject(new Failure('internal', end.sentence ?? endedEarly(end)))
    })
  })
  return {
    ready,
    ended,
    stop: () => {
      stopped = true
      send({ kind: 'stop' })
    },
  }
}

const endedEarly = ({ code, signal }: End): string =>
  `A worker ended before it was ready, with ${signal ?? `exit code ${code ?? '?'}`}.`
