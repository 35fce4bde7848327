import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer } from './answer.ts'

export async function send(response: ServerResponse, answer: Answer): Promise<void> {
  writeHead(response, answer)
  if (!(answer.body instanceof Readable)) {
    response.end(answer.body)
    return
  }
  if (response.req.method === 'HEAD') {
    answer.body.destroy()
    response.end()
    return
  }
  await pipeline(answer.body, response)
}

/** Promises the whole body, sends `count` bytes of it and cuts the connection. */
export async function sendThenCut(
  response: ServerResponse,
  answer: Answer,
  count: number,
): Promise<void> {
  writeHead(response, answer)
  response.flushHeaders()
  let left = count
  for await (const chunk of chunksOf(answer)) {
    const part = chunk.subarray(0, left)
    left -= part.length
    if (!response.write(part)) await once(response, 'drain')
    if (left === 0) break
  }
  await new Promise<void>((resolve) => {
    response.write('', () => {
      resolve()
    })
  })
  // Half-closing first lets the bytes leave before the connection goes.
  response.socket?.destroySoon()
}

function writeHead(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value])
  }
  if (!(body instanceof Readable) && status !== 204) {
    response.setHeader('content-length', Buffer.byteLength(body))
  }
}

function chunksOf({ body }: Answer): AsyncIterable<Buffer> | Iterable<Buffer> {
  if (body instanceof Readable) return body as AsyncIterable<Buffer>
  return [Buffer.from(body)]
}
