import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Audit } from '../audit/trail.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { entryOfCall, kindOf } from './audited.ts'
import type { Call } from './call.ts'

export interface BooksNeeds {
  readonly audit: Pick<Audit, 'note'>
  readonly metrics: Pick<Metrics, 'finished'>
  readonly log: Pick<Log, 'tells' | 'line'>
  readonly now: () => number
}

export interface Books {
  readonly close: (call: Call) => void
  /** Resolves when everything so far is handed on. */
  readonly settled: () => Promise<void>
}

/** What is written down of calls that are over: a count, a row of the audit, a line of the log. */
export function openBooks(needs: BooksNeeds): Books {
  let ended: Call[] = []
  function writeDown(): void {
    const calls = ended
    ended = []
    for (const call of calls) record(needs, call)
  }
  return {
    close(call) {
      call.endedAt = needs.now()
      // With the others that end now, and before the event loop looks for new events: that would be one look more for nothing.
      if (ended.push(call) === 1) process.nextTick(writeDown)
    },
    // Both in the order they came: who asks later is served later.
    settled: nextTurn,
  }
}

function record({ log, audit, metrics }: BooksNeeds, call: Call): void {
  const durationMs = call.endedAt - call.startedAt
  metrics.finished(call, durationMs)
  // Anybody can send what no key belongs to; the audit is not theirs to fill. The log has it.
  if (call.keyId !== null) audit.note(entryOfCall(call, kindOf(call), call.endedAt))
  if (log.tells('info')) log.line('info', 'proxied', membersOf(call, durationMs))
}

/**
 * One line per request: ids, pattern, status, bytes, time. Never a query value, a header or a body. All of it is numbers, words and ids
 * of ours, and a method that the parser knows, so that nothing has to be escaped.
 */
function membersOf(call: Call, durationMs: number): string {
  const { request, response } = call
  const status = response.headersSent ? response.statusCode : null
  const endpoint = call.matched?.endpoint.id ?? null
  return (
    `"request_id":"${call.requestId}","key_id":${word(call.keyId)},"connection_id":${word(call.connectionId)},` +
    `"app":"${call.app.name}","endpoint":${word(endpoint)},"method":"${request.method ?? ''}","status":${status},` +
    `"error":${word(call.refusedWith)},"bytes":${call.bytes},"complete":${response.writableFinished},"duration_ms":${durationMs}`
  )
}

const word = (text: string | null): string => (text === null ? 'null' : `"${text}"`)
