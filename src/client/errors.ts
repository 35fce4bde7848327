import type { ErrorCode } from '../errors.ts'

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** An answer with a status of 400 or more: a `GatewayError` or an `UpstreamError`. */
export class ValetkeyError extends Error {
  override readonly name: string = 'ValetkeyError'
  readonly status: number
  /** `gateway`: Valetkey says it. `upstream`: the API behind it says it, word for word. */
  readonly source: 'gateway' | 'upstream'
  /** Valetkey's error code, e.g. `reconnect_required`, or the upstream's own as text. Null when the answer names none. */
  readonly code: string | null
  readonly requestId: string | null
  readonly connectionId: string | null
  /** Where a person makes the connection work again. Only with `reconnect_required`. */
  readonly reconnectUrl: string | null
  readonly retryAfterSeconds: number | null
  /** The answer's body: parsed when it was JSON, else its text. */
  readonly body: unknown

  constructor({ status, headers, body }: Answered) {
    const own = headers.get('valetkey-error')
    super(detail(body) ?? `The server answered with HTTP ${String(status)}.`)
    this.status = status
    this.source = own === null ? 'upstream' : 'gateway'
    this.code = own ?? codeIn(body)
    this.requestId = headers.get('valetkey-request-id')
    this.connectionId = headers.get('valetkey-connection') ?? text(member(body, 'connection_id'))
    this.reconnectUrl = own === null ? null : text(member(body, 'reconnect_url'))
    this.retryAfterSeconds = secondsIn(headers.get('retry-after'))
    this.body = body
  }
}

/** Valetkey itself refuses, or could not do it. */
export class GatewayError extends ValetkeyError {
  override readonly name = 'GatewayError'
  declare readonly source: 'gateway'
  /** One of a closed set: docs/reference/errors.md. A newer server may have more. */
  declare readonly code: ErrorCode | (string & Record<never, never>)
  /** Where a person approves the call, when it waits for an approval. */
  readonly approvalUrl: string | null

  constructor(answer: Answered) {
    super(answer)
    this.approvalUrl = text(member(answer.body, 'approval_url'))
  }
}

/** The API behind Valetkey refuses. Its words are its own. */
export class UpstreamError extends ValetkeyError {
  override readonly name = 'UpstreamError'
  declare readonly source: 'upstream'
  /** What is wrong with which member of the request. Empty when the API does not say. */
  readonly fieldErrors: readonly FieldError[]

  constructor(answer: Answered) {
    super(answer)
    this.fieldErrors = fieldErrorsIn(answer.body)
  }
}

export interface FieldError {
  /** A dotted path, e.g. `settings.approval_type`. */
  readonly field: string
  readonly message: string
}

/** No answer came at all: wrong address, server down, network gone. */
export class ConnectionFailed extends Error {
  override readonly name = 'ConnectionFailed'
  readonly url: string

  constructor(url: string, cause: unknown) {
    super(`${url} cannot be reached${reason(cause)}. Check that the server runs there.`, { cause })
    this.url = url
  }
}

/** Reads the body of a failed answer, whatever it is. */
export async function errorOf(response: Response): Promise<GatewayError | UpstreamError> {
  const { status, headers } = response
  const answer = { status, headers, body: parsed(await response.text().catch(() => '')) }
  return headers.has('valetkey-error') ? new GatewayError(answer) : new UpstreamError(answer)
}

/** Zoom's `errors: [{ field, message }]` (Zoom, "Errors"). */
function fieldErrorsIn(body: unknown): FieldError[] {
  const errors = member(body, 'errors')
  if (!Array.isArray(errors)) return []
  return errors.flatMap((one: unknown) => {
    const [field, message] = [text(member(one, 'field')), text(member(one, 'message'))]
    return field === null || message === null ? [] : [{ field, message }]
  })
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown
  } catch {
    return raw
  }
}

function member(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? (body as Record<string, unknown>)[name]
    : undefined
}

/** RFC 9457 says `detail`; most APIs say `message`. */
const detail = (body: unknown): string | null =>
  text(member(body, 'detail')) ?? text(member(body, 'message'))

function codeIn(body: unknown): string | null {
  const code = member(body, 'code')
  return typeof code === 'number' ? String(code) : text(code)
}

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

/** Only the form in seconds (RFC 9110, section 10.2.3); Valetkey rewrites the others. */
export const secondsIn = (value: string | null): number | null =>
  value !== null && /^\d+$/.test(value) ? Number(value) : null

function reason(cause: unknown): string {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : null
  const code = inner instanceof Error && 'code' in inner ? inner.code : null
  return typeof code === 'string' ? ` (${code})` : ''
}
