import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ConnectionFailed } from '../client/errors.ts'

export interface RawRequest {
  readonly server: string
  readonly method: string
  /** Sent as it is: `fetch` would collapse dots and drop what it does not like. */
  readonly path: string
  readonly headers: OutgoingHttpHeaders
  readonly body: Readable | null
  readonly signal: AbortSignal
}

/** Sends one request and gives the answer as soon as its head is there. Its body is read by the caller. */
export async function sendRaw(wish: RawRequest): Promise<IncomingMessage> {
  const base = new URL(wish.server)
  const make = base.protocol === 'https:' ? httpsRequest : httpRequest
  const outgoing = make(base, {
    method: wish.method,
    path: base.pathname.replace(/\/+$/, '') + wish.path,
    headers: wish.headers,
    signal: wish.signal,
    // One request, one connection: nothing may keep the process alive afterwards.
    agent: false,
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve)
    outgoing.once('error', reject)
  })
  try {
    if (wish.body === null) outgoing.end()
    // A server may answer, say with 413, before it has read everything. The answer counts then.
    else await Promise.race([pipeline(wish.body, outgoing), answered.catch(() => null)])
    return await answered
  } catch (error) {
    answered.catch(() => undefined)
    if (wish.signal.aborted || !isOfTheNetwork(error)) throw error
    throw new ConnectionFailed(base.origin, error)
  }
}

const isOfTheNetwork = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && !('path' in error)
    ? true
    : error instanceof Error && 'code' in error && error.code === 'ECONNRESET'
