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

/** What may be sent before a body. A letter above U+00FF may not: latin1 keeps its last eight bits, and those can be a line end. */
const grammar =
  /^[A-Z-]+ [!-~\x80-\xff]+ HTTP\/1\.1\r\n(?:[!#$%&'*+\-.^_`|~\dA-Za-z]+: [\t -~\x80-\xff]*\r\n)+\r\n$/

/** Puts a request into words. How long the body is, is told by the body, and of one that streams by the caller's `Content-Length`. */
export function messageOf({ path, method, headers, body }: Outgoing, host: string): Message {
  // Servers exist that send a body behind the answer to a HEAD, where nobody can tell it from the next answer.
  const connection = method === 'HEAD' ? 'close' : 'keep-alive'
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${connection}\r\n`
  let lines = 3
  let length = Buffer.isBuffer(body) ? body.length : null
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const value = headers[i + 1] ?? ''
    if (name.length === 14 && name.toLowerCase() === 'content-length') {
      length ??= Number(value)
      continue
    }
    head += `${name}: ${value}\r\n`
    lines += 1
  }
  const framing = framingOf(method, body, length)
  if (framing !== '') lines += 1
  head += `${framing}\r\n`
  // Looked at once, as a whole: line by line it takes twice as long. What hides a line end is one line more.
  if (!grammar.test(head) || linesIn(head) !== lines + 1)
    throw new TypeError('The path or a header holds what cannot be sent.')
  return { method, head, body, length }
}

function framingOf(method: string, body: Outgoing['body'], length: number | null): string {
  if (body === null) return expectsBody.has(method) ? 'content-length: 0\r\n' : ''
  return length === null ? 'transfer-encoding: chunked\r\n' : `content-length: ${length}\r\n`
}

function linesIn(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}
