import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** One request as received. `rawPath` is what stood on the request line, undecoded, without the query. */
export type Incoming = {
  readonly method: string
  readonly url: string
  readonly rawPath: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Body
}

/** `bytes` stops growing at the limit, so that an endless upload costs no memory; `size` counts on. */
export type Body = {
  readonly bytes: Buffer
  readonly size: number
  readonly sha256: string | null
}

const KEPT_BYTES = 1024 * 1024
const NO_BODY: Body = { bytes: Buffer.alloc(0), size: 0, sha256: null }

export function rawPathOf(url: string): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}

export function incoming(message: IncomingMessage, body: Body): Incoming {
  const url = message.url ?? '/'
  const rawPath = rawPathOf(url)
  return {
    method: message.method ?? 'GET',
    url,
    rawPath,
    query: new URLSearchParams(url.slice(rawPath.length)),
    headers: message.headers,
    body,
  }
}

export async function readBody(message: IncomingMessage): Promise<Body> {
  const { headers } = message
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    return NO_BODY
  }
  const hash = createHash('sha256')
  const kept: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    if (size < KEPT_BYTES) kept.push(chunk)
    size += chunk.length
    hash.update(chunk)
  }
  return { bytes: Buffer.concat(kept).subarray(0, KEPT_BYTES), size, sha256: hash.digest('hex') }
}

export function isComplete(body: Body): boolean {
  return body.size === body.bytes.length
}
