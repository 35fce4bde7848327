import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import pg from 'pg'
import { createSimulator } from '../../src/simulator/simulator.ts'
import { startPgBouncer, type Middleman } from '../setup/middlemen.ts'
import { consent } from '../setup/person.ts'
import { freshPostgresDatabase, runAsPostgresAdmin, type FreshDatabase } from '../setup/postgres.ts'
import { runValetkey, startValetkey, type StartedServer } from '../setup/process.ts'

/** PgBouncer in transaction mode, with a role that carries the time limits, as docs/deploy.md says. */
let database: FreshDatabase
let pooler: Middleman
let url: string
const role = `valetkey_${randomBytes(4).toString('hex')}`

beforeAll(async () => {
  database = await freshPostgresDatabase()
  const direct = new URL(database.url)
  const name = direct.pathname.slice(1)
  await runAsPostgresAdmin(`create role ${role} login password 'secret'`)
  await runAsPostgresAdmin(`alter role ${role} set statement_timeout = '10s'`)
  await runAsPostgresAdmin(`alter role ${role} set idle_in_transaction_session_timeout = '15s'`)
  await runAsPostgresAdmin(`alter database ${name} owner to ${role}`)
  direct.username = role
  direct.password = 'secret'
  pooler = await startPgBouncer(direct.href)
  url = `postgres://anybody@127.0.0.1:${pooler.port}/${name}`
})
afterAll(async () => {
  await pooler.stop()
  await database.drop()
  await runAsPostgresAdmin(`drop role ${role}`)
})

it('the time limits of the role hold behind the pooler', async () => {
  const client = new pg.Client({ connectionString: url, statement_timeout: 3_000 })
  await client.connect()
  const { rows } = await client.query<{ statement_timeout: string }>('show statement_timeout')
  expect(rows[0]?.statement_timeout).toBe('10s')
  await client.end()
})

it('two servers behind it migrate, connect, call, refresh once, revoke and see what the other changed', async () => {
  const simulator = createSimulator({ seed: 'pooler', rateLimits: false })
  const { url: zoom } = await simulator.listen()
  const env = {
    DATABASE_URL: url,
    VALETKEY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    VALETKEY_SHUTDOWN_DELAY_MS: '0',
    ZOOM_API_URL: zoom,
    ZOOM_OAUTH_URL: zoom,
    ZOOM_CLIENT_ID: simulator.clientId,
    ZOOM_CLIENT_SECRET: simulator.clientSecret,
  }
  // Both find an empty database at the same moment.
  const servers = await Promise.all([startValetkey({ env }), startValetkey({ env })])
  const made = await runValetkey(['key', 'create', '--name', 'pooled', '--json'], { env })
  const { api_key: apiKey, key_id: keyId } = JSON.parse(made.stdout) as Record<string, string>
  const ask = (server: StartedServer, path: string, init: RequestInit = {}) =>
    fetch(server.url + path, { ...init, headers: { authorization: `Bearer ${apiKey}` } })
  const call = async (server: StartedServer): Promise<number> => {
    const answer = await ask(server, '/zoom/v2/users/me')
    await answer.arrayBuffer()
    return answer.status
  }
  const [one, other] = servers

  const pending = await ask(one, '/connections', {
    method: 'POST',
    body: JSON.stringify({ app: 'zoom' }),
  })
  const { connection } = (await pending.json()) as { connection: Record<string, string> }
  await consent(connection['url'] ?? '')
  expect([await call(one), await call(other)]).toEqual([200, 200])

  // An hour later at Zoom, everybody comes at once.
  const advance = { method: 'POST', body: JSON.stringify({ advance_s: 3_601 }) }
  await fetch(`${zoom}/_simulator/clock`, advance)
  const statuses = await Promise.all(Array.from({ length: 40 }, (_, n) => call(servers[n % 2]!)))
  expect(new Set(statuses)).toEqual(new Set([200]))
  const stats = (await (await fetch(`${zoom}/_simulator/stats`)).json()) as Record<string, number>
  expect(stats).toMatchObject({ refreshes: 1, invalid_grants: 0 })

  const path = `/connections/${connection['connection_id'] ?? ''}`
  const deleted = await ask(one, path, { method: 'DELETE' })
  expect([deleted.status, await deleted.text()]).toEqual([
    200,
    expect.not.stringContaining('"revocation":"pending"'),
  ])
  await within(1_000, async () => (await ask(other, path)).status === 404)

  const revoked = await runValetkey(['key', 'revoke', keyId ?? '', '--yes'], { env })
  expect(revoked.code, revoked.stderr).toBe(0)
  await within(1_500, async () => (await call(other)) === 401)
  expect(pooler.log()).not.toMatch(/unsupported|error/i)
  for (const server of servers) {
    expect(await server.stop(), server.stderr()).toEqual({ code: 0, signal: null })
  }
  await simulator.close()
}, 120_000)

async function within(ms: number, reached: () => Promise<boolean>): Promise<void> {
  const from = performance.now()
  while (!(await reached())) expect(performance.now() - from).toBeLessThan(ms)
}
