import { STATUS_CODES } from 'node:http'
import { Failure } from '../errors.ts'
import { MalformedAnswer, NotSent } from './unanswered.ts'
import { unansweredBy } from './upstream.ts'

/** For an answer that came without a reason phrase. */
export const standardReason = (status: number): string => STATUS_CODES[status] ?? ''

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
export function pairs(raw: readonly string[]): [string, string][] {
  const list: [string, string][] = []
  for (let i = 0; i + 1 < raw.length; i += 2) list.push([raw[i] ?? '', raw[i + 1] ?? ''])
  return list
}

/** What to tell a caller when upstream gave no answer: a write may or may not have happened. */
export function unanswered(error: Error, title: string): Failure {
  const { code, mayHaveArrived, retryAfterMs } = unansweredBy(error)
  const what =
    code === 'upstream_timeout'
      ? `${title} took too long to answer.`
      : `${title} gave no whole answer: ${isTold(error) ? error.message : 'the connection broke'}.`
  const next = mayHaveArrived
    ? 'Whether it acted on the request is unknown; look before you send a write again.'
    : 'The request was not sent, so it is safe to send it again in a moment.'
  return new Failure(code, `${what} ${next}`, {
    cause: error,
    extras: retryAfterMs === null ? {} : { retry_after_s: Math.ceil(retryAfterMs / 1_000) },
  })
}

/** Whether the error says in our own words what happened. */
const isTold = (error: Error): boolean =>
  error instanceof NotSent || error instanceof MalformedAnswer
