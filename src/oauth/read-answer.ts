import type { IncomingMessage } from 'node:http'
import { brotliDecompressSync, constants, inflateRawSync, unzipSync } from 'node:zlib'

/** An answer of an authorization server, as far as it came. */
export interface Answer {
  readonly status: number
  readonly body: string
  /** Whether the body came to its end. */
  readonly whole: boolean
  /** How long the server asks to be left alone. */
  readonly retryAfterMs: number | null
}

/** Hundreds of times what tokens take. More than this is no answer, and is not held in memory. */
const maxBytes = 2 * 1_024 * 1_024

export type Message = Pick<IncomingMessage, 'statusCode' | 'headers'> & AsyncIterable<Uint8Array>

/** Never throws: what came before a connection broke may be all that there was to say. */
export async function readAnswer(message: Message): Promise<Answer> {
  const chunks: Uint8Array[] = []
  let left = maxBytes
  let whole = true
  try {
    for await (const chunk of message) {
      left -= chunk.byteLength
      whole = left >= 0
      // Leaving the loop closes the connection.
      if (!whole) break
      chunks.push(chunk)
    }
  } catch {
    whole = false
  }
  const { statusCode: status = 0, headers } = message
  return { status, body: textOf(Buffer.concat(chunks)), whole, retryAfterMs: retryAfterMs(headers) }
}

/** As it came, or in any of the encodings that servers use without being asked, or do not use and name: an object begins with a brace. */
function textOf(bytes: Buffer): string {
  for (const decode of encodings) {
    const text = decoded(bytes, decode)
    if (text.trimStart().startsWith('{')) return text
  }
  return decoded(bytes, (plain) => plain)
}

/** A cut stream is decoded as far as it goes. */
const zlib = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxBytes }
const brotli = { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength: maxBytes }

const encodings: readonly ((bytes: Buffer) => Buffer)[] = [
  (bytes) => bytes,
  (bytes) => unzipSync(bytes, zlib),
  (bytes) => inflateRawSync(bytes, zlib),
  (bytes) => brotliDecompressSync(bytes, brotli),
]

/** Empty when the bytes are in another encoding. A byte order mark is dropped. */
function decoded(bytes: Buffer, decode: (bytes: Buffer) => Buffer): string {
  try {
    return new TextDecoder().decode(decode(bytes))
  } catch {
    return ''
  }
}

/** Seconds, or a moment by the server's own clock (RFC 9110, sections 10.2.3 and 6.6.1). */
function retryAfterMs(headers: IncomingMessage['headers']): number | null {
  const value = headers['retry-after']?.trim() ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1_000
  const ms = Date.parse(value) - Date.parse(headers.date ?? '')
  return Number.isFinite(ms) && ms >= 0 ? ms : null
}
