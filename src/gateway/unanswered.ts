/** It was not sent, so that it is safe to send it again. */
export class NotSent extends Error {
  override readonly name = 'NotSent'
  readonly retryAfterMs: number | null

  constructor(message: string, retryAfterMs: number | null, options?: ErrorOptions) {
    super(message, options)
    this.retryAfterMs = retryAfterMs
  }
}

/** The answer, or its next piece, did not come in time. */
export class TooLate extends Error {
  override readonly name = 'TooLate'
}

/** The connection ended before its answer did. */
export class Disconnected extends Error {
  override readonly name = 'Disconnected'
}

/** The answer breaks the rules of HTTP/1.1 (RFC 9112), so that nobody can say where it ends. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer'
}
