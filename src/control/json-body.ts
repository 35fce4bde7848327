import type { MiddlewareHandler } from 'hono'
import { Failure } from '../errors.ts'
import type { ControlEnv } from './needs.ts'

const maxBytes = 64 * 1024

/**
 * Reads the body as JSON whatever its content type says, and hands it on labelled as JSON. Clients that call `fetch` with a
 * string send `text/plain`, and some send no type at all. No body counts as an empty object.
 */
export const jsonBody: MiddlewareHandler<ControlEnv> = async (c, next) => {
  const text = await readText(c.req.raw)
  const headers = new Headers(c.req.raw.headers)
  headers.set('content-type', 'application/json')
  headers.delete('content-length')
  c.req.raw = new Request(c.req.url, {
    method: c.req.method,
    headers,
    body: text.trim() === '' ? '{}' : refuseUnlessJson(text),
  })
  await next()
}

async function readText(request: Request): Promise<string> {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > maxBytes) throw tooLarge()
  if (!request.body) return ''
  const body: AsyncIterable<Uint8Array> = request.body
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.byteLength
    if (length > maxBytes) throw tooLarge()
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new Failure('invalid_request', 'The body is not UTF-8 text. Send JSON.')
  }
}

/** The parser's own message quotes the body, which may hold a token. So it is not repeated. */
function refuseUnlessJson(text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch {
    throw new Failure('invalid_request', 'The body is not valid JSON.')
  }
}

function tooLarge(): Failure {
  return new Failure('payload_too_large', `The body is larger than ${maxBytes / 1024} KiB.`)
}
