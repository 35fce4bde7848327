import { request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import { duplexPair, Readable } from 'node:stream'

export type InnerFetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * A `fetch` that enters the server by its front door without a socket: a pair of streams is injected as a connection
 * (Node.js, "http.Server": event 'connection'). So a request from inside passes everything that one from outside passes,
 * and checks of the caller's address see the address of the caller whom it is made for.
 */
export function innerFetch(server: Server, caller: IncomingMessage): InnerFetch {
  return async (url, init) => {
    const [near, far] = duplexPair()
    // Either end learns that the other is gone, as the two ends of a socket do.
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
    server.emit('connection', Object.assign(far, { remoteAddress: caller.socket.remoteAddress }))
    try {
      return webResponse(await answerTo(near, { url: new URL(url), init, caller }))
    } catch (error) {
      near.destroy()
      throw error
    }
  }
}

interface Wish {
  readonly url: URL
  readonly init: RequestInit
  readonly caller: IncomingMessage
}

type Stream = ReturnType<typeof duplexPair>[0]

function answerTo(near: Stream, { url, init, caller }: Wish): Promise<IncomingMessage> {
  const headers = new Headers(init.headers)
  headers.set('host', url.host)
  const forwardedFor = caller.headers['x-forwarded-for']
  if (forwardedFor !== undefined) headers.set('x-forwarded-for', String(forwardedFor))
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => near,
      method: init.method ?? 'GET',
      path: url.pathname + url.search,
      headers: Object.fromEntries(headers),
      ...(init.signal && { signal: init.signal }),
    })
    request.on('response', resolve)
    request.on('error', reject)
    request.end(typeof init.body === 'string' ? init.body : undefined)
  })
}

const withoutBody = new Set([204, 205, 304])

function webResponse(message: IncomingMessage): Response {
  const status = message.statusCode ?? 502
  const headers = new Headers()
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    headers.append(message.rawHeaders[at] ?? '', message.rawHeaders[at + 1] ?? '')
  }
  if (withoutBody.has(status)) {
    message.resume()
    return new Response(null, { status, headers })
  }
  return new Response(Readable.toWeb(message) as ReadableStream<Uint8Array>, { status, headers })
}
