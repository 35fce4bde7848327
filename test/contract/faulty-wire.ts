import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

export interface FaultyWire {
  readonly port: number
  /** Resets every connection and refuses new ones, as a server that is gone does. */
  cut(): Promise<void>
  /** Takes connections again, on the same port. */
  mend(): Promise<void>
  /** Carries nothing any more and closes nothing, as a network that swallows packets does. */
  swallow(): void
  /** Resets the next connection that carries this to the other side, when it is there and its answer is not here. */
  resetBehind(text: string): Promise<void>
  close(): Promise<void>
}

/** A TCP relay to another port of this machine whose faults a test can switch. */
export async function createFaultyWire(host: string, targetPort: number): Promise<FaultyWire> {
  const sockets = new Set<Socket>()
  let swallowing = false
  let behind: { readonly text: string; readonly done: () => void } | null = null

  const server = createServer((near) => {
    const far = connect(targetPort, host)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => {
        if (!swallowing) to.write(chunk)
        if (from === near && behind && chunk.includes(behind.text)) {
          behind.done()
          behind = null
          from.resetAndDestroy()
        }
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })

  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }
  const cut = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }

  const port = await listen(0)
  return {
    port,
    cut,
    mend: async () => {
      swallowing = false
      await listen(port)
    },
    swallow: () => {
      swallowing = true
    },
    resetBehind: (text) =>
      new Promise<void>((done) => {
        behind = { text, done }
      }),
    close: cut,
  }
}
