import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { testGateway } from '../setup/gateway.ts'
import { freshPostgresDatabase } from '../setup/postgres.ts'

/** A way to the database that can be cut and mended. */
async function cuttable(address: string) {
  const target = new URL(address)
  const sockets = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        near.destroy()
        far.destroy()
        sockets.delete(socket)
      })
    }
    near.pipe(far).pipe(near)
  })
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  const url = new URL(address)
  url.port = String(port)
  const cut = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { url: url.href, cut, mend: () => listen(port) }
}

const until = async (reached: () => Promise<boolean>): Promise<void> => {
  while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 50))
}

it('while PostgreSQL is away known keys go on working, everything else is told so, and it recovers by itself', async () => {
  const fresh = await freshPostgresDatabase()
  const way = await cuttable(fresh.url)
  const upstream = createHttpServer((_, response) => response.end('{"id":"me"}'))
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const gateway = await testGateway({
    DATABASE_URL: way.url,
    ZOOM_API_URL: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
  })
  const { rooms } = gateway.server
  const call = (key: string, path = '/zoom/v2/users/me') =>
    fetch(gateway.url + path, { headers: { authorization: `Bearer ${key}` } })
  const stranger = await rooms.keys.create({ ownerId: gateway.ownerId, name: 'not used yet' })
  const leaver = await rooms.keys.create({ ownerId: gateway.ownerId, name: 'to be revoked' })

  expect((await call(gateway.apiKey)).status).toBe(200)
  expect((await call(leaver.secret.reveal())).status).toBe(200)
  await way.cut()
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  for (let i = 0; i < 5; i++) expect((await call(gateway.apiKey)).status).toBe(200)
  const unknown = await call(stranger.secret.reveal())
  expect([unknown.status, unknown.headers.get('valetkey-error')]).toEqual([
    503,
    'store_unavailable',
  ])
  expect(unknown.headers.get('retry-after')).not.toBeNull()

  await way.mend()
  await until(async () => (await call(stranger.secret.reveal())).status === 200)
  await rooms.keys.revoke(gateway.ownerId, leaver.key.id)
  const revokedAt = performance.now()
  await until(async () => (await call(leaver.secret.reveal())).status === 401)
  expect(performance.now() - revokedAt).toBeLessThan(1_500)

  await gateway.close()
  upstream.close()
  await way.cut()
  await fresh.drop()
})
