import type { Readable } from 'node:stream'
import { fieldLine } from './fields.ts'

/** A request to upstream. */
export interface Outgoing {
  /** Path and query, raw. */
  readonly path: string
  readonly method: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Readable | Buffer | null
}

/** A request as it goes on the wire (RFC 9112). */
export interface Message {
  readonly method: string
  /** Everything before the body, in latin1. */
  readonly head: string
  readonly body: Readable | Buffer | null
  /** Of a body that streams. Null: nobody knows, so it goes in chunks. */
  readonly length: number | null
}

/** Servers wait for a body, or refuse, when these say nothing of its length (RFC 9110, section 8.6). */
const expectsBody = new Set(['POST', 'PUT', 'PATCH'])

const firstLine = /^[A-Z-]+ [!-~\x80-\xff]+$/

/** Puts a request into words. How long the body is, is told by the body, and of one that streams by the caller's `Content-Length`. */
export function messageOf({ path, method, headers, body }: Outgoing, host: string): Message {
  // Servers exist that send a body behind the answer to a HEAD, where nobody can tell it from the next answer.
  const connection = method === 'HEAD' ? 'close' : 'keep-alive'
  const line = `${method} ${path}`
  if (!firstLine.test(line)) throw new TypeError('The path or the method cannot be sent.')
  let head = `${line} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${connection}`
  let length = Buffer.isBuffer(body) ? body.length : null
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const value = headers[i + 1] ?? ''
    if (name.length === 14 && name.toLowerCase() === 'content-length') {
      length ??= Number(value)
      continue
    }
    head += fieldLine(name, value)
  }
  head += framingOf(method, body, length)
  return { method, head, body, length }
}

function framingOf(method: string, body: Outgoing['body'], length: number | null): string {
  if (body === null) return expectsBody.has(method) ? '\r\ncontent-length: 0\r\n\r\n' : '\r\n\r\n'
  return length === null
    ? '\r\ntransfer-encoding: chunked\r\n\r\n'
    : `\r\ncontent-length: ${length}\r\n\r\n`
}
