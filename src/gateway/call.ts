import type { App } from '../apps/app.ts'
import { problem, type Failure } from '../errors.ts'
import type { GovernedLane } from '../limits/governor.ts'
import type { Verdict } from '../policy/decide.ts'
import type { MatchedEndpoint } from './match.ts'
import type { AnswerSink, Hold } from './answer.ts'
import type { CallersAnswer, CallersRequest } from './caller.ts'

/** A request as the server hands it over: which app its first path segment names, and the raw target behind that. */
export interface Arrival {
  readonly app: App
  /** Path and query below the app's name, as sent. */
  readonly target: string
  readonly requestId: string
  /** Sends `100 Continue` to a caller that waits for it before it sends its body (RFC 9110, section 10.1.1). Null: it does not wait. */
  readonly askForBody: (() => void) | null
}

/**
 * One proxied request from its arrival to its last byte: what the log line at the end is made of. A class, because all of its
 * members are there from the start: an object that is put together from others costs ten times as much, at every look into it.
 */
export class Call {
  readonly request: CallersRequest
  readonly response: CallersAnswer
  readonly app: App
  /** Path below the app's name, as sent, without the query. */
  readonly path: string
  /** The query with its `?`, as sent, or nothing. */
  readonly query: string
  readonly requestId: string
  readonly startedAt: number
  /** When its answer had left, or its caller. */
  endedAt = 0
  readonly askForBody: Arrival['askForBody']
  keyId: string | null = null
  ownerId: string | null = null
  connectionId: string | null = null
  matched: MatchedEndpoint | null = null
  /** What the key's policy says of it. Null: the key has none. */
  verdict: Verdict | null = null
  /** Uses up the approval that it has. Null: it needs none. */
  takeApproval: (() => Promise<'pass'>) | null = null
  /** The whole body, once a gate had to read it. It is then sent from here. */
  body: Buffer | null = null
  /** The attempt that is under way, to be told when the caller leaves. */
  exchange: { callerLeft: () => void } | null = null
  /** Of the answer's body, as far as it came from upstream. */
  bytes = 0
  /** Where its account's requests pass in turn. Null: the app has no limits that we know of. */
  lane: GovernedLane | null = null
  /** Who sees the whole answer before the caller does, the vendor's own answer first. Null: it is streamed. */
  holds: Hold[] | null = null
  /** Nothing else than JSON can be passed on of the answer. */
  needsJson = false
  /** Where the answer goes. */
  sink: AnswerSink
  /** Set when the request goes on to its end also without its caller. */
  errand: Errand | null = null
  /** The code of our own error, when the answer is ours and not upstream's. */
  refusedWith: string | null = null

  constructor(
    { request, response }: Pick<Call, 'request' | 'response'>,
    arrival: Arrival,
    startedAt: number,
  ) {
    const { target } = arrival
    const mark = target.indexOf('?')
    this.request = request
    this.response = response
    this.app = arrival.app
    this.path = mark < 0 ? target : target.slice(0, mark)
    this.query = mark < 0 ? '' : target.slice(mark)
    this.requestId = arrival.requestId
    this.startedAt = startedAt
    this.askForBody = arrival.askForBody
    this.sink = response
  }
}

/** A request whose outcome somebody has to know, whether or not its caller waits. */
export interface Errand {
  /** It may have reached upstream. */
  sent: boolean
  /** To be told once, whatever the end was. */
  readonly ended: () => void
}

/** The caller is gone, and nobody has to know the outcome. */
export const nobodyWaits = ({ response, errand }: Call): boolean => response.destroyed && !errand

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
  if (call.askForBody) response.shouldKeepAlive = false
  const connection = call.connectionId === null ? {} : { 'Valetkey-Connection': call.connectionId }
  response.writeHead(status, {
    ...headers,
    ...connection,
    'content-length': Buffer.byteLength(body),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
