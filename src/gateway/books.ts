import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Audit } from '../audit/trail.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { entryOfCall, kindOf } from './audited.ts'
import type { Call } from './call.ts'

export interface BooksNeeds {
  readonly audit: Pick<Audit, 'note'>
  readonly metrics: Pick<Metrics, 'finished'>
  readonly log: Pick<Log, 'info'>
  readonly now: () => number
}

/**
 * What is written down of calls that are over: a count, a row of the audit, a line of the log. Calls that end in the same turn of the
 * event loop are written down together at its end. Between two requests the same code finds the processor's caches taken.
 */
export class Books {
  readonly #needs: BooksNeeds
  #over: Call[] = []

  constructor(needs: BooksNeeds) {
    this.#needs = needs
  }

  close(call: Call): void {
    call.endedAt = this.#needs.now()
    if (this.#over.push(call) === 1) setImmediate(this.#write)
  }

  /** Resolves when everything so far is handed on. */
  async settled(): Promise<void> {
    while (this.#over.length > 0) await nextTurn()
  }

  readonly #write = (): void => {
    const over = this.#over
    this.#over = []
    for (const call of over) record(this.#needs, call)
  }
}

/** One line per request: ids, pattern, status, bytes, time. Never a query value, a header or a body. */
function record({ log, audit, metrics }: BooksNeeds, call: Call): void {
  const { request, response } = call
  const durationMs = call.endedAt - call.startedAt
  metrics.finished(call, durationMs)
  // Anybody can send what no key belongs to; the audit is not theirs to fill. The log has it.
  if (call.keyId !== null) audit.note(entryOfCall(call, kindOf(call), call.endedAt))
  log.info('proxied', {
    request_id: call.requestId,
    key_id: call.keyId,
    connection_id: call.connectionId,
    app: call.app.name,
    endpoint: call.matched?.endpoint.id ?? null,
    method: request.method,
    status: response.headersSent ? response.statusCode : null,
    error: call.refusedWith,
    bytes: call.bytes,
    complete: response.writableFinished,
    duration_ms: durationMs,
  })
}
