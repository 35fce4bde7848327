import { STATUS_CODES } from 'node:http'
import { Failure } from '../errors.ts'
import { NotSent } from './lanes.ts'
import { unansweredBy } from './upstream.ts'

/** A reason phrase that cannot be sent again as it came is replaced by the standard one. */
export function reasonPhrase(status: number, sent: string): string {
  return /^[\t\x20-\x7e\x80-\xff]+$/.test(sent) ? sent : (STATUS_CODES[status] ?? '')
}

/** Whether a 401 is about the token itself, and not about what it may do. */
export function isTokenError(chunks: readonly Buffer[], code: number): boolean {
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    return typeof body === 'object' && body !== null && 'code' in body && body.code === code
  } catch {
    return false
  }
}

/** Raw trailers as `addTrailers` takes them. */
export function pairs(raw: readonly (string | Buffer)[]): [string, string][] {
  const list: [string, string][] = []
  for (let i = 0; i + 1 < raw.length; i += 2) list.push([latin1(raw[i]), latin1(raw[i + 1])])
  return list
}

const latin1 = (part: string | Buffer | undefined): string =>
  typeof part === 'string' ? part : (part?.toString('latin1') ?? '')

/** What to tell a caller when upstream gave no answer: a write may or may not have happened. */
export function unanswered(error: Error, title: string): Failure {
  const { code, mayHaveArrived, retryAfterMs } = unansweredBy(error)
  const what =
    code === 'upstream_timeout'
      ? `${title} took too long to answer.`
      : `${title} gave no whole answer: ${error instanceof NotSent ? error.message : 'the connection broke'}.`
  const next = mayHaveArrived
    ? 'Whether it acted on the request is unknown; look before you send a write again.'
    : 'The request was not sent, so it is safe to send it again in a moment.'
  return new Failure(code, `${what} ${next}`, {
    cause: error,
    extras: retryAfterMs === null ? {} : { retry_after_s: Math.ceil(retryAfterMs / 1_000) },
  })
}
