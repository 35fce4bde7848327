import { expect, it } from 'vitest'
import { launch, runValetkey, startValetkey } from '../setup/process.ts'

interface SimulatorLine {
  readonly simulator_url: string
  readonly client_id: string
  readonly client_secret: string
}

/** A grant as another program holds it: consented and exchanged without Valetkey. */
async function grantFrom(it: SimulatorLine): Promise<Record<string, unknown>> {
  const redirect = 'http://127.0.0.1/back'
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: it.client_id,
    redirect_uri: redirect,
    _user: 'john@example.com',
    _decision: 'allow',
  })
  const consent = await fetch(`${it.simulator_url}/oauth/authorize?${query.toString()}`, {
    redirect: 'manual',
  })
  const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const basic = Buffer.from(`${it.client_id}:${it.client_secret}`).toString('base64')
  const answer = await fetch(`${it.simulator_url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect }),
  })
  return (await answer.json()) as Record<string, unknown>
}

it('a grant is brought along from stdin and works at once, on the store and over HTTP', async () => {
  const simulator = launch(['simulator', '--json', '--port', '0'])
  await new Promise((resolve) => simulator.process.stdout.once('data', resolve))
  const app = JSON.parse(simulator.stdout()) as SimulatorLine
  const env = {
    ZOOM_API_URL: app.simulator_url,
    ZOOM_OAUTH_URL: app.simulator_url,
    ZOOM_CLIENT_ID: app.client_id,
    ZOOM_CLIENT_SECRET: app.client_secret,
  }
  const server = await startValetkey({ env })
  expect(server.ready).toMatchObject({ simulator_url: null, connection_id: null })

  const { access_token, refresh_token, scope } = await grantFrom(app)
  const input = JSON.stringify({
    access_token,
    refresh_token,
    expires_at: '2026-01-01T00:00:00Z',
    scopes: scope,
    label: 'brought along',
  })
  const args = ['connection', 'import', '--app', 'zoom', '--json', '-']
  const onStore = await runValetkey([...args, '--data-dir', server.dataDir], { env, input })
  expect(onStore.code, onStore.stderr).toBe(0)
  const connection = JSON.parse(onStore.stdout) as Record<string, unknown>
  expect(connection).toMatchObject({ status: 'ACTIVE', label: 'brought along' })
  const call = await server.fetch('/zoom/v2/users/me')
  expect(call.status).toBe(200)
  expect(call.headers.get('valetkey-connection')).toBe(connection['connection_id'])

  const another = await grantFrom(app)
  const overHttp = await runValetkey(args, {
    env: { VALETKEY_URL: server.url, VALETKEY_API_KEY: server.apiKey },
    input: JSON.stringify({ ...another, expires_at: '2026-01-01T00:00:00Z' }),
  })
  expect(overHttp.code, overHttp.stderr).toBe(0)
  const output = onStore.stdout + onStore.stderr + overHttp.stdout + overHttp.stderr
  for (const secret of [access_token, refresh_token, another['access_token']]) {
    expect(output + server.stderr()).not.toContain(String(secret))
  }
  await server.stop()
  simulator.process.kill('SIGTERM')
  expect(await simulator.exited).toEqual({ code: 0, signal: null })
})
