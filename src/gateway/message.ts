import type { Readable } from 'node:stream'

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

/** Nothing may begin another line or another request. A letter above U+00FF could: latin1 keeps only its last eight bits. */
const requestLine = /^[A-Z-]+ [\x21-\x7e\x80-\xff]+$/
const fieldLine = /^[\x21-\x7e]+: [\t\x20-\x7e\x80-\xff]*$/

/** Puts a request into words. How long the body is, is told by the body, and of one that streams by the caller's `Content-Length`. */
export function messageOf({ path, method, headers, body }: Outgoing, host: string): Message {
  const start = `${method} ${path}`
  if (!requestLine.test(start)) throw new TypeError('This cannot be a request line.')
  // Servers exist that send a body behind the answer to a HEAD, where nobody can tell it from the next answer.
  let head = `${start} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${method === 'HEAD' ? 'close' : 'keep-alive'}\r\n`
  let length = Buffer.isBuffer(body) ? body.length : null
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const value = headers[i + 1] ?? ''
    if (name.length === 14 && name.toLowerCase() === 'content-length') {
      length ??= Number(value)
      continue
    }
    const line = `${name}: ${value}`
    if (!fieldLine.test(line)) throw new TypeError(`The header ${name} cannot be sent.`)
    head += `${line}\r\n`
  }
  return { method, head: `${head}${framing(method, body, length)}\r\n`, body, length }
}

function framing(method: string, body: Outgoing['body'], length: number | null): string {
  if (body === null) return expectsBody.has(method) ? 'content-length: 0\r\n' : ''
  return length === null ? 'transfer-encoding: chunked\r\n' : `content-length: ${length}\r\n`
}
