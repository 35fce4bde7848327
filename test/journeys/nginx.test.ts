import { expect, it } from 'vitest'
import { startLoad } from '../setup/load.ts'
import { deploySnippet, startNginx } from '../setup/middlemen.ts'
import type { StartedServer } from '../setup/process.ts'
import { replicaWorld } from '../setup/replicas.ts'

/** The block of docs/deploy.md, with addresses of this machine and without the operator's certificate. */
const balanced = (ports: readonly [number, number]) => (port: number) =>
  deploySnippet('upstream valetkey')
    .replace('10.0.0.11:8787', `127.0.0.1:${ports[0]}`)
    .replace('10.0.0.12:8787', `127.0.0.1:${ports[1]}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)

const portOf = ({ url }: StartedServer): number => Number(new URL(url).port)

it('behind nginx two servers are restarted one after the other under load, and no request fails', async () => {
  const world = await replicaWorld('https://keys.example.com')
  const env = { VALETKEY_SHUTDOWN_DELAY_MS: '2000', LOG_LEVEL: 'warn' }
  const running = [await world.start({ env }), await world.start({ env })] as const
  const nginx = await startNginx(balanced([portOf(running[0]), portOf(running[1])]))
  const url = `http://127.0.0.1:${nginx.port}`
  const load = startLoad({ url, apiKey: world.apiKey, callers: 12 })

  for (const server of running) {
    const before = load.answered()
    expect(await server.stop(), server.stderr()).toEqual({ code: 0, signal: null })
    await world.start({ env, port: portOf(server) })
    expect(load.answered()).toBeGreaterThan(before)
  }

  await load.stop()
  expect(load.failures(), nginx.log()).toEqual([])
  expect(load.answered()).toBeGreaterThan(100)
  await nginx.stop()
  await world.close()
}, 180_000)

it('a path with twice-encoded parts arrives through nginx as it was sent', async () => {
  const world = await replicaWorld('https://keys.example.com')
  const server = await world.start()
  const nginx = await startNginx(balanced([portOf(server), portOf(server)]))
  const path = '/zoom/v2/past_meetings/%252Fabc%252F%252B%3D%3D?x=%2F'
  const headers = { authorization: `Bearer ${world.apiKey}` }
  const answer = await fetch(`http://127.0.0.1:${nginx.port}${path}`, { headers })
  expect([answer.status, await answer.json()]).toEqual([200, { id: 'me' }])
  expect(world.received().at(-1)).toBe(path.slice('/zoom'.length))
  await nginx.stop()
  await server.stop()
  await world.close()
})
