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

/**
 * A call waits for so many others, or for so many milliseconds, before it is written down. Nobody waits for it, and one by one, between
 * requests, it costs a tenth of a call more: the code is out of the processor's caches by then, and each line of the log is a write of its own.
 */
const atOnce = 32
const mostMs = 20

/** What is written down of calls that are over: a count, a row of the audit, a line of the log. */
export function openBooks(needs: BooksNeeds): Books {
  let ended: Call[] = []
  let timer: NodeJS.Timeout | null = null
  function writeDown(): void {
    const calls = ended
    ended = []
    for (const call of calls) record(needs, call)
  }
  return {
    close(call) {
      call.endedAt = needs.now()
      needs.metrics.finished(call, call.endedAt - call.startedAt)
      // Behind the turn, and before the event loop looks for new events: that would be one look more for nothing.
      if (ended.push(call) === atOnce) process.nextTick(writeDown)
      timer ??= setTimeout(() => {
        timer = null
        writeDown()
      }, mostMs)
    },
    async settled() {
      // Calls may still end in this turn, and the log hands on its lines behind the one in which it got them.
      await nextTurn()
      writeDown()
      await nextTurn()
    },
  }
}

function record({ log, audit }: BooksNeeds, call: Call): void {
  // Anybody can send what no key belongs to; the audit is not theirs to fill. The log has it.
  if (call.keyId !== null) audit.note(entryOfCall(call, kindOf(call), call.endedAt))
  if (log.tells('info')) log.line(call.endedAt, membersOf(call))
}

/**
 * One line per request: ids, pattern, status, bytes, time. Never a query value, a header or a body. All of it is numbers, words and ids
 * of ours, and a method that the parser knows, so that nothing has to be escaped.
 */
function membersOf(call: Call): string {
  const { request, response } = call
  const durationMs = call.endedAt - call.startedAt
  const status = response.headersSent ? response.statusCode : null
  const endpoint = call.matched?.endpoint.id ?? null
  return (
    `"event":"proxied","request_id":"${call.requestId}","key_id":${word(call.keyId)},"connection_id":${word(call.connectionId)},` +
    `"app":"${call.app.name}","endpoint":${word(endpoint)},"method":"${request.method ?? ''}","status":${status},` +
    `"error":${word(call.refusedWith)},"bytes":${call.bytes},"complete":${response.writableFinished},"duration_ms":${durationMs}`
  )
}

const word = (text: string | null): string => (text === null ? 'null' : `"${text}"`)
