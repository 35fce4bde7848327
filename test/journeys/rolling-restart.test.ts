import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startBalancer } from '../setup/balancer.ts'
import { startLoad } from '../setup/load.ts'
import type { StartedServer } from '../setup/process.ts'
import { replicaWorld } from '../setup/replicas.ts'

it('three servers are restarted one after the other under load, and no request fails', async () => {
  const balancer = await startBalancer()
  const world = await replicaWorld(balancer.url)
  const env = { VALETKEY_SHUTDOWN_DELAY_MS: '2000', LOG_LEVEL: 'warn' }
  const running = await Promise.all([
    world.start({ env }),
    world.start({ env }),
    world.start({ env }),
  ])
  await Promise.all(running.map(({ url }) => balancer.add(url)))
  const load = startLoad({ url: balancer.url, apiKey: world.apiKey, callers: 12 })

  for (const server of running) {
    const before = load.answered()
    const replacement = world.start({ env })
    expect(await server.stop(), server.stderr()).toEqual({ code: 0, signal: null })
    await balancer.add((await replacement).url)
    expect(load.answered()).toBeGreaterThan(before)
  }

  await load.stop()
  expect(load.failures()).toEqual([])
  expect(load.answered()).toBeGreaterThan(100)
  await balancer.close()
  await world.close()
}, 180_000)

it('a server that is about to stop says so first, and still serves who comes', async () => {
  const world = await replicaWorld('https://keys.example.com')
  const server = await world.start({ env: { VALETKEY_SHUTDOWN_DELAY_MS: '1500' } })
  expect((await server.fetch('/readyz')).status).toBe(200)
  server.signal('SIGTERM')

  let ready = await server.fetch('/readyz')
  while (ready.ok) ready = await server.fetch('/readyz')
  expect([ready.status, ready.headers.get('valetkey-error')]).toEqual([503, 'not_ready'])
  expect((await server.fetch('/healthz')).status).toBe(200)
  const call = await server.fetch('/zoom/v2/users/me')
  expect([call.status, call.headers.get('connection')]).toEqual([200, 'keep-alive'])
  expect(await server.exited).toEqual({ code: 0, signal: null })
  await world.close()
})

it('a server that has stopped listening answers on the connections it has, and asks their callers to leave', async () => {
  const world = await replicaWorld('https://keys.example.com')
  const server = await world.start({ env: { VALETKEY_SHUTDOWN_DELAY_MS: '1000' } })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const port = Number(new URL(server.url).port)
  const first = await callOver(agent, server, world.apiKey)
  server.signal('SIGTERM')
  while (await accepts(port)) await sleep(5)
  const last = await callOver(agent, server, world.apiKey)
  expect([first, last]).toEqual([
    { status: 200, connection: 'keep-alive', isReused: false },
    { status: 200, connection: 'close', isReused: true },
  ])
  expect(await server.exited).toEqual({ code: 0, signal: null })
  await world.close()
})

async function callOver(agent: Agent, { url }: StartedServer, apiKey: string) {
  const headers = { authorization: `Bearer ${apiKey}` }
  const outgoing = request(`${url}/zoom/v2/users/me`, { agent, headers }).end()
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  await text(answer)
  const { statusCode: status, headers: received } = answer
  return { status, connection: received.connection, isReused: outgoing.reusedSocket }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return isOpen
}
