import { afterAll, beforeAll, beforeEach, expect, it, describe } from 'vitest'
import { sendRaw, testGateway, type TestGateway } from '../setup/gateway.ts'
import { rawUpstream, respond, type RawUpstream } from '../setup/raw-upstream.ts'

type Json = Record<string, unknown>

let upstream: RawUpstream
let gateway: TestGateway
let seenBefore: number[]

beforeAll(async () => {
  upstream = await rawUpstream(({ socket }) => {
    respond(socket)
  })
  gateway = await testGateway({
    ZOOM_API_URL: upstream.url,
    VALETKEY_TRUST_PROXY: '127.0.0.1',
  })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  seenBefore = upstream.received.map((text) => text.length)
})

/** What upstream got during this test. */
const seen = (): string =>
  upstream.received.map((text, index) => text.slice(seenBefore[index] ?? 0)).join('')

interface Answer {
  readonly status: number
  readonly code: string | null
  readonly body: Json
  readonly headers: Headers
}

async function call(
  key: string,
  line: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ')
  const response = await fetch(gateway.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    code: response.headers.get('valetkey-error'),
    body: isJson ? (JSON.parse(text) as Json) : {},
    headers: response.headers,
  }
}

async function newKey(
  restrictions: Json,
  by = gateway.apiKey,
): Promise<{ id: string; key: string }> {
  const { status, body } = await call(by, 'POST /api-keys', {
    body: { name: 'agent', ...restrictions },
  })
  expect([status, body['detail']]).toEqual([200, undefined])
  return { id: String(body['key_id']), key: String(body['api_key']) }
}

describe('a key with a policy', () => {
  it('reads, and is told which rule stands against writing', async () => {
    const { key } = await newKey({ policy: 'read-only' })
    expect((await call(key, 'GET /zoom/v2/meetings/1')).status).toBe(200)
    const denied = await call(key, 'PATCH /zoom/v2/meetings/1', { body: { topic: 'x' } })
    expect(denied).toMatchObject({ status: 403, code: 'policy_denied' })
    expect(denied.body).toMatchObject({ operation: 'meetingUpdate', rule: 'deny effect:write' })
    expect(seen()).not.toContain('PATCH')
  })

  it('is limited to what it names when it has no preset', async () => {
    const { key } = await newKey({ policy: { allow: ['meetings', 'GET /zoom/v2/meetings/77'] } })
    expect((await call(key, 'GET /zoom/v2/users/me/meetings')).status).toBe(200)
    expect((await call(key, 'GET /zoom/v2/meetings/77')).status).toBe(200)
    expect((await call(key, 'GET /zoom/v2/meetings/78')).code).toBe('policy_denied')
    expect((await call(key, 'GET /zoom/v2/meetings/%37%37')).code).toBe('policy_denied')
  })

  it('uses its own connections only, and the others do not exist for it', async () => {
    const other = await gateway.connectAnother({ token: 'token-other' })
    const { key } = await newKey({ policy: { preset: 'careful', connections: [other.id] } })
    expect((await call(key, 'GET /zoom/v2/users/me')).headers.get('valetkey-connection')).toBe(
      other.id,
    )
    const named = { headers: { 'valetkey-connection': gateway.connection.id } }
    expect((await call(key, 'GET /zoom/v2/users/me', named)).code).toBe('connection_not_found')
    expect((await call(key, `GET /connections/${gateway.connection.id}`)).status).toBe(404)
    const { body } = await call(key, 'GET /connections')
    expect((body['connections'] as Json[]).map((one) => one['connection_id'])).toEqual([other.id])
    expect((await call(key, 'POST /connections', { body: { app: 'zoom' } })).code).toBe(
      'policy_denied',
    )
  })

  it('follows a label as it is now', async () => {
    const other = await gateway.connectAnother({ token: 'token-labelled' })
    const { key } = await newKey({ policy: { preset: 'careful', connections: ['label:Work'] } })
    expect((await call(key, 'GET /zoom/v2/users/me')).code).toBe('connection_required')
    await call(gateway.apiKey, `PATCH /connections/${other.id}`, { body: { label: 'Work' } })
    await expect
      .poll(async () =>
        (await call(key, 'GET /zoom/v2/users/me')).headers.get('valetkey-connection'),
      )
      .toBe(other.id)
    await call(gateway.apiKey, `PATCH /connections/${other.id}`, { body: { label: 'Home' } })
    await expect
      .poll(async () => (await call(key, 'GET /zoom/v2/users/me')).code, { timeout: 5_000 })
      .toBe('connection_required')
  })

  it('does not reach an app that it does not name', async () => {
    const { key } = await newKey({ policy: { preset: 'careful', apps: ['zoom-admin'] } })
    expect((await call(key, 'GET /zoom/v2/users/me')).body).toMatchObject({
      code: 'policy_denied',
      rule: 'apps',
    })
    expect((await call(key, 'POST /connections', { body: { app: 'zoom' } })).code).toBe(
      'policy_denied',
    )
  })

  it('sees at the endpoints what it may do', async () => {
    const { key } = await newKey({ policy: { preset: 'careful', deny: ['meetingUpdate'] } })
    const { body } = await call(key, 'GET /apps/zoom/endpoints')
    const decisions = new Map(
      (body['endpoints'] as Json[]).map((row) => [row['id'], row['decision']]),
    )
    expect(decisions.get('meeting')).toBe('allow')
    expect(decisions.get('meetingUpdate')).toBe('deny')
    expect(decisions.get('meetingDelete')).toBe('approve')
  })

  it('may not manage: not keys, not connections, not grants', async () => {
    const { id, key } = await newKey({ policy: 'careful' })
    const wishes: [string, Json?][] = [
      ['POST /api-keys', { name: 'better' }],
      ['POST /api-keys', { name: 'same', policy: 'careful' }],
      [`PATCH /api-keys/${id}`, { policy: 'full' }],
      [`PATCH /connections/${gateway.connection.id}`, { label: 'x' }],
      [`DELETE /connections/${gateway.connection.id}`],
      // The link would let it put another account in the place of the person's.
      [`POST /connections/${gateway.connection.id}/reconnect`],
      ['POST /delete-connection', { connection_id: gateway.connection.id }],
      ['POST /connections/import', { app: 'zoom', access_token: 'a', refresh_token: 'b' }],
      [
        'POST /connections',
        {
          app: 'zoom',
          method: 'SERVER_TO_SERVER',
          credentials: { account_id: 'a', client_id: 'b', client_secret: 'c' },
        },
      ],
    ]
    for (const [line, body] of wishes) {
      expect((await call(key, line, { body })).code, line).toBe('policy_denied')
    }
  })

  it('can hand a person a link to connect with', async () => {
    const { key } = await newKey({ policy: 'careful' })
    const made = await call(key, 'POST /connections', { body: { app: 'zoom' } })
    expect(made.status).toBe(200)
    const again = await call(
      key,
      `POST /connections/${String(made.body['connection_id'])}/reconnect`,
    )
    expect(again.status).toBe(200)
  })

  it('gets no link by which another account could take the place of the one that a connection has', async () => {
    const { key } = await newKey({ policy: 'careful' })
    const { id } = await gateway.connectAnother()
    const { database } = gateway.server.rooms
    const ended = {
      status: 'FAILED',
      error_code: 'revoked',
      error_detail: 'It ended.',
      error_at: 1,
    }
    await database.db.updateTable('connections').set(ended).where('id', '=', id).execute()

    const urlOf = ({ body }: Answer): string => (body['connection'] as { url: string }).url
    const wishes: [string, Json?][] = [
      [`POST /connections/${id}/reconnect`],
      [`GET /connections/${id}`],
      ['POST /get-connection', { connection_id: id }],
    ]
    const renewals = wishes.map(async ([line, body]) => urlOf(await call(key, line, { body })))
    const listed = (await call(key, 'GET /connections?status=FAILED')).body['connections'] as Json[]
    const used = await call(key, 'GET /zoom/v2/users/me', {
      headers: { 'valetkey-connection': id },
    })
    const links = [
      ...(await Promise.all(renewals)),
      String(listed.find((one) => one['connection_id'] === id)?.['url']),
      String(used.body['reconnect_url']),
    ]
    expect(new Set(links).size).toBe(1)
    const words = async (url: string) => (await (await fetch(url)).text()).replace(/\s+/g, ' ')
    expect(await words(links[0]!)).toContain('Another one is refused.')

    const persons = urlOf(await call(gateway.apiKey, `POST /connections/${id}/reconnect`))
    expect(await words(persons)).not.toContain('Another one is refused.')
  })

  it('sees itself and no other key, and can give itself up', async () => {
    const { id, key } = await newKey({ policy: 'careful' })
    const { id: other } = await newKey({})
    const { body } = await call(key, 'GET /api-keys')
    expect((body['api_keys'] as Json[]).map((one) => one['key_id'])).toEqual([id])
    expect((await call(key, `GET /api-keys/${id}`)).body['api_key']).toMatchObject({
      manage: false,
      policy: { preset: 'careful', effects: { destroy: 'approve' } },
    })
    expect((await call(key, `GET /api-keys/${other}`)).status).toBe(404)
    expect((await call(key, `DELETE /api-keys/${other}`)).status).toBe(404)
    expect((await call(key, `DELETE /api-keys/${id}`)).status).toBe(200)
    expect((await call(key, `GET /api-keys/${id}`)).code).toBe('invalid_api_key')
  })

  it('cannot name another method beside its own', async () => {
    const { key } = await newKey({ policy: 'careful' })
    const overriding = {
      'x-http-method-override': 'DELETE',
      'x-http-method': 'DELETE',
      'x-method-override': 'DELETE',
      'x-original-url': '/v2/meetings/1?DELETE',
      'x-rewrite-url': '/v2/meetings/1?DELETE',
    }
    await call(key, 'POST /zoom/v2/users/me/meetings', { body: {}, headers: overriding })
    expect(seen()).toContain('POST /v2/users/me/meetings')
    expect(seen()).not.toContain('DELETE')
    for (const query of [
      '_method=DELETE',
      'a=1&%5fmethod=delete',
      'a=1;_method=DELETE',
      'X-HTTP-Method-Override=DELETE',
    ]) {
      const answer = await call(key, `POST /zoom/v2/users/me/meetings?${query}`, { body: {} })
      expect(answer.code, query).toBe('invalid_request')
    }
  })
})

describe('a policy that is changed', () => {
  it('counts within a second, and only another key can change it', async () => {
    const { id, key } = await newKey({ policy: 'careful' })
    expect((await call(key, 'POST /zoom/v2/users/me/meetings', { body: {} })).status).toBe(200)
    const narrowed = await call(gateway.apiKey, `PATCH /api-keys/${id}`, {
      body: { policy: 'read-only', daily_writes: 5 },
    })
    expect(narrowed.body['api_key']).toMatchObject({
      policy: { preset: 'read-only' },
      daily_writes: 5,
    })
    await expect
      .poll(async () => (await call(key, 'POST /zoom/v2/users/me/meetings', { body: {} })).code)
      .toBe('policy_denied')
    const mine = await call(gateway.apiKey, 'GET /api-keys')
    const own = (mine.body['api_keys'] as Json[]).find((one) => one['name'] === 'test')
    const self = await call(gateway.apiKey, `PATCH /api-keys/${String(own?.['key_id'])}`, {
      body: { policy: 'careful' },
    })
    expect(self.code).toBe('policy_denied')
  })

  it.each([
    { polcy: 'careful' },
    { policy: 'carefull' },
    { policy: { preset: 'careful', denies: ['meetingDelete'] } },
    { policy: { deny: ['meetingDelte'] } },
    { cidrs: ['10.0.0.0/99'] },
    { expires_in: 0 },
    { expires_at: '2020-01-01T00:00:00Z' },
    { requests_per_second: 0 },
  ])('is refused when a rule is mistyped: %o', async (restrictions) => {
    const answer = await call(gateway.apiKey, 'POST /api-keys', {
      body: { name: 'x', ...restrictions },
    })
    expect(answer.code).toBe('invalid_request')
  })
})

describe('a key that ends', () => {
  it('is refused from then on, by every plane, and hands out nothing that outlives it', async () => {
    const { id, key } = await newKey({ expires_in: 60 })
    expect((await call(key, 'POST /api-keys', { body: { name: 'x' } })).body).toMatchObject({
      code: 'policy_denied',
      rule: 'no wider than itself',
    })
    await newKey({ expires_in: 30 }, key)
    expect((await call(key, 'GET /zoom/v2/users/me')).status).toBe(200)
    const { rooms } = gateway.server
    const stored = await rooms.keys.get(gateway.ownerId, id)
    await rooms.keys.update(gateway.ownerId, id, {
      restrictions: { ...stored!.restrictions!, expiresAt: Date.now() - 1 },
    })
    await expect
      .poll(async () => (await call(key, 'GET /zoom/v2/users/me')).code)
      .toBe('key_expired')
    expect(await call(key, 'GET /user')).toMatchObject({ status: 401, code: 'key_expired' })
  })
})

describe('a key that is bound to networks', () => {
  it('works from there and from nowhere else', async () => {
    const { key } = await newKey({ policy: 'careful', cidrs: ['192.0.2.0/24'] })
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
    expect((await call(key, 'GET /zoom/v2/users/me', from('192.0.2.9'))).status).toBe(200)
    expect((await call(key, 'GET /user', from('192.0.2.9'))).status).toBe(200)
    for (const address of ['198.51.100.1', '192.0.2.9, 198.51.100.1', 'x']) {
      for (const path of ['/zoom/v2/users/me', '/user']) {
        const answer = await call(key, `GET ${path}`, from(address))
        expect(answer, `${path} ${address}`).toMatchObject({
          status: 403,
          code: 'address_not_allowed',
        })
      }
    }
  })
})

describe('a dry run', () => {
  it('says what would happen, and sends nothing', async () => {
    const { key } = await newKey({ policy: 'careful' })
    const answer = await call(key, 'DELETE /zoom/v2/meetings/1?occurrence_id=2', {
      headers: { 'valetkey-dry-run': 'true' },
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('valetkey-dry-run')).toBe('true')
    expect(answer.body).toMatchObject({
      dry_run: true,
      operation: 'meetingDelete',
      effect: 'destroy',
      target: '/v2/meetings/1?occurrence_id=2',
      decision: 'approve',
      rule: 'approve effect:destroy',
      connection: { connection_id: gateway.connection.id, account_email: 'john@example.com' },
      scope: { needed: 'meeting:delete:meeting', granted: false },
      rate_class: 'LIGHT',
    })
    expect(seen()).toBe('')
  })

  it('refuses a selection that the call would be refused for', async () => {
    const headers = { 'valetkey-dry-run': 'true', 'valetkey-select': 'meetings(' }
    const told = await call(gateway.apiKey, 'GET /zoom/v2/users/me/meetings', { headers })
    expect(told.code).toBe('invalid_request')
    expect(told.body['detail']).toContain('Valetkey-Select')
    const good = { ...headers, 'valetkey-select': 'meetings(id)' }
    const answer = await call(gateway.apiKey, 'GET /zoom/v2/users/me/meetings', { headers: good })
    expect(answer.body).toMatchObject({ dry_run: true, decision: 'allow' })
  })

  it('explains a denial as well, and a key without a policy', async () => {
    const { key } = await newKey({ policy: 'read-only' })
    const headers = { 'valetkey-dry-run': '1' }
    expect((await call(key, 'DELETE /zoom/v2/meetings/1', { headers })).body).toMatchObject({
      decision: 'deny',
    })
    expect((await call(gateway.apiKey, 'GET /zoom/v2/users/me', { headers })).body).toMatchObject({
      decision: 'allow',
      scope: { needed: 'user:read:user', granted: true },
    })
    expect(seen()).toBe('')
  })

  it('is never a real run because of a spelling mistake', async () => {
    for (const value of ['ture', '', 'false']) {
      const headers = { 'valetkey-dry-run': value }
      const answer = await call(gateway.apiKey, 'DELETE /zoom/v2/meetings/1', { headers })
      expect(answer.code, value).toBe('invalid_request')
    }
    const twice = await sendRaw(
      gateway.url,
      `DELETE /zoom/v2/meetings/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.apiKey}\r\nValetkey-Dry-Run: true\r\nValetkey-Dry-Run: false\r\nConnection: close\r\n\r\n`,
    )
    expect(twice).toMatch(/^HTTP\/1\.1 400 /)
    expect(seen()).toBe('')
  })
})
