import type { IncomingMessage } from 'node:http'
import { Failure } from '../errors.ts'
import type { Call } from './call.ts'
import { hasBody } from './request-body.ts'

const maxBytes = 1024 * 1024

/** Reads the caller's body to its end, for gates that have to know it. It is read once and then sent from memory. */
export async function wholeBody(call: Call): Promise<Buffer> {
  if (call.body) return call.body
  const { request, askForBody } = call
  if (!hasBody(request)) return empty
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  askForBody?.()
  call.body = await readToEnd(request)
  return call.body
}

const empty = Buffer.alloc(0)

function readToEnd(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= maxBytes) chunks.push(chunk)
      // The rest is read and thrown away, so that the caller gets to read our answer.
      else reject(tooLarge())
    })
    request.once('end', () => {
      resolve(Buffer.concat(chunks))
    })
    request.once('close', () => {
      reject(new Failure('invalid_request', 'The caller left before its request was complete.'))
    })
  })
}

const tooLarge = (): Failure =>
  new Failure(
    'payload_too_large',
    `This call needs its whole body before it may be sent, and that is at most ${maxBytes / 1024} KiB.`,
  )
