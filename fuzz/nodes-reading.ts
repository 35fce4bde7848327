import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** What Node's server reads in a request. */
export interface NodesReading {
  readonly method: string
  readonly url: string
  readonly version: string
  readonly headers: IncomingHttpHeaders
  readonly raw: readonly string[]
  /** Something has to be done before or with a body, or with another protocol. */
  readonly isMore: boolean
  readonly keepsAlive: boolean
}

/** A connection on which bytes come. What is written to it goes nowhere. */
class Fed extends Duplex {
  readonly readings: NodesReading[] = []

  constructor(bytes: Buffer) {
    super()
    this.push(bytes)
  }

  override _read(): void {
    return
  }

  override _write(_chunk: unknown, _encoding: string, callback: () => void): void {
    callback()
  }
}

const server = createServer({ requireHostHeader: true })
server.on('request', (request, { shouldKeepAlive }) => {
  note(request, { isMore: false, keepsAlive: shouldKeepAlive })
})
for (const event of ['checkContinue', 'checkExpectation', 'upgrade'])
  server.on(event, (request: IncomingMessage) => {
    note(request, { isMore: true, keepsAlive: false })
  })
server.on('clientError', (_error, socket) => {
  socket.destroy()
})

function note(
  {
    method = '',
    url = '',
    httpVersion: version,
    headers,
    rawHeaders: raw,
    socket,
  }: IncomingMessage,
  rest: Pick<NodesReading, 'isMore' | 'keepsAlive'>,
): void {
  if (socket instanceof Fed) socket.readings.push({ method, url, version, headers, raw, ...rest })
}

/** The requests that Node's server reads in the bytes, one after the other, before the first that it refuses. */
export async function nodesReading(bytes: Buffer): Promise<readonly NodesReading[]> {
  const fed = new Fed(bytes)
  server.emit('connection', fed)
  await nextTurn()
  fed.destroy()
  return fed.readings
}
