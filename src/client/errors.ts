/** An answer with a status of 400 or more. */
export class ValetkeyError extends Error {
  override readonly name = 'ValetkeyError'
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

  constructor(answer: { status: number; headers: Headers; body: unknown }) {
    const { status, headers, body } = answer
    const own = headers.get('valetkey-error')
    super(detail(body) ?? `The server answered with HTTP ${String(status)}.`)
    this.status = status
    this.source = own === null ? 'upstream' : 'gateway'
    this.code = own ?? codeIn(body)
    this.requestId = headers.get('valetkey-request-id')
    this.connectionId = headers.get('valetkey-connection') ?? text(member(body, 'connection_id'))
    this.reconnectUrl = own === null ? null : text(member(body, 'reconnect_url'))
    this.retryAfterSeconds = seconds(headers.get('retry-after'))
    this.body = body
  }
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
export async function errorOf(response: Response): Promise<ValetkeyError> {
  const raw = await response.text().catch(() => '')
  return new ValetkeyError({
    status: response.status,
    headers: response.headers,
    body: parsed(raw),
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
const seconds = (value: string | null): number | null =>
  value !== null && /^\d+$/.test(value) ? Number(value) : null

function reason(cause: unknown): string {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : null
  const code = inner instanceof Error && 'code' in inner ? inner.code : null
  return typeof code === 'string' ? ` (${code})` : ''
}
