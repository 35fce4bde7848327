import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../src/connections/connection.ts'
import { Secret } from '../../src/secret.ts'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { testGateway, type TestGateway } from '../setup/gateway.ts'

let simulator: Simulator
let simulatorUrl: string
let gateway: TestGateway

beforeAll(async () => {
  simulator = createSimulator({ seed: 'tokens', rateLimits: false })
  simulatorUrl = (await simulator.listen()).url
  gateway = await testGateway({
    ZOOM_API_URL: simulatorUrl,
    // Another origin of the same simulator, so that a redirect between two allowed origins can be watched.
    ZOOM_OAUTH_URL: otherOrigin(),
    ZOOM_CLIENT_ID: simulator.clientId,
    ZOOM_CLIENT_SECRET: simulator.clientSecret,
  })
})
afterAll(async () => {
  await gateway.close()
  await simulator.close()
})
beforeEach(async () => {
  await control('DELETE', 'faults')
})

const otherOrigin = (): string => simulatorUrl.replace('127.0.0.1', 'localhost')

async function control(
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${simulatorUrl}/_simulator/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
}

/** A connection with a real grant of the simulator, whose access token seems to end in `expiresInMs`. */
async function connectionOf(email: string, expiresInMs = 3_600_000): Promise<Connection> {
  const grant = simulator.issueGrant({ email })
  const { rooms } = gateway.server
  const pending = await rooms.connections.create({
    ownerId: gateway.ownerId,
    app: 'zoom',
    method: 'OAUTH2',
    label: email,
    metadata: {},
  })
  const { appClient } = rooms.apps.find('zoom')!
  const active = await rooms.connections.activate(pending.id, {
    tokens: {
      accessToken: new Secret(grant.access_token),
      refreshToken: new Secret(grant.refresh_token!),
      accessExpiresAt: Date.now() + expiresInMs,
      scopes: [],
      apiUrl: null,
    },
    account: { userId: pending.id, accountId: null, email },
    issuance: { issuer: appClient.issuer, clientId: simulator.clientId },
  })
  return active!
}

function call(
  connection: Connection,
  path = '/zoom/v2/users/me',
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(gateway.url + path, {
    ...init,
    headers: {
      authorization: `Bearer ${gateway.apiKey}`,
      'valetkey-connection': connection.id,
      ...init.headers,
    },
  })
}

async function refreshes(): Promise<number> {
  return Number((await control('GET', 'stats'))['refreshes'])
}

/** The simulator's clock runs ahead of ours: tokens that look good here are expired there. */
const outlive = (seconds: number): Promise<unknown> =>
  control('POST', 'clock', { advance_s: seconds })

describe('a token that has run out', () => {
  it('is refreshed once for a hundred callers', async () => {
    const connection = await connectionOf('john@example.com', -1)
    const before = await refreshes()
    const answers = await Promise.all(Array.from({ length: 100 }, () => call(connection)))
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 100 }, () => 200))
    expect(await refreshes()).toBe(before + 1)
  })

  it('is noticed through upstream’s 401 as well, for reads and for small writes, and nothing happens twice', async () => {
    const connection = await connectionOf('john@example.com')
    await outlive(7_200)
    expect((await call(connection)).status).toBe(200)
    await outlive(7_200)
    const topic = `after expiry ${Math.random()}`
    const created = await call(connection, '/zoom/v2/users/me/meetings', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ topic, type: 2, duration: 30 }),
    })
    expect(created.status).toBe(201)
    expect(((await created.json()) as { topic: string }).topic).toBe(topic)
    const list = await call(connection, '/zoom/v2/users/me/meetings?page_size=300')
    const { meetings } = (await list.json()) as { meetings: { topic: string }[] }
    expect(meetings.filter((meeting) => meeting.topic === topic)).toHaveLength(1)
  })
})

describe('a failing token endpoint', () => {
  it('never fails a request whose token is still good', async () => {
    const connection = await connectionOf('john@example.com', 60_000)
    await control('POST', 'faults', {
      match: { path: '/oauth/token' },
      times: 50,
      do: { status: 503 },
    })
    const answers = await Promise.all(Array.from({ length: 50 }, () => call(connection)))
    expect(answers.every((answer) => answer.status === 200)).toBe(true)
  })

  it('is an honest 502 with Retry-After when the token has run out, and the connection lives', async () => {
    const connection = await connectionOf('john@example.com', -1)
    await control('POST', 'faults', {
      match: { path: '/oauth/token' },
      times: 50,
      do: { status: 503 },
    })
    const answer = await call(connection)
    expect(answer.status).toBe(502)
    expect(answer.headers.get('valetkey-error')).toBe('token_endpoint_failed')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    const kept = await gateway.server.rooms.connections.getById(connection.id)
    expect(kept?.status).toBe('ACTIVE')
  })
})

describe('a grant that Zoom took back', () => {
  it('is 401 reconnect_required with a link, and nobody asks Zoom again', async () => {
    const connection = await connectionOf('john@example.com')
    const me = (await (await call(connection)).json()) as { id: string }
    await control('POST', 'revoke', { user_id: me.id })
    const dead = await call(connection)
    expect(dead.status).toBe(401)
    const problem = (await dead.json()) as Record<string, string>
    expect(problem).toMatchObject({
      code: 'reconnect_required',
      connection_id: connection.id,
      reason: 'revoked',
    })
    expect(problem['reconnect_url']).toMatch(/^http.*\/connect\?session_token=/)
    expect(Date.parse(problem['since']!)).toBeGreaterThan(Date.now() - 60_000)
    const before = await control('GET', 'stats')
    expect((await call(connection)).status).toBe(401)
    expect((await control('GET', 'stats'))['token_requests']).toBe(before['token_requests'])
  })
})

describe('a recording', () => {
  async function smallestFile(connection: Connection): Promise<{ path: string; size: number }> {
    const from = new Date(Date.now() - 29 * 86_400_000).toISOString().slice(0, 10)
    const list = await call(connection, `/zoom/v2/users/me/recordings?from=${from}&page_size=300`)
    const { meetings } = (await list.json()) as {
      meetings: { recording_files: { download_url: string; file_size?: number }[] }[]
    }
    const file = meetings
      .flatMap((meeting) => meeting.recording_files)
      .filter((it) => (it.file_size ?? 0) > 1_000)
      .sort((a, b) => (a.file_size ?? 0) - (b.file_size ?? 0))[0]!
    return {
      path: `/zoom/_download?url=${encodeURIComponent(file.download_url)}`,
      size: file.file_size!,
    }
  }

  it('is downloaded through the gateway, by range too', async () => {
    const connection = await connectionOf('john@example.com')
    const { path, size } = await smallestFile(connection)
    const whole = Buffer.from(await (await call(connection, path)).arrayBuffer())
    expect(whole.length).toBe(size)
    const part = await call(connection, path, { headers: { range: 'bytes=100-199' } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${size}`)
    expect(digest(Buffer.from(await part.arrayBuffer()))).toBe(digest(whole.subarray(100, 200)))
  })

  it('is followed to the same origin with the token, and to another allowed origin without it', async () => {
    const connection = await connectionOf('john@example.com')
    const { path, size } = await smallestFile(connection)
    await control('POST', 'settings', { download_redirect: 'same' })
    await control('DELETE', 'journal')
    expect((await (await call(connection, path)).arrayBuffer()).byteLength).toBe(size)
    expect(await bearers()).toEqual([true, true])

    await control('POST', 'settings', { download_redirect: otherOrigin() })
    await control('DELETE', 'journal')
    await (await call(connection, path)).arrayBuffer()
    expect(await bearers()).toEqual([true, false])
  })

  it('that redirects to a foreign origin is left to the caller, and nobody gets the token', async () => {
    const connection = await connectionOf('john@example.com')
    const { path } = await smallestFile(connection)
    await control('POST', 'settings', { download_redirect: 'http://169.254.169.254' })
    const answer = await call(connection, path, { redirect: 'manual' })
    await control('POST', 'settings', { download_redirect: null })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toMatch(/^http:\/\/169\.254\.169\.254\/rec\//)
  })

  it.each([
    'https://evil.example/rec/download/x',
    'https://zoom.us.evil.example/rec/download/x',
    'http://user@127.0.0.1/rec/download/x',
    'file:///etc/passwd',
    '//evil.example/rec/download/x',
    'https://zoom.us/v2/users/me',
  ])('is never fetched from %s', async (url) => {
    const connection = await connectionOf('john@example.com')
    const answer = await call(connection, `/zoom/_download?url=${encodeURIComponent(url)}`)
    expect(answer.status).toBe(400)
  })
})

/** For each download request of the journal, oldest first: whether it carried a bearer token. */
async function bearers(): Promise<boolean[]> {
  const { requests } = (await control('GET', 'journal')) as {
    requests: { path: string; headers: Record<string, string> | [string, string][] }[]
  }
  return requests
    .filter((request) => request.path.startsWith('/rec/'))
    .map((request) => JSON.stringify(request.headers).toLowerCase().includes('authorization'))
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
