import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { bySpelling } from '../gateway/by-spelling.ts'
import type { CallersRequest } from '../gateway/caller.ts'
import { fieldsIn } from '../gateway/fields.ts'

/** A GET without a body, as a caller sent it. */
export class BareRequest implements CallersRequest {
  readonly method = 'GET'
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: string[]
  readonly socket: Socket

  constructor({ target, headers, raw }: BareHead, socket: Socket) {
    this.url = target
    this.headers = headers
    this.rawHeaders = raw
    this.socket = socket
  }
}

export interface BareHead {
  /** In origin form (RFC 9112, section 3.2.1), as sent. */
  readonly target: string
  /** By lower-case name. Each name is there once. */
  readonly headers: Readonly<Record<string, string>>
  /** Names and values in turn, as sent, in latin1. */
  readonly raw: string[]
}

/** CRLF twice. */
const emptyLine = 0x0d0a0d0a
const requestLine = /^GET (\/[!-~]*) HTTP\/1\.1\r\n/
/** No head is shorter. Nor is it longer than half of what Node reads as one. */
const leastBytes = 25
const maxBytes = 8_192

/**
 * Headers that say where a request ends or what becomes of its connection, and those of which Node makes something else than one text.
 * `Proxy-Connection` is a `Connection` to Node's parser. Without one of the two, `Upgrade` and `Trailer` change nothing there; others may see
 * more in them.
 */
const leftToNode = new Set([
  'content-length',
  'transfer-encoding',
  'trailer',
  'expect',
  'upgrade',
  'proxy-connection',
  'set-cookie',
])

/**
 * Reads the head of a GET that has no body, if the bytes are exactly that and can be read in one way only (RFC 9112): each line ends with
 * CRLF, each name is there once, `Host` is there, `Connection` is `keep-alive` or absent, and nothing follows. Null: it is something else,
 * right or wrong, and for Node's parser to read. So a mistake here could only be to see a bare GET where Node sees another request, and
 * that is what the fuzzer looks for (`fuzz/targets/bare.ts`).
 */
export function readBareHead(bytes: Buffer): BareHead | null {
  const { length } = bytes
  if (length < leastBytes || length > maxBytes) return null
  if (bytes.readUInt32BE(length - 4) !== emptyLine) return null
  const text = bytes.toString('latin1', 0, length - 2)
  const [line, target = ''] = requestLine.exec(text) ?? []
  if (line === undefined) return null
  const raw = fieldsIn(text, line.length)
  const headers = raw && byName(raw)
  return headers && headers['host'] !== undefined ? { target, headers, raw } : null
}

function byName(raw: readonly string[]): Record<string, string> | null {
  // Not without a prototype: V8 takes that for a hash table. What it inherits counts as there already, and is left to Node.
  const headers: Record<string, string> = {}
  for (let i = 0; i < raw.length; i += 2) {
    const name = lowered(raw[i] ?? '')
    const value = raw[i + 1] ?? ''
    if (leftToNode.has(name) || headers[name] !== undefined) return null
    if (name === 'connection' && value.toLowerCase() !== 'keep-alive') return null
    headers[name] = value
  }
  return headers
}

const lowered = bySpelling((name) => name.toLowerCase())
