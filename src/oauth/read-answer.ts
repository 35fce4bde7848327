/** An answer of an authorization server, as far as it came. */
export interface Answer {
  readonly status: number
  readonly body: string
  /** Whether the body came to its end. */
  readonly whole: boolean
  /** How long the server asks to be left alone. */
  readonly retryAfterMs: number | null
}

/** A hundred times what tokens take. More than this is no answer, and is not held in memory. */
const maxBytes = 256 * 1_024

/** Never throws: what came before a connection broke may be all that there was to say, for a JSON object tells where it ends. */
export async function readAnswer({ status, headers, body }: Response): Promise<Answer> {
  const chunks: AsyncIterable<Uint8Array> | null = body
  const decoder = new TextDecoder()
  const answer = { status, retryAfterMs: retryAfterMs(headers) }
  let text = ''
  let left = maxBytes
  try {
    for await (const chunk of chunks ?? []) {
      left -= chunk.byteLength
      // Leaving the loop closes the connection.
      if (left < 0) return { ...answer, body: text, whole: false }
      text += decoder.decode(chunk, { stream: true })
    }
  } catch {
    return { ...answer, body: text, whole: false }
  }
  return { ...answer, body: text + decoder.decode(), whole: true }
}

/** Seconds, or a moment by the server's own clock (RFC 9110, sections 10.2.3 and 6.6.1). */
function retryAfterMs(headers: Headers): number | null {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000
  const ms = Date.parse(value) - Date.parse(headers.get('date') ?? '')
  return Number.isFinite(ms) && ms >= 0 ? ms : null
}
