import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '../apps/app.ts'
import { problem, type Failure } from '../errors.ts'
import type { GovernedLane } from '../limits/governor.ts'
import type { Verdict } from '../policy/decide.ts'
import type { MatchedEndpoint } from './match.ts'
import type { AnswerSink, Hold } from './answer.ts'

/** One proxied request from its arrival to its last byte: what the log line at the end is made of. */
export interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly app: App
  /** Path below the app's name, as sent, without the query. */
  readonly path: string
  /** The query with its `?`, as sent, or nothing. */
  readonly query: string
  readonly requestId: string
  readonly startedAt: number
  /** The caller waits for `100 Continue` before it sends its body (RFC 9110, section 10.1.1). */
  readonly expectsContinue: boolean
  keyId: string | null
  ownerId: string | null
  connectionId: string | null
  matched: MatchedEndpoint | null
  /** What the key's policy says of it. Null: the key has none. */
  verdict: Verdict | null
  /** The whole body, once a gate had to read it. It is then sent from here. */
  body: Buffer | null
  /** The attempt that is under way, to be told when the caller leaves. */
  exchange: { callerLeft: () => void } | null
  /** Of the answer's body, as far as it came from upstream. */
  bytes: number
  /** Where its account's requests pass in turn. Null: the app has no limits that we know of. */
  lane: GovernedLane | null
  /** Who sees the whole answer before the caller does, the vendor's own answer first. Null: it is streamed. */
  holds: Hold[] | null
  /** Where the answer goes. */
  sink: AnswerSink
  /** Set when the request goes on to its end also without its caller. */
  errand: Errand | null
  /** The code of our own error, when the answer is ours and not upstream's. */
  refusedWith: string | null
}

/** A request whose outcome somebody has to know, whether or not its caller waits. */
export interface Errand {
  /** It may have reached upstream. */
  sent: boolean
  /** To be told once, whatever the end was. */
  readonly ended: () => void
}

/** Answers with a problem document, or, when part of an answer is already on its way, breaks it off visibly. */
export function refuse(call: Call, failure: Failure): void {
  const { response } = call
  call.refusedWith = failure.code
  call.errand?.ended()
  if (response.headersSent) {
    response.destroy()
    return
  }
  const { status, headers, body } = problem(failure, {
    path: `/${call.app.name}${call.path}`,
    requestId: call.requestId,
  })
  respond(call, { status, headers, body })
}

/** Gives the caller an answer of our own. */
export function respond(
  call: Call,
  { status, headers, body }: { status: number; headers: Record<string, string>; body: string },
): void {
  const { response, request } = call
  // A body that nobody asked for may still follow; the connection cannot be used again safely (RFC 9110, section 10.1.1).
  if (call.expectsContinue) response.shouldKeepAlive = false
  const connection = call.connectionId === null ? {} : { 'Valetkey-Connection': call.connectionId }
  response.writeHead(status, {
    ...headers,
    ...connection,
    'content-length': Buffer.byteLength(body),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
