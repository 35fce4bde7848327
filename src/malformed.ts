import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Failure, problem } from './errors.ts'

/**
 * Bytes that are no HTTP never reach a route. They get a problem document, unless somebody would take that for the answer
 * to something else: a whole request before them gets its own answer first and the rest is dropped; one whose answer has
 * begun already loses the connection.
 */
export function refuseMalformed(
  error: NodeJS.ErrnoException,
  {
    socket,
    last,
    requestId,
  }: { socket: Socket; last: ServerResponse | undefined; requestId: string },
): void {
  const finished = last?.writableFinished ?? true
  if (last?.req.complete && !finished) {
    last.shouldKeepAlive = false
    last.once('finish', () => socket.end())
    return
  }
  const answerBegan = last?.headersSent === true && !finished
  const wasLast = last?.shouldKeepAlive === false || last?.req.complete === false
  if (
    !socket.writable ||
    error.code === 'ECONNRESET' ||
    answerBegan ||
    (finished && last && wasLast)
  ) {
    socket.destroy()
    return
  }
  answer(error, socket, requestId)
}

function answer(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  const failure =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Failure('invalid_request', 'The request headers are larger than 16 KiB.')
      : new Failure(
          'invalid_request',
          'The request is not valid HTTP/1.1 and was not read any further.',
        )
  const { headers, body } = problem(failure, { path: '/', requestId })
  const head = Object.entries({
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  })
  socket.end(
    `HTTP/1.1 400 Bad Request\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  )
}
