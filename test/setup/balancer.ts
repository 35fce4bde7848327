import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Balancer {
  readonly url: string
  /** Sends connections there as soon as it is ready, and waits for that. */
  readonly add: (url: string) => Promise<void>
  readonly close: () => Promise<void>
}

const checkEveryMs = 50

/**
 * A load balancer as simple as they come: it passes each connection to the next server whose `/readyz` answers 200, and knows
 * nothing of HTTP beyond that. A server that does not take the connection is passed over, as no byte was sent to it.
 */
export async function startBalancer(): Promise<Balancer> {
  const ready = new Set<string>()
  const sockets = new Set<Socket>()
  let turn = 0
  let closed = false

  /** Follows one server until it is gone. */
  async function watch(url: string): Promise<void> {
    for (let seen = false; !closed;) {
      await sleep(checkEveryMs)
      const status = await readiness(url)
      if (status === 200) ready.add(url)
      else ready.delete(url)
      seen ||= status === 200
      if (seen && status === null) return
    }
  }

  function pass(near: Socket): void {
    const url = [...ready][turn % Math.max(1, ready.size)]
    turn++
    if (url === undefined) {
      near.destroy()
      return
    }
    const far = connect(Number(new URL(url).port), '127.0.0.1')
    const next = (): void => {
      ready.delete(url)
      pass(near)
    }
    far.once('error', next)
    far.once('connect', () => {
      far.off('error', next)
      join(near, far, sockets)
    })
  }

  const server = createServer((near) => {
    near.on('error', () => undefined)
    pass(near)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async add(url) {
      void watch(url)
      while (!ready.has(url)) await sleep(checkEveryMs)
    },
    async close() {
      closed = true
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The status of `/readyz`, or null when nobody is there. */
async function readiness(url: string): Promise<number | null> {
  try {
    const answer = await fetch(`${url}/readyz`, { headers: { connection: 'close' } })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return null
  }
}

function join(near: Socket, far: Socket, sockets: Set<Socket>): void {
  for (const [socket, other] of [
    [near, far],
    [far, near],
  ] as const) {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => other.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.pipe(other)
  }
}
