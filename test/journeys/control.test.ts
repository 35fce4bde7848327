import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { zoom, zoomAdmin } from '../../src/apps/zoom/app.ts'
import { openAudit } from '../../src/audit/open-audit.ts'
import { createApprovalStore } from '../../src/approvals/approval-store.ts'
import { createAppClients } from '../../src/connections/app-clients.ts'
import { createConnectLinks } from '../../src/connections/connect-link.ts'
import { createConnectSessions } from '../../src/connections/connect-session.ts'
import { createConnectionStore } from '../../src/connections/connection-store.ts'
import { createGrants } from '../../src/connections/grants.ts'
import { createRevocationStore } from '../../src/connections/revocation-store.ts'
import { createSealedTokens } from '../../src/connections/sealed-tokens.ts'
import { createTokenStore } from '../../src/connections/token-store.ts'
import type { ControlNeeds } from '../../src/control/needs.ts'
import { controlSegments, createControl } from '../../src/control/routes.ts'
import type { Database } from '../../src/database/database.ts'
import { createAuthenticator } from '../../src/keys/authenticate.ts'
import { createKeyStore } from '../../src/keys/key-store.ts'
import { createOwnerStore } from '../../src/keys/owner-store.ts'
import { createLog } from '../../src/log.ts'
import { createTokenEndpoint } from '../../src/oauth/token-endpoint.ts'
import { Secret } from '../../src/secret.ts'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { createSealingKey } from '../../src/vault/key-ring.ts'
import { createVault } from '../../src/vault/vault.ts'
import { describeOn, describeOnBothEngines } from '../contract/engines.ts'
import { openapiRules } from './control-openapi-rules.ts'

type Json = Record<string, unknown>

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Json
}

interface Wish {
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly key?: string | null
}

interface World {
  readonly needs: ControlNeeds
  readonly database: Database
  readonly simulator: Simulator
  readonly simulatorUrl: string
  readonly key: string
  readonly otherKey: string
  readonly ownerId: string
  readonly logged: string[]
  readonly tokens: ReturnType<typeof createTokenStore>
  readonly call: (method: string, path: string, wish?: Wish) => Promise<Answer>
}

const publicUrl = 'https://keys.example.com'

/** Control on a store, with the simulator as the vendor. `zoom` is set up, `zoom-admin` is not. */
async function createWorld(database: Database): Promise<World> {
  const simulator = createSimulator()
  const { url: simulatorUrl } = await simulator.listen()
  const now = () => Date.now()
  const logged: string[] = []
  const log = createLog({ level: 'debug', write: (lines) => logged.push(lines) })
  const vault = createVault([createSealingKey(randomBytes(32))])
  const sealed = createSealedTokens({ vault })
  const where = {
    apiUrl: simulatorUrl,
    apiUrlIsVendors: false,
    oauthUrl: simulatorUrl,
    issuer: simulatorUrl,
  }
  const client = { id: simulator.clientId, secret: new Secret(simulator.clientSecret) }
  const apps = createAppClients(
    [
      { app: zoom, ...where, client },
      { app: zoomAdmin, ...where, client: null },
    ].map((appClient) => ({ appClient, tokenEndpoint: createTokenEndpoint(appClient) })),
  )
  const connections = createConnectionStore({ database, sealed })
  const sessions = createConnectSessions({ database, vault })
  const keys = createKeyStore({ database })
  const owners = createOwnerStore({ database })
  const ignore = () => undefined
  const audit = { retention: { keepMs: 1e9, maxBytes: 1e9 }, onTrouble: ignore, onLost: ignore }
  const needs: ControlNeeds = {
    ...(await openAudit({ database, vault, now, ...audit })),
    authenticator: createAuthenticator({ keys, now }),
    keys,
    approvals: createApprovalStore({ database, vault }),
    owners,
    connections,
    grants: createGrants({
      apps,
      store: connections,
      revocations: createRevocationStore({ database, sealed }),
      now,
    }),
    links: createConnectLinks({ sessions, publicUrl }),
    apps,
    database,
    publicUrl,
    now,
    version: '9.8.7',
    log,
  }
  const ada = await owners.ensure('ada@example.com')
  const bob = await owners.ensure('bob')
  const key = (await keys.create({ ownerId: ada.id, name: 'first' })).secret.reveal()
  const otherKey = (await keys.create({ ownerId: bob.id, name: 'first' })).secret.reveal()
  // As the server mounts it: other planes' handlers come first, control answers the rest.
  const server = mounted(needs)
  return {
    needs,
    database,
    simulator,
    simulatorUrl,
    key,
    otherKey,
    ownerId: ada.id,
    logged,
    tokens: createTokenStore({ database, sealed }),
    call: (method, path, wish) => call(server, { method, path, key, ...wish }),
  }
}

function mounted(needs: ControlNeeds): Hono {
  const server = new Hono()
  server.route('/', createControl(needs))
  return server
}

async function call(
  server: Hono,
  { method, path, body, headers, key }: Wish & { method: string; path: string },
): Promise<Answer> {
  const response = await server.request(path, {
    method,
    headers: { ...(key && { authorization: `Bearer ${key}` }), ...headers },
    ...(body !== undefined && {
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? (JSON.parse(text) as Json) : {},
  }
}

const connectionOf = (answer: Answer): Json => answer.body['connection'] as Json
const listOf = (answer: Answer): Json[] => answer.body['connections'] as Json[]
const microseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/
const unknownId = '00000000-0000-4000-8000-000000000000'

describeOnBothEngines('the control plane', (open) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(await open())
  })
  afterAll(() => world.simulator.close())

  async function imported(label?: string): Promise<Json> {
    const grant = world.simulator.issueGrant()
    const answer = await world.call('POST', '/connections/import', {
      body: {
        app: 'zoom',
        access_token: grant.access_token,
        refresh_token: 'refresh_token' in grant ? grant.refresh_token : null,
        expires_at: Date.now() + 3_600_000,
        scopes: 'user:read:user meeting:read:meeting',
        label,
      },
    })
    expect(answer.text).toContain('connection_id')
    return connectionOf(answer)
  }

  it('creates a pending connection with a live link', async () => {
    const answer = await world.call('POST', '/connections', { body: { app: 'zoom' } })
    expect(answer.status).toBe(200)
    const connection = connectionOf(answer)
    expect(answer.body['connection_id']).toBe(connection['connection_id'])
    expect(Object.keys(answer.body)).toEqual(['connection_id', 'connection'])
    expect(connection).toMatchObject({
      status: 'PENDING',
      app: 'zoom',
      method: 'OAUTH2',
      metadata: {},
      error: null,
    })
    expect(connection['url']).toMatch(
      /^https:\/\/keys\.example\.com\/connect\?session_token=[\w-]{43}$/,
    )
    expect(connection['creation_time']).toMatch(microseconds)
    expect(connection['last_updated_time']).toMatch(microseconds)
    expect(Object.keys(connection).sort()).toEqual(
      [
        'account_email',
        'account_id',
        'app',
        'connection_id',
        'creation_time',
        'error',
        'expires_at',
        'label',
        'last_updated_time',
        'metadata',
        'method',
        'scopes',
        'status',
        'url',
      ].sort(),
    )
    const read = await world.call('GET', `/connections/${String(answer.body['connection_id'])}`)
    expect(read.body).toEqual({ connection })
  })

  it('lists, filters and pages connections, oldest first', async () => {
    const created: unknown[] = []
    for (let i = 0; i < 3; i += 1) {
      const answer = await world.call('POST', '/connections', {
        body: { app: 'zoom', label: `page ${i}` },
      })
      created.push(answer.body['connection_id'])
    }
    const all = await world.call('GET', '/connections?status=PENDING&app=zoom&utm_source=x')
    expect(all.body['next_token']).toBeNull()
    const ids = listOf(all).map((it) => it['connection_id'])
    expect(ids.slice(-3)).toEqual(created)

    const seen: unknown[] = []
    let token: string | null = ''
    while (token !== null) {
      const page = await world.call(
        'GET',
        `/connections?status=PENDING&limit=2&next_token=${token}`,
      )
      expect(listOf(page).length).toBeLessThanOrEqual(2)
      seen.push(...listOf(page).map((it) => it['connection_id']))
      token = page.body['next_token'] as string | null
    }
    expect(seen).toEqual(ids)
    expect(listOf(await world.call('GET', '/connections?app=nothing'))).toEqual([])
    expect(listOf(await world.call('GET', '/connections?app=%00'))).toEqual([])
    expect(listOf(await world.call('GET', '/connections?method=API_KEY'))).toEqual([])
    expect(listOf(await world.call('GET', '/connections?method=SERVER_TO_SERVER'))).toEqual([])
    expect((await world.call('GET', '/connections?limit=100000')).status).toBe(200)
  })

  it.each([
    ['/connections?limit=0', 'limit'],
    ['/connections?limit=ten', 'limit'],
    ['/connections?status=BROKEN', 'status'],
    ['/connections?next_token=AAAA', 'next_token'],
    [`/connections?next_token=${Buffer.from("1.' or 1=1").toString('base64url')}`, 'next_token'],
  ])('refuses %s and names the field', async (path, field) => {
    const answer = await world.call('GET', path)
    expect(answer.status).toBe(400)
    expect(answer.body['code']).toBe('invalid_request')
    expect(answer.body['detail']).toMatch(new RegExp(`^${field}: `))
  })

  it.each(['text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'application/json'])(
    'reads a body labelled %s as JSON',
    async (type) => {
      const answer = await world.call('POST', '/connections', {
        body: '{"app":"zoom"}',
        headers: { 'content-type': type },
      })
      expect(answer.status).toBe(200)
    },
  )

  it('reads a body without any content type as JSON', async () => {
    const answer = await world.call('POST', '/connections', {
      body: new TextEncoder().encode('{"app":"zoom"}'),
    })
    expect(answer.status).toBe(200)
  })

  it.each([
    ['{"app":', 'not valid JSON'],
    ['', 'app: '],
    ['[]', 'body: '],
    ['"zoom"', 'body: '],
    ['{"app":7}', 'app: '],
    ['{"app":"zoom","method":"BASIC"}', 'method: '],
    ['{"app":"zoom","metadata":[]}', 'metadata: '],
    ['{"app":"zoom","label":"a\\u0000b"}', 'label: '],
    [`{"app":"zoom","metadata":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`, 'metadata: '],
    [
      '{"app":"zoom","credentials":{"account_id":"a","client_id":"b","client_secret":"c"}}',
      'credentials: ',
    ],
    [
      '{"app":"zoom","method":"SERVER_TO_SERVER","credentials":{"account_id":"a"}}',
      'credentials.client_id: ',
    ],
    ['{"app":"slack"}', 'There is no app'],
  ])('refuses the body %.60s', async (body, reason) => {
    const answer = await world.call('POST', '/connections', { body })
    expect(answer.status).toBe(400)
    expect(answer.body['code']).toBe('invalid_request')
    expect(answer.body['detail']).toContain(reason)
  })

  it('refuses bodies over 64 KiB, announced or not', async () => {
    const body = JSON.stringify({ app: 'zoom', label: 'x'.repeat(70_000) })
    const announced = await world.call('POST', '/connections', {
      body,
      headers: { 'content-length': String(body.length) },
    })
    const streamed = await world.call('POST', '/connections', { body })
    for (const answer of [announced, streamed]) {
      expect(answer.status).toBe(413)
      expect(answer.body['code']).toBe('payload_too_large')
    }
  })

  it('does not make a connection that nobody could complete', async () => {
    const before = await world.call('GET', '/connections?app=zoom-admin')
    const answer = await world.call('POST', '/connections', { body: { app: 'zoom-admin' } })
    expect(answer.status).toBe(503)
    expect(answer.body['code']).toBe('app_not_configured')
    expect(listOf(await world.call('GET', '/connections?app=zoom-admin'))).toEqual(listOf(before))
  })

  it('imports a grant and never echoes a token', async () => {
    const grant = world.simulator.issueGrant()
    const body = {
      app: 'zoom',
      access_token: grant.access_token,
      refresh_token: 'refresh_token' in grant ? grant.refresh_token : null,
      expires_at: Math.floor(Date.now() / 1_000) + 3_600,
      scopes: ['user:read:user'],
      label: 'brought along',
    }
    const answer = await world.call('POST', '/connections/import', { body })
    expect(answer.status).toBe(200)
    const connection = connectionOf(answer)
    expect(connection).toMatchObject({
      status: 'ACTIVE',
      label: 'brought along',
      scopes: ['user:read:user'],
      error: null,
    })
    expect(connection['account_email']).toMatch(/@/)
    expect(connection['url']).toBe(
      `${publicUrl}/connect?connection_id=${String(connection['connection_id'])}`,
    )
    expect(Date.parse(String(connection['expires_at']))).toBe(body.expires_at * 1_000)
    expect(answer.text).not.toContain(grant.access_token)
    expect(String(body.refresh_token).length).toBeGreaterThan(20)
    expect(answer.text).not.toContain(body.refresh_token)
    const stored = await world.tokens.read(String(connection['connection_id']))
    expect(stored?.tokens?.accessToken.reveal()).toBe(grant.access_token)
    expect(stored?.tokens?.refreshToken?.reveal()).toBe(body.refresh_token)
  })

  it.each([
    [1_900_000_000, '2030-03-17T17:46:40.000000Z'],
    [1_900_000_000_123, '2030-03-17T17:46:40.123000Z'],
    ['1900000000', '2030-03-17T17:46:40.000000Z'],
    ['2030-03-17T18:46:40+01:00', '2030-03-17T17:46:40.000000Z'],
  ])('understands the expiry %s', async (expires_at, shown) => {
    const answer = await world.call('POST', '/connections/import', {
      body: { app: 'zoom', access_token: 'opaque', expires_at },
    })
    expect(connectionOf(answer)['expires_at']).toBe(shown)
  })

  it.each([
    [{ access_token: 'secret-value\r\nx: y', refresh_token: 'r' }, 'access_token: '],
    [{ access_token: 'secret-value' }, 'expires_at: '],
    [{ access_token: 'secret-value', expires_at: 'secret-value' }, 'expires_at: '],
    [{ access_token: 'secret-value', expires_at: '2030-03-17T18:46:40' }, 'expires_at: '],
    [{ access_token: 'secret-value', expires_at: 9e15 }, 'expires_at: '],
    [
      { access_token: 'secret-value', refresh_token: 'r', scopes: ['secret-value b'] },
      'scopes.0: ',
    ],
  ])('refuses the import %j without repeating it', async (grant, reason) => {
    const answer = await world.call('POST', '/connections/import', {
      body: { app: 'zoom', ...grant },
    })
    expect(answer.status).toBe(400)
    expect(answer.body['detail']).toContain(reason)
    expect(answer.text).not.toContain('secret-value')
  })

  it('does not quote a body that is not JSON, because it may hold a token', async () => {
    const answer = await world.call('POST', '/connections/import', { body: 'tok_secret {' })
    expect(answer.status).toBe(400)
    expect(answer.text).not.toContain('tok_')
  })

  it('activates a server-to-server connection at once', async () => {
    const { accountId, clientId, clientSecret } = world.simulator.server
    const answer = await world.call('POST', '/connections', {
      body: {
        app: 'zoom',
        method: 'SERVER_TO_SERVER',
        credentials: { account_id: accountId, client_id: clientId, client_secret: clientSecret },
      },
    })
    expect(answer.status).toBe(200)
    expect(connectionOf(answer)).toMatchObject({
      status: 'ACTIVE',
      method: 'SERVER_TO_SERVER',
      account_id: accountId,
    })
    expect(answer.text).not.toContain(clientSecret)
    const { connection_id: id } = connectionOf(answer)
    const deleted = await world.call('DELETE', `/connections/${String(id)}`)
    expect(deleted.body).toMatchObject({ deleted: true })
  })

  it('says what the vendor said about refused credentials, and leaves no row behind', async () => {
    const before = (await world.call('GET', '/connections')).body
    const { accountId, clientId } = world.simulator.server
    const answer = await world.call('POST', '/connections', {
      body: {
        app: 'zoom',
        method: 'SERVER_TO_SERVER',
        credentials: { account_id: accountId, client_id: clientId, client_secret: 'wrong-secret' },
      },
    })
    expect(answer.status).toBe(400)
    expect(answer.body['code']).toBe('invalid_request')
    expect(answer.body['detail']).toMatch(/^credentials: Zoom refused them \(invalid_client/)
    expect(answer.text).not.toContain('wrong-secret')
    expect((await world.call('GET', '/connections')).body).toEqual(before)
  })

  it('leaves no row behind either when the token endpoint is down', async () => {
    const before = (await world.call('GET', '/connections')).body
    await fetch(`${world.simulatorUrl}/_simulator/faults`, {
      method: 'POST',
      body: JSON.stringify({ match: { path: '/oauth/token' }, times: 1, do: { status: 503 } }),
    })
    const { accountId, clientId, clientSecret } = world.simulator.server
    const answer = await world.call('POST', '/connections', {
      body: {
        app: 'zoom',
        method: 'SERVER_TO_SERVER',
        credentials: { account_id: accountId, client_id: clientId, client_secret: clientSecret },
      },
    })
    expect(answer.status).toBe(502)
    expect(answer.body['code']).toBe('token_endpoint_failed')
    expect((await world.call('GET', '/connections')).body).toEqual(before)
  })

  it('keeps credentials away from agents when none are sent', async () => {
    const answer = await world.call('POST', '/connections', {
      body: { app: 'zoom-admin', method: 'SERVER_TO_SERVER', credentials: null, label: null },
    })
    expect(connectionOf(answer)).toMatchObject({ status: 'PENDING', method: 'SERVER_TO_SERVER' })
    expect(connectionOf(answer)['url']).toContain('session_token=')
  })

  it('changes label and metadata and nothing else', async () => {
    const { connection_id: id } = await imported('before')
    const path = `/connections/${String(id)}`
    const changed = await world.call('PATCH', path, {
      body: { label: 'after', metadata: { team: 'x', nested: { a: [1] } }, status: 'FAILED' },
    })
    expect(connectionOf(changed)).toMatchObject({
      label: 'after',
      metadata: { team: 'x', nested: { a: [1] } },
      status: 'ACTIVE',
    })
    const cleared = await world.call('PATCH', path, { body: { label: null } })
    expect(connectionOf(cleared)).toMatchObject({ label: null, metadata: { team: 'x' } })
    const nothing = await world.call('PATCH', path, { body: { status: 'FAILED' } })
    expect(nothing.status).toBe(400)
    expect(nothing.body['detail']).toContain('label or metadata')
  })

  it('gives a live link to reconnect, under the same id, while the old grant goes on', async () => {
    const { connection_id: id } = await imported()
    const answer = await world.call('POST', `/connections/${String(id)}/reconnect`)
    expect(answer.status).toBe(200)
    expect(answer.body['connection_id']).toBe(id)
    expect(connectionOf(answer)).toMatchObject({ connection_id: id, status: 'ACTIVE' })
    expect(connectionOf(answer)['url']).toContain('session_token=')
  })

  it('shows why a connection failed and when', async () => {
    const created = await world.call('POST', '/connections', { body: { app: 'zoom' } })
    const id = created.body['connection_id']
    await world.needs.connections.fail(String(id), { code: 'declined', detail: 'Not agreed to.' })
    const { connection } = (await world.call('GET', `/connections/${String(id)}`)).body
    expect(connection).toMatchObject({
      status: 'FAILED',
      error: { code: 'declined', message: 'Not agreed to.' },
    })
    expect((connection as { error: Json }).error['since']).toMatch(microseconds)
    expect((connection as Json)['url']).toContain('session_token=')
  })

  it('deletes a connection with a JSON answer and revokes its grant upstream', async () => {
    const { connection_id: id } = await imported()
    const token = (await world.tokens.read(String(id)))?.tokens?.accessToken.reveal() ?? ''
    const answer = await world.call('DELETE', `/connections/${String(id)}`)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ connection_id: id, deleted: true, revoked: true })
    const upstream = await fetch(`${world.simulatorUrl}/v2/users/me`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(upstream.status).toBe(401)
    const again = await world.call('DELETE', `/connections/${String(id)}`)
    expect([again.status, again.body['code']]).toEqual([404, 'connection_not_found'])
  })

  it('deletes a connection also when the grant cannot be revoked', async () => {
    const { connection_id: id } = await imported()
    await fetch(`${world.simulatorUrl}/_simulator/faults`, {
      method: 'POST',
      body: JSON.stringify({ match: { path: '/oauth/revoke' }, times: 1, do: { reset: true } }),
    })
    const answer = await world.call('DELETE', `/connections/${String(id)}`)
    expect(answer.body).toEqual({
      connection_id: id,
      deleted: true,
      revoked: false,
      revocation: 'pending',
    })
    expect((await world.call('GET', `/connections/${String(id)}`)).status).toBe(404)
  })

  it('answers a deletion within seconds although the authorization server hangs', async () => {
    const { connection_id: id } = await imported()
    const ended = { access_expires_at: 1_000 }
    await world.database.db
      .updateTable('connections')
      .set(ended)
      .where('id', '=', String(id))
      .execute()
    await fetch(`${world.simulatorUrl}/_simulator/faults`, {
      method: 'POST',
      body: JSON.stringify({ match: { path: '/oauth/token' }, times: 1, do: { delay_ms: 9_000 } }),
    })
    const asked = Date.now()
    const answer = await world.call('DELETE', `/connections/${String(id)}`)
    expect(Date.now() - asked).toBeLessThan(6_000)
    expect(answer.body).toMatchObject({ deleted: true, revoked: false, revocation: 'pending' })
    await world.needs.grants.landed()
  })

  it('treats the connection of another owner exactly like one that never existed', async () => {
    const { connection_id: id } = await imported()
    const asked = async (method: string, path: string, body?: Json) => {
      const answer = await world.call(method, path, { key: world.otherKey, body })
      return { ...answer.body, status: answer.status, request_id: '', instance: '' }
    }
    for (const [method, suffix, body] of [
      ['GET', '', undefined],
      ['DELETE', '', undefined],
      ['PATCH', '', { label: 'stolen' }],
      ['POST', '/reconnect', undefined],
    ] as const) {
      const foreign = await asked(method, `/connections/${String(id)}${suffix}`, body)
      expect(foreign.status).toBe(404)
      expect(foreign).toEqual(await asked(method, `/connections/${unknownId}${suffix}`, body))
      expect(foreign).toEqual(await asked(method, `/connections/%00${suffix}`, body))
    }
    const listed = await world.call('GET', '/connections', { key: world.otherKey })
    expect(listOf(listed)).toEqual([])
    const own = await world.call('GET', `/connections/${String(id)}`)
    expect(connectionOf(own)).toMatchObject({ label: null, status: 'ACTIVE' })
  })

  it('answers the verbs of the first generation of clients', async () => {
    const plain = { 'content-type': 'text/plain;charset=UTF-8' }
    const post = (path: string, body: Json) =>
      world.call('POST', path, {
        body,
        key: null,
        headers: { ...plain, 'x-api-key': world.key },
      })
    const created = await post('/create-connection', { app: 'zoom' })
    const id = created.body['connection_id']
    expect(typeof id).toBe('string')
    const listed = await post('/list-connections', { app: 'zoom', status: 'PENDING' })
    expect(listOf(listed).map((it) => it['connection_id'])).toContain(id)
    expect(listOf(await post('/list-connections', { app: 'slack' }))).toEqual([])
    const got = await post('/get-connection', { connection_id: id })
    expect(connectionOf(got)).toEqual(connectionOf(created))
    expect((await post('/delete-connection', { connection_id: id })).body).toEqual({
      connection_id: id,
      deleted: true,
      revoked: false,
    })
    expect((await post('/get-connection', { connection_id: id })).status).toBe(404)
  })

  it('says who the key belongs to', async () => {
    const answer = await world.call('GET', '/user')
    expect(answer.body).toEqual({
      user: { user_id: world.ownerId, email: 'ada@example.com', name: 'ada@example.com' },
      user_id: world.ownerId,
      email: 'ada@example.com',
      name: 'ada@example.com',
      auth_type: 'api_key',
      manage: true,
    })
    const other = await world.call('GET', '/user', { key: world.otherKey })
    expect(other.body).toMatchObject({ name: 'bob', email: null })
  })

  it('shows a new key once, lists it without itself, and lets it revoke itself', async () => {
    const created = await world.call('POST', '/api-keys', { body: { name: 'agent' } })
    const full = {
      manage: true,
      policy: {
        preset: 'full',
        apps: null,
        connections: null,
        allow: [],
        approve: [],
        deny: [],
        effects: { read: 'allow', write: 'allow', destroy: 'allow' },
      },
      expires_at: null,
      cidrs: null,
      requests_per_second: null,
      daily_writes: null,
      mask: null,
    }
    expect(created.body).toMatchObject({ name: 'agent', ...full })
    const { key_id: id, api_key: key } = created.body as { key_id: string; api_key: string }
    expect(key).toMatch(/^vk_\w{39}$/)
    const listed = await world.call('GET', '/api-keys')
    expect(listed.text).not.toContain(key)
    expect(listed.body['api_keys']).toContainEqual({
      key_id: id,
      name: 'agent',
      creation_time: created.body['creation_time'],
      revocation_time: null,
      ...full,
    })
    const foreign = await world.call('DELETE', `/api-keys/${id}`, { key: world.otherKey })
    expect([foreign.status, foreign.body['code']]).toEqual([404, 'not_found'])
    expect((await world.call('GET', '/user', { key })).status).toBe(200)
    const revoked = await world.call('DELETE', `/api-keys/${id}`, { key })
    expect(revoked.body).toEqual({ key_id: id, revoked: true })
    const after = await world.call('GET', '/user', { key })
    expect(after.status).toBe(401)
    expect(after.body['detail']).toContain('Invalid API key')
    expect((await world.call('DELETE', '/api-keys/%00')).status).toBe(404)
    expect((await world.call('POST', '/api-keys', { body: { name: ' ' } })).body['detail']).toMatch(
      /^name: /,
    )
  })

  it('lists apps and their endpoints', async () => {
    const apps = (await world.call('GET', '/apps')).body['apps'] as Json[]
    expect(apps.map(({ name, configured }) => [name, configured])).toEqual([
      ['zoom', true],
      ['zoom-admin', false],
    ])
    expect(apps[0]).toMatchObject({ title: 'Zoom', methods: ['OAUTH2', 'SERVER_TO_SERVER'] })
    const answer = await world.call('GET', '/apps/zoom/endpoints')
    const endpoints = answer.body['endpoints'] as Json[]
    expect(endpoints).toHaveLength(zoom.endpoints.length)
    expect(endpoints.find((it) => it['id'] === 'meetingCreate')).toMatchObject({
      method: 'POST',
      path: '/v2/users/{userId}/meetings',
      url: `${publicUrl}/zoom/v2/users/{userId}/meetings`,
      effect: 'write',
      rate_class: expect.any(String) as string,
    })
    expect((await world.call('GET', '/apps/slack/endpoints')).status).toBe(404)
  })

  it.each([
    ['GET', '/connections'],
    ['POST', '/connections'],
    ['POST', '/connections/import'],
    ['GET', `/connections/${unknownId}`],
    ['POST', '/create-connection'],
    ['POST', '/list-connections'],
    ['POST', '/get-connection'],
    ['POST', '/delete-connection'],
    ['GET', '/user'],
    ['GET', '/api-keys'],
    ['GET', '/apps'],
    ['GET', '/apps/zoom/endpoints'],
  ])('asks for a key at %s %s', async (method, path) => {
    const answer = await world.call(method, path, {
      key: null,
      ...(method === 'POST' && { body: '{' }),
    })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="valetkey"')
    expect(answer.body).toMatchObject({ code: 'invalid_api_key' })
    expect(answer.body['message']).toContain('Invalid API key')
  })

  it.each(['api_key', 'access_token', 'API_KEY', 'x-api-key'])(
    'refuses ?%s= in the address',
    async (name) => {
      const answer = await world.call('GET', `/connections?${name}=${world.key}`)
      expect(answer.status).toBe(400)
      expect(answer.body['detail']).toContain('logs')
      expect(answer.text).not.toContain(world.key)
    },
  )

  it('says what exists where a route does not', async () => {
    const nowhere = await world.call('GET', '/nowhere')
    expect([nowhere.status, nowhere.body['code']]).toEqual([404, 'not_found'])
    expect(nowhere.body['detail']).toContain('GET /openapi.json')
    const wrongMethod = await world.call('PUT', '/connections', { body: {} })
    expect(wrongMethod.body['detail']).toContain('This path answers GET, POST.')
    const below = await world.call('GET', `/connections/${unknownId}/reconnect`)
    expect(below.body['detail']).toContain('This path answers POST.')
  })

  it('labels every reply, good or bad, and allows no other origin', async () => {
    const ids = new Set<string | null>()
    for (const [path, status] of [
      ['/user', 200],
      ['/healthz', 200],
      ['/docs', 200],
      ['/nowhere', 404],
      ['/connections?api_key=x', 400],
      ['/connections?limit=x', 400],
    ] as const) {
      const { headers, ...answer } = await world.call('GET', path, {
        headers: { origin: 'https://evil.example' },
      })
      expect(answer.status).toBe(status)
      ids.add(headers.get('valetkey-request-id'))
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('access-control-allow-origin')).toBeNull()
      if (status >= 400) {
        expect(headers.get('content-type')).toBe('application/problem+json')
        expect(headers.get('valetkey-request-id')).toBe(answer.body['request_id'])
        expect(headers.get('valetkey-error')).toBe(answer.body['code'])
      }
    }
    expect(ids.size).toBe(6)
    expect(ids.has(null)).toBe(false)
  })

  it('answers HEAD like GET, without the body', async () => {
    const head = await world.call('HEAD', '/connections')
    expect([head.status, head.text]).toEqual([200, ''])
    expect(head.headers.get('content-type')).toContain('application/json')
    expect((await world.call('HEAD', '/connections', { key: null })).status).toBe(401)
  })

  it('says that it lives, that it is ready, and which version it is, without a key', async () => {
    for (const path of ['/healthz', '/health', '/readyz', '/ready']) {
      const answer = await world.call('GET', path, { key: null })
      expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }])
    }
    const version = await world.call('GET', '/version', { key: null })
    expect(version.body).toEqual({ name: 'valetkey', version: '9.8.7' })
  })
})

describeOnBothEngines('the control plane in trouble', (open) => {
  let world: World
  let broken: Hono
  let failure: Error
  beforeAll(async () => {
    world = await createWorld(await open())
    const fail = () => Promise.reject(failure)
    broken = mounted({
      ...world.needs,
      connections: { ...world.needs.connections, list: fail },
      database: { ...world.needs.database, ping: fail },
    })
  })
  afterAll(() => world.simulator.close())

  it('hides an unexpected error from the caller and shows it to the log', async () => {
    failure = new TypeError('the secret inner life')
    const answer = await call(broken, { method: 'GET', path: '/connections', key: world.key })
    expect([answer.status, answer.body['code']]).toEqual([500, 'internal'])
    expect(answer.text).not.toMatch(/inner life|TypeError|\.ts/)
    await new Promise((resolve) => setImmediate(resolve))
    const logged = world.logged.join('')
    expect(logged).toContain(String(answer.body['request_id']))
    expect(logged).toContain('TypeError')
  })

  it('is not ready while the database does not answer', async () => {
    failure = new Error('down')
    const answer = await call(broken, { method: 'GET', path: '/readyz', key: null })
    expect([answer.status, answer.body['code']]).toEqual([503, 'store_unavailable'])
  })

  it('says that the database is away when it is', async () => {
    await world.database.close()
    const answer = await world.call('GET', '/readyz')
    expect([answer.status, answer.body['code']]).toEqual([503, 'store_unavailable'])
  })
})

interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { schemas: Record<string, object>; responses: Json; securitySchemes: Json }
}
interface Operation {
  readonly operationId: string
  readonly security?: unknown[]
  readonly parameters?: { name: string; in: string }[]
  readonly responses: Record<
    string,
    { content?: Record<string, { schema: object }>; $ref?: string }
  >
}

describeOn('sqlite', 'the control plane on real sockets', (open) => {
  let world: World
  let server: Server
  let url: string
  beforeAll(async () => {
    world = await createWorld(await open())
    const listener = getRequestListener(mounted(world.needs).fetch, {
      overrideGlobalObjects: false,
    })
    server = createServer((request, response) => void listener(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await world.simulator.close()
  })

  const post = (path: string, body: string | ReadableStream | null) =>
    fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.key}` },
      body,
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    })

  it('reads what fetch sends as text, and what comes in chunks', async () => {
    const created = await post('/connections', '{"app":"zoom","label":"plain"}')
    expect(created.status).toBe(200)
    const { connection } = (await created.json()) as { connection: Json }
    expect(connection).toMatchObject({ label: 'plain', status: 'PENDING' })
    const chunks = new Blob(['{"app":', '"zoom"}']).stream()
    expect((await post('/connections', chunks)).status).toBe(200)
    const reconnect = await post(
      `/connections/${String(connection['connection_id'])}/reconnect`,
      null,
    )
    expect(reconnect.status).toBe(200)
    expect((await post('/connections', null)).status).toBe(400)
  })

  it('refuses a large body, and still answers the next request', async () => {
    const large = await post('/connections', 'x'.repeat(200_000))
    expect(large.status).toBe(413)
    expect(await large.json()).toMatchObject({ code: 'payload_too_large' })
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200)
  })
})

describeOn('sqlite', 'the OpenAPI document', (open) => {
  let world: World
  let document: OpenApi
  beforeAll(async () => {
    world = await createWorld(await open())
    const answer = await world.call('GET', '/openapi.json', { key: null })
    document = answer.body as unknown as OpenApi
  })
  afterAll(() => world.simulator.close())

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
    )

  it('keeps the rules of OpenAPI 3.1', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    addFormats.default(ajv)
    const valid = ajv.compile(openapiRules)
    expect([valid(document), valid.errors]).toEqual([true, null])
    const broken = structuredClone(document) as unknown as { paths: Record<string, { get: Json }> }
    delete broken.paths['/connections']?.get['responses']
    expect(valid(broken)).toBe(false)
  })

  it('has schemas that are JSON Schema, and references that lead somewhere', () => {
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    ajv.addSchema({ $id: 'doc:/', ...document })
    for (const name of Object.keys(document.components.schemas)) {
      expect(ajv.validateSchema(document.components.schemas[name]!)).toBe(true)
      expect(() => ajv.compile({ $ref: `doc:/#/components/schemas/${name}` })).not.toThrow()
    }
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)
    const targets = [...references].map(([, kind, name]) => [kind, name] as const)
    expect(targets.length).toBeGreaterThan(10)
    for (const [kind, name] of targets) {
      expect(Object.keys(document.components[kind as 'responses'])).toContain(name)
    }
  })

  it('describes every route that is served, and serves every route that it describes', () => {
    const served = createControl(world.needs)
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    const described = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect(described.length).toBeGreaterThan(20)
    expect(described.sort()).toEqual([...new Set(served)].sort())
  })

  it('names the segments that no app may be called', () => {
    const used = Object.keys(document.paths).map((path) => path.split('/')[1])
    expect([...controlSegments].sort()).toEqual([...new Set(used)].sort())
  })

  it('says truly which routes need a key', async () => {
    for (const { method, path, operation } of operations()) {
      const concrete = path.replace(/\{\w+\}/g, unknownId)
      const { status } = await world.call(method.toUpperCase(), concrete, { key: null })
      expect([path, status]).toEqual([path, operation.security?.length === 0 ? 200 : 401])
    }
  })

  it('has one name per operation, declares its path parameters, and shares one problem response', () => {
    const names = operations().map(({ operation }) => operation.operationId)
    expect(new Set(names).size).toBe(names.length)
    for (const { path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = (operation.parameters ?? []).filter((it) => it.in === 'path')
      expect(declared.map(({ name }) => name)).toEqual(inPath)
      expect(operation.responses['default']).toEqual({ $ref: '#/components/responses/Problem' })
    }
  })

  it('describes the answers as they are', async () => {
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    ajv.addSchema({ $id: 'doc:/', ...document })
    const matches = (answer: Answer, pointer: string) => {
      const valid = ajv.compile({ $ref: `doc:/#${pointer}` })
      expect([valid(answer.body), valid.errors, answer.text]).toEqual([true, null, answer.text])
    }
    const ok = (path: string, method: string) =>
      `/paths/${path.replaceAll('/', '~1')}/${method}/responses/200/content/application~1json/schema`
    const created = await world.call('POST', '/connections', { body: { app: 'zoom' } })
    matches(created, ok('/connections', 'post'))
    matches(await world.call('GET', '/connections'), ok('/connections', 'get'))
    for (const path of ['/user', '/api-keys', '/apps', '/healthz', '/version', '/openapi.json']) {
      matches(await world.call('GET', path), ok(path, 'get'))
    }
    matches(await world.call('GET', '/nowhere'), '/components/schemas/Problem')
  })

  it('holds no secret and no other host', () => {
    const text = JSON.stringify(document)
    expect(text).not.toMatch(/vk_[0-9A-Za-z]{10}|eyJ|session_token=\w/)
    expect([...text.matchAll(/https?:\/\/[^/"]+/g)].map(([origin]) => origin).sort()).toEqual(
      [publicUrl, 'https://www.apache.org'].sort(),
    )
  })

  it('is a page for people too, without a script', async () => {
    const page = await world.call('GET', '/docs', { key: null })
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe-inline')
    expect(page.text).not.toContain('<script')
    for (const { path } of operations()) expect(page.text).toContain(path)
  })
})
