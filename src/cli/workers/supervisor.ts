import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { afterDeath } from './after-death.ts'
import { MetricsExchange } from './metrics-exchange.ts'
import { startWorkerLife, type End, type WorkerLife } from './worker-life.ts'

export interface Supervisor {
  /** Where the workers listen, all of them at the same address. */
  readonly url: string
  readonly publicUrl: string
  /** Fulfilled after `stop`; rejected when workers keep ending soon after their start. */
  readonly ended: Promise<void>
  /** Tells every worker to drain, and waits until the last one has ended. */
  readonly stop: () => Promise<void>
}

export interface SupervisorNeeds {
  readonly workers: number
  readonly port: number
  readonly simulatorUrl: string | null
  readonly log: Log
  readonly now: () => number
}

interface Crowd extends SupervisorNeeds {
  readonly lives: Set<WorkerLife>
  readonly exchange: MetricsExchange
  publicUrl: string | null
  stopping: boolean
  shortLives: number
}

/** Starts the workers, replaces one that ends, and does nothing else: no request is read by this process. */
export async function supervise(needs: SupervisorNeeds): Promise<Supervisor> {
  const exchange = new MetricsExchange()
  const crowd: Crowd = {
    ...needs,
    exchange,
    lives: new Set(),
    publicUrl: null,
    stopping: false,
    shortLives: 0,
  }
  const first = Array.from({ length: needs.workers }, (_, place) => begin(crowd, place))
  try {
    const [ready] = await Promise.all(first.map((life) => life.ready))
    if (!ready) throw new Failure('internal', 'No worker was started.')
    crowd.publicUrl = ready.publicUrl
    const ended = Promise.all(first.map((life, place) => hold(crowd, place, life)))
    return { ...ready, ended: ended.then(() => undefined), stop: () => stop(crowd) }
  } catch (error) {
    await stop(crowd)
    throw error
  }
}

/** The first place keeps house, whoever holds it. */
function begin(
  { lives, port, publicUrl, simulatorUrl, ...needs }: Crowd,
  place: number,
): WorkerLife {
  const order = { kind: 'serve', port, publicUrl, simulatorUrl, keepsHouse: place === 0 } as const
  const life = startWorkerLife(order, needs)
  lives.add(life)
  void life.ended.then(() => lives.delete(life))
  // Whoever does not wait for it sees its end.
  life.ready.catch(() => undefined)
  return life
}

/** Sees to it that this place is held, until all are told to stop. */
async function hold(crowd: Crowd, place: number, first: WorkerLife): Promise<void> {
  for (let life = first; ; life = begin(crowd, place)) {
    const end = await life.ended
    if (crowd.stopping) return
    const { shortLives, replaceInMs } = afterDeath(end.livedMs, crowd.shortLives)
    crowd.shortLives = shortLives
    const { code, signal, sentence } = end
    crowd.log.error('worker_ended', { place, code, signal, sentence, replace_in_ms: replaceInMs })
    if (replaceInMs === null) throw crashLoop(end)
    await sleep(replaceInMs)
    if (isStopping(crowd)) return
  }
}

const isStopping = ({ stopping }: Crowd): boolean => stopping

async function stop(crowd: Crowd): Promise<void> {
  crowd.stopping = true
  const lives = [...crowd.lives]
  for (const life of lives) life.stop()
  await Promise.all(lives.map(({ ended }) => ended))
}

const crashLoop = ({ code, signal, sentence }: End): Failure =>
  new Failure(
    'internal',
    sentence ??
      `Workers keep ending soon after their start (the last one with ${signal ?? `exit code ${code ?? '?'}`}), so this server stops. Its log says why; VALETKEY_WORKERS=1 starts it without workers.`,
  )
