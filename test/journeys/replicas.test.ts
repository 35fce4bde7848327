import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { testGateway } from '../setup/gateway.ts'
import { freshPostgresDatabase } from '../setup/postgres.ts'

it('a key revoked and a connection deleted on one server end on the other at once', async () => {
  const fresh = await freshPostgresDatabase()
  const upstream = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const env = {
    DATABASE_URL: fresh.url,
    VALETKEY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    ZOOM_API_URL: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
  }
  const [one, other] = [await testGateway(env), await testGateway(env)]
  const { rooms } = one.server
  const call = async (key: string, headers: Record<string, string> = {}): Promise<number> => {
    const answer = await fetch(`${other.url}/zoom/v2/users/me`, {
      headers: { authorization: `Bearer ${key}`, ...headers },
    })
    await answer.arrayBuffer()
    return answer.status
  }
  const endsWith = async (status: number, ask: () => Promise<number>): Promise<void> => {
    const from = performance.now()
    while ((await ask()) !== status) expect(performance.now() - from).toBeLessThan(1_000)
  }
  const leaver = await rooms.keys.create({ ownerId: one.ownerId, name: 'to be revoked' })
  const gone = { 'valetkey-connection': one.connection.id }
  while (!other.logged().includes('"listening"')) await new Promise((done) => setTimeout(done, 20))

  expect(await call(leaver.secret.reveal())).toBe(200)
  await rooms.keys.revoke(one.ownerId, leaver.key.id)
  await endsWith(401, () => call(leaver.secret.reveal()))

  expect(await call(one.apiKey, gone)).toBe(200)
  await rooms.connections.remove(one.ownerId, one.connection.id)
  await endsWith(404, () => call(one.apiKey, gone))

  await one.close()
  await other.close()
  upstream.close()
  await fresh.drop()
})
