import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { filesIn } from '../setup/files-in.ts'
import { runValetkey, startValetkey, type StartedServer } from '../setup/process.ts'
import { createVisitor, decide } from '../setup/visitor.ts'

let simulator: Simulator
let server: StartedServer
/** Everything that must not be found anywhere, by what it is. */
const secrets = new Map<string, string>()
/** Everything that was said to anybody but the one it belongs to: pages, errors, headers. */
const said: string[] = []

beforeAll(async () => {
  simulator = createSimulator({ seed: 'leaks' })
  const { url } = await simulator.listen()
  server = await startValetkey({
    env: {
      ZOOM_API_URL: url,
      ZOOM_OAUTH_URL: url,
      ZOOM_CLIENT_ID: simulator.clientId,
      ZOOM_CLIENT_SECRET: simulator.clientSecret,
      LOG_LEVEL: 'debug',
    },
  })
  secrets.set('API key', server.apiKey)
  secrets.set('client secret', simulator.clientSecret)
})
afterAll(async () => {
  await simulator.close()
})

/** Asks, and keeps what came back for the search at the end. */
async function ask(
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; text: string }> {
  const response = await server.fetch(path, init)
  const text = await response.text()
  said.push(path.startsWith('/connections') ? '' : text, JSON.stringify([...response.headers]))
  return { status: response.status, text }
}

async function consent(): Promise<void> {
  const created = JSON.parse(
    (await ask('/connections', { method: 'POST', body: '{"app":"zoom"}' })).text,
  ) as {
    connection: { url: string }
  }
  const link = new URL(created.connection.url)
  secrets.set('session token', link.searchParams.get('session_token')!)
  const visitor = createVisitor({
    publicUrl: server.url,
    app: {
      request: (url: string, init?: RequestInit) => fetch(url, { ...init, redirect: 'manual' }),
    } as never,
  })
  await visitor.get(link.pathname + link.search)
  const started = await visitor.post('/connect', {
    session_token: link.searchParams.get('session_token')!,
  })
  expect(started.status).toBe(303)
  for (const [name, value] of visitor.cookies) secrets.set(`cookie ${name}`, value)
  const callback = await decide(started.location, 'allow')
  secrets.set('code', callback.searchParams.get('code')!)
  secrets.set('state', callback.searchParams.get('state')!)
  const done = await visitor.get(callback.pathname + callback.search)
  expect(done.status).toBe(200)
  said.push(done.text)
}

async function importGrant(): Promise<void> {
  const grant = simulator.issueGrant({ email: 'john@example.com' })
  secrets.set('access token', grant.access_token)
  secrets.set('refresh token', grant.refresh_token!)
  const { code, stdout, stderr } = await runValetkey(
    ['connection', 'import', '--app', 'zoom', '--json', '-'],
    {
      env: { VALETKEY_URL: server.url, VALETKEY_API_KEY: server.apiKey },
      input: JSON.stringify({
        ...grant,
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    },
  )
  expect(code, stderr).toBe(0)
  said.push(stdout, stderr)
}

async function everythingThatGoesWrong(): Promise<void> {
  const token = secrets.get('access token')!
  const key = server.apiKey
  await ask('/zoom/v2/users/me')
  await ask(`/zoom/v2/meetings/1?access_token=${token}`)
  await ask('/zoom/v2/meetings/999')
  await ask(`/zoom/v2/users/${token}/zak`)
  await ask('/zoom/v2/users/me', { headers: { 'valetkey-connection': token } })
  await ask('/connections', { method: 'POST', body: `{"app":"${key}"` })
  await ask('/connections/import', {
    method: 'POST',
    body: JSON.stringify({ app: 'zoom', access_token: [token], refresh_token: token }),
  })
  await ask(`/api-keys/${token}`, { method: 'DELETE' })
  await ask('/user', { headers: { authorization: `Bearer ${key}x` } })
  await ask('/connect/callback?code=stolen-code-0123456789&state=stolen-state-0123456789')
  secrets.set('stolen code', 'stolen-code-0123456789')
  await ask(`/nowhere/${token}`)
  await ask(`/zoom/v2/nowhere/${key}`)
}

describe('no token, key, secret or code', () => {
  it('is in a log line, an answer to somebody else, or the database files', async () => {
    await importGrant()
    await consent()
    await everythingThatGoesWrong()
    const doctor = await runValetkey(['doctor', '--json', '--data-dir', server.dataDir], {
      env: { ZOOM_CLIENT_ID: simulator.clientId, ZOOM_CLIENT_SECRET: simulator.clientSecret },
    })
    said.push(doctor.stdout, doctor.stderr)
    const listed = await runValetkey(['key', 'list', '--json', '--data-dir', server.dataDir])
    said.push(listed.stdout, listed.stderr)
    const files = filesIn(server.dataDir).map((bytes) => bytes.toString('latin1'))
    await server.stop()

    expect(server.stderr()).toContain('"event":"proxied"')
    expect(files.join('').length).toBeGreaterThan(10_000)
    const places = { log: server.stderr(), database: files.join(''), answers: said.join('\n') }
    const found = [...secrets].flatMap(([what, value]) =>
      Object.entries(places)
        .filter(([, text]) => text.includes(value))
        .map(([place]) => `${what} in ${place}`),
    )
    expect(found).toEqual([])
  })
})
