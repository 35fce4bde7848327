import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export interface RawRequest {
  /** Everything that arrived on the connection so far, as latin1. */
  readonly text: () => string
  readonly socket: Socket
}

export interface RawUpstream {
  readonly url: string
  /** Bytes of every connection so far, oldest first. */
  readonly received: string[]
  close: () => Promise<void>
}

/** An upstream that sees and sends bytes, not messages: what a test of a proxy has to look at. */
export async function rawUpstream(
  answer: (request: RawRequest, index: number) => void,
  port = 0,
): Promise<RawUpstream> {
  const received: string[] = []
  const sockets = new Set<Socket>()
  let requests = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    const index = received.push('') - 1
    let answered = 0
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk: Buffer) => {
      const text = (received[index] ?? '') + chunk.toString('latin1')
      received[index] = text
      // One answer per head that has arrived on this connection.
      const heads = (text.match(/ HTTP\/1\.1\r\n[^]*?\r\n\r\n/g) ?? []).length
      while (answered < heads) {
        answered++
        answer({ text: () => received[index] ?? '', socket }, requests++)
      }
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A plain answer with a body. */
export function respond(socket: Socket, body = '{}', head = 'HTTP/1.1 200 OK'): void {
  socket.write(
    `${head}\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`,
    'latin1',
  )
}
