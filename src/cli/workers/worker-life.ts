import cluster from 'node:cluster'
import { Failure } from '../../errors.ts'
import { isMessage, type Order, type Report } from './messages.ts'
import type { MetricsExchange } from './metrics-exchange.ts'

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

export interface WorkerLifeNeeds {
  readonly now: () => number
  readonly exchange: MetricsExchange
}

export function startWorkerLife(order: Order, { now, exchange }: WorkerLifeNeeds): WorkerLife {
  const startedAt = now()
  const worker = cluster.fork()
  let sentence: string | null = null
  let stopped = false
  const ended = new Promise<End>((resolve) => {
    worker.once('exit', (code: number | null, signal: string | null) => {
      exchange.ended(counting)
      resolve({ code, signal, sentence, livedMs: now() - startedAt })
    })
  })
  // A worker that dies while it is spoken to says so by its end.
  worker.on('error', () => undefined)
  const tell = (it: Order): void => {
    if (worker.isConnected()) worker.send(it)
  }
  const counting = { tell }
  const ready = new Promise<Extract<Report, { kind: 'ready' }>>((resolve, reject) => {
    const hear = (report: Report): void => {
      if (report.kind === 'ready') exchange.began(counting)
      if (report.kind === 'here') tell(stopped ? { kind: 'stop' } : order)
      else if (report.kind === 'failed') sentence = report.sentence
      else if (report.kind === 'ready') resolve(report)
      else exchange.heard(counting, report)
    }
    worker.on('message', (message) => {
      if (isMessage(message)) hear(message as Report)
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
      tell({ kind: 'stop' })
    },
  }
}

const endedEarly = ({ code, signal }: End): string =>
  `A worker ended before it was ready, with ${signal ?? `exit code ${code ?? '?'}`}.`
