import { Worker } from 'node:worker_threads'
import { Failure } from '../errors.ts'
import type { AuditWriter } from './audit-writer.ts'
import type { Answered, Asked, Task, ThreadData } from './thread-messages.ts'

/** Compiled it lies beside this file, also in the bundle. Node 20 cannot run the source in a thread. */
const compiledProgram = import.meta.url.endsWith('.ts')
  ? null
  : new URL('./thread-program.js', import.meta.url)

/** Its garbage is short-lived: without a bound it would let 50 MiB of it pile up. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 }

interface Pending {
  readonly resolve: (rows: number) => void
  readonly reject: (error: unknown) => void
}

/** Writes in a thread of its own, which starts with the first row. Null when there is no program for it to run. */
export function writerInThread(
  data: ThreadData,
  program: URL | null = compiledProgram,
): AuditWriter | null {
  if (!program) return null
  const thread = new AuditThread(data, program)
  return {
    append: async (draft) => {
      const packed = draft.pack()
      await thread.ask({ kind: 'append', draft: packed }, [packed.bytes.buffer])
    },
    cut: (retention, now) => thread.ask({ kind: 'cut', retention, now }),
    async scrub() {
      const scrub = (): Promise<number> => thread.ask({ kind: 'scrub' })
      // A thread that ends meanwhile is no reason to refuse a deletion, which is done by then. Emptying twice does no harm.
      await scrub().catch(scrub)
    },
    close: () => thread.close(),
  }
}

class AuditThread {
  readonly #data: ThreadData
  readonly #program: URL
  readonly #pending = new Map<number, Pending>()
  #lastId = 0
  #worker: Worker | null = null
  #closed = false

  constructor(data: ThreadData, program: URL) {
    this.#data = data
    this.#program = program
  }

  /** Rejects with what went wrong there, or with the thread's own end: whether the task was done is not known then. */
  ask(task: Task, transfer: ArrayBuffer[] = []): Promise<number> {
    if (this.#closed) return Promise.reject(gone('is closed'))
    const worker = (this.#worker ??= this.#start())
    const id = ++this.#lastId
    return new Promise<number>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      // Only somebody who waits keeps the process alive.
      worker.ref()
      const asked: Asked = { id, task }
      worker.postMessage(asked, transfer)
    })
  }

  async close(): Promise<void> {
    const worker = this.#worker
    // Every row is written by now. What goes wrong at the end takes none of them.
    if (worker) await this.ask({ kind: 'close' }).catch(() => undefined)
    this.#closed = true
    await worker?.terminate()
  }

  #start(): Worker {
    // Not what this process was started with: neither preloaded modules nor the environment's secrets are its business.
    const alone = { execArgv: [], env: {}, resourceLimits }
    const worker = new Worker(this.#program, { workerData: this.#data, ...alone })
    worker.on('message', (answered: Answered) => {
      this.#hear(answered)
      if (this.#pending.size === 0) worker.unref()
    })
    worker.on('error', (error) => {
      this.#gone(worker, error)
    })
    worker.on('exit', () => {
      this.#gone(worker, gone('has ended. What it had not answered is asked of a new one'))
    })
    return worker
  }

  #hear(answered: Answered): void {
    const pending = this.#pending.get(answered.id)
    this.#pending.delete(answered.id)
    if ('error' in answered) pending?.reject(errorOf(answered))
    else pending?.resolve(answered.done)
  }

  /** The next task starts another one. */
  #gone(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}

const errorOf = ({ error, code }: Extract<Answered, { error: unknown }>): unknown =>
  error instanceof Error && code !== undefined ? Object.assign(error, { code }) : error

/** Ours, so that the log shows its sentence. */
const gone = (how: string): Failure =>
  new Failure('store_unavailable', `The thread that writes the audit ${how}.`)
