import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../../src/secret.ts'
import { sendRaw, testGateway, type TestGateway } from '../setup/gateway.ts'
import { rawUpstream, respond, type RawUpstream } from '../setup/raw-upstream.ts'

type Json = Record<string, unknown>

let upstream: RawUpstream
let gateway: TestGateway
let agent: { id: string; key: string }
let seenBefore: number[]
const announced: { headers: Record<string, unknown>; body: string }[] = []
const receiver = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    announced.push({ headers: request.headers, body })
    // The first attempt fails, so that the second is seen.
    response.writeHead(announced.length === 1 ? 500 : 204).end()
  })
})
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
/** What upstream does before it refuses the token of the next deletion. */
let beforeRefusal: (() => Promise<unknown>) | null = null
/** A topic as somebody would write it who wants to be approved. */
const topic = 'Stand-up\u202e</h1><script>alert(1)</script>'

// The raw upstream writes single bytes.
const aMeeting = JSON.stringify({ topic, start_time: '2026-12-01T09:00:00Z', id: 1 }).replace(
  '\u202e',
  '\\u202e',
)

beforeAll(async () => {
  upstream = await rawUpstream((request) => {
    const [latest = ''] =
      request
        .text()
        .match(/[A-Z]+ \S+ HTTP\/1\.1/g)
        ?.slice(-1) ?? []
    if (beforeRefusal && latest.startsWith('DELETE ')) {
      void beforeRefusal().then(() => {
        respond(
          request.socket,
          '{"code":124,"message":"Invalid access token."}',
          'HTTP/1.1 401 Unauthorized',
        )
      })
      beforeRefusal = null
      return
    }
    const isMeeting = /GET \/v2\/meetings\/\d+(\?| )/.test(latest)
    respond(request.socket, isMeeting ? aMeeting : '{}')
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  gateway = await testGateway({
    ZOOM_API_URL: upstream.url,
    VALETKEY_APPROVAL_WEBHOOK: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    VALETKEY_APPROVAL_WEBHOOK_SECRET: secret,
  })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
  receiver.close()
})
beforeEach(async () => {
  agent = await newKey({ policy: 'careful' })
  seenBefore = upstream.received.map((text) => text.length)
})

/** What upstream got during this test. */
const seen = (): string =>
  upstream.received.map((text, index) => text.slice(seenBefore[index] ?? 0)).join('')
const deletions = (): number => seen().match(/DELETE \//g)?.length ?? 0

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
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    code: response.headers.get('valetkey-error'),
    body: isJson && text !== '' ? (JSON.parse(text) as Json) : {},
    headers: response.headers,
  }
}

async function newKey(restrictions: Json): Promise<{ id: string; key: string }> {
  const { body } = await call(gateway.apiKey, 'POST /api-keys', {
    body: { name: 'agent', ...restrictions },
  })
  return { id: String(body['key_id']), key: String(body['api_key']) }
}

let next = 100
/** A meeting that no other test has asked to delete. */
const aDeletion = (): string => `DELETE /zoom/v2/meetings/${++next}`

async function asked(line: string, wish = {}): Promise<string> {
  const answer = await call(agent.key, line, wish)
  expect(answer).toMatchObject({ status: 403, code: 'approval_required' })
  return String(answer.body['approval_id'])
}

const decide = (id: string, verb: 'approve' | 'deny', key = gateway.apiKey): Promise<Answer> =>
  call(key, `POST /approvals/${id}/${verb}`)

describe('a deletion with a careful key', () => {
  it('is held, and says what would happen and where a person decides', async () => {
    const line = aDeletion()
    const { status, body, code } = await call(agent.key, line)
    expect([status, code]).toEqual([403, 'approval_required'])
    expect(body['approval_url']).toBe(
      `${gateway.url}/dashboard/approvals/${String(body['approval_id'])}`,
    )
    expect(body['summary']).toBe(
      'Delete a meeting for john@example.com: topic "Stand-up </h1><script>alert(1)</script>", start time "2026-12-01T09:00:00Z"',
    )
    expect(Date.parse(String(body['expires_at']))).toBeGreaterThan(Date.now())
    expect(deletions()).toBe(0)
    expect((await call(agent.key, line)).body['approval_id']).toBe(body['approval_id'])
  })

  it('passes once after a person said yes, and not twice', async () => {
    const line = aDeletion()
    const id = await asked(line)
    expect((await decide(id, 'approve')).body['approval']).toMatchObject({ status: 'APPROVED' })
    expect((await call(agent.key, line)).status).toBe(200)
    expect(await asked(line)).not.toBe(id)
    expect(deletions()).toBe(1)
    const used = await call(gateway.apiKey, `GET /approvals/${id}`)
    expect(used.body['approval']).toMatchObject({ status: 'USED' })
  })

  it('does not use up the yes when it is not sent after all', async () => {
    agent = await newKey({ policy: 'careful', daily_writes: 1 })
    const [first, second] = [aDeletion(), aDeletion()]
    await decide(await asked(first), 'approve')
    const id = await asked(second)
    await decide(id, 'approve')
    expect((await call(agent.key, first)).status).toBe(200)
    expect(await call(agent.key, second)).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(deletions()).toBe(1)
    const kept = await call(gateway.apiKey, `GET /approvals/${id}`)
    expect(kept.body['approval']).toMatchObject({ status: 'APPROVED' })
  })

  it('passes once when twenty are sent at the same time', async () => {
    const line = aDeletion()
    await decide(await asked(line), 'approve')
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(agent.key, line)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(deletions()).toBe(1)
  })

  it('is one question when twenty ask at the same time', async () => {
    const line = aDeletion()
    const ids = await Promise.all(Array.from({ length: 20 }, () => asked(line)))
    expect(new Set(ids).size).toBe(1)
  })

  it('that was denied stays denied', async () => {
    const line = aDeletion()
    await decide(await asked(line), 'deny')
    expect(await call(agent.key, line)).toMatchObject({ status: 403, code: 'approval_denied' })
    expect(deletions()).toBe(0)
  })

  it('waits for the person when it prefers to', async () => {
    const line = aDeletion()
    const id = await asked(line)
    const held = call(agent.key, line, { headers: { prefer: 'respond-async, wait=30' } })
    // By the time that a later request is through, this one waits.
    await call(agent.key, 'GET /zoom/v2/users/me')
    await decide(id, 'approve')
    const answer = await held
    expect(answer.status).toBe(200)
    expect(answer.headers.get('preference-applied')).toBe('wait=30')
    expect(deletions()).toBe(1)
    const impatient = await call(agent.key, aDeletion(), { headers: { prefer: 'wait=1' } })
    expect(impatient.code).toBe('approval_required')
    expect(impatient.headers.get('preference-applied')).toBe('wait=1')
  })

  it('does not pass after a wait when the key was revoked meanwhile', async () => {
    const line = aDeletion()
    const id = await asked(line)
    const held = call(agent.key, line, { headers: { prefer: 'wait=20' } })
    await call(gateway.apiKey, `DELETE /api-keys/${agent.id}`)
    await decide(id, 'approve')
    expect((await held).code).toBe('invalid_api_key')
    expect(deletions()).toBe(0)
  })

  it('has an end', async () => {
    const line = aDeletion()
    const id = await asked(line)
    await decide(id, 'approve')
    const { db } = gateway.server.rooms.database
    const expires_at = Date.now() - 1
    await db.updateTable('approvals').set({ expires_at }).where('id', '=', id).execute()
    expect((await call(agent.key, line)).code).toBe('approval_required')
    expect((await decide(id, 'approve')).status).toBe(409)
    expect(deletions()).toBe(0)
  })

  it('keeps its yes while the day has no room for it', async () => {
    const { id, key } = await newKey({ policy: 'careful', daily_writes: 1 })
    const line = aDeletion()
    const { body } = await call(key, line)
    await decide(String(body['approval_id']), 'approve')
    await call(key, 'POST /zoom/v2/users/me/meetings', { body: {} })
    expect((await call(key, line)).body).toMatchObject({ reason: 'key_budget', status: 429 })
    expect(deletions()).toBe(0)
    await call(gateway.apiKey, `PATCH /api-keys/${id}`, { body: { daily_writes: 2 } })
    await expect.poll(async () => (await call(key, line)).status).toBe(200)
    expect(deletions()).toBe(1)
  })

  it('does not tell a key what it may not read', async () => {
    const { key } = await newKey({ policy: { approve: ['meetingDelete'] } })
    const { body } = await call(key, aDeletion())
    expect(JSON.stringify(body)).not.toContain('Stand-up')
    const mine = await call(key, `GET /approvals/${String(body['approval_id'])}`)
    expect(JSON.stringify(mine.body)).not.toContain('Stand-up')
  })
})

describe('a yes is for one request', () => {
  const changed: [string, string, Json?][] = [
    ['another query', '?occurrence_id=1'],
    ['a body', '', { body: '{}' }],
  ]
  it.each(changed)('and not for the same with %s', async (_, query, wish = {}) => {
    const line = aDeletion()
    await decide(await asked(line), 'approve')
    expect((await call(agent.key, line + query, wish)).code).toBe('approval_required')
    expect(deletions()).toBe(0)
  })

  it('and not for another body, another reading of it, another connection or another key', async () => {
    const { key } = agent
    const line = `PUT /zoom/v2/meetings/${++next}/status`
    const end = { body: { action: 'end' } }
    await decide(await asked(line, end), 'approve')
    const other = await gateway.connectAnother()
    const wishes: [string, string, Json][] = [
      ['body', key, { body: { action: 'recover' } }],
      ['type', key, { ...end, headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
      ['encoding', key, { ...end, headers: { 'content-encoding': 'identity' } }],
      ['connection', key, { ...end, headers: { 'valetkey-connection': other.id } }],
      ['key', (await newKey({ policy: 'careful' })).key, end],
    ]
    for (const [what, by, wish] of wishes) {
      expect((await call(by, line, wish)).code, what).toBe('approval_required')
    }
    expect(seen()).not.toContain('PUT /')
    expect((await call(key, line, end)).status).toBe(200)
    expect(seen()).toContain('{"action":"end"}')
  })

  it.each([
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Content_Type', 'application/x-www-form-urlencoded'],
    ['Content_Encoding', 'gzip'],
    ['Content-Range', 'bytes 0-1/16'],
  ])('and not for one with a second word on how its body is read: %s', async (name, value) => {
    const line = `PUT /zoom/v2/meetings/${++next}/status`
    const headers = { 'content-type': 'application/json' }
    await decide(await asked(line, { body: { action: 'end' }, headers }), 'approve')
    const answer = await sendRaw(
      gateway.url,
      `${line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${agent.key}\r\nConnection: close\r\n` +
        `Content-Type: application/json\r\n${name}: ${value}\r\nContent-Length: 16\r\n\r\n{"action":"end"}`,
    )
    expect(seen()).not.toContain(value)
    if (name.includes('-')) expect(answer).toContain('approval_required')
  })

  it('however the names of its headers are spelled', async () => {
    const line = `PUT /zoom/v2/meetings/${++next}/status`
    const headers = { 'content-type': 'application/json' }
    await decide(await asked(line, { body: { action: 'end' }, headers }), 'approve')
    await sendRaw(
      gateway.url,
      `${line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${agent.key}\r\nConnection: close\r\n` +
        'Content-TYPE: application/json\r\nContent-Length: 16\r\n\r\n{"action":"end"}',
    )
    expect(seen()).toContain(line.replace('/zoom', ''))
  })

  it('and not for an account that comes while it is sent', async () => {
    const { connections, apps } = gateway.server.rooms
    const { appClient } = apps.find('zoom')!
    const { id } = await gateway.connectAnother()
    const wish = { headers: { 'valetkey-connection': id } }
    const consentOfAnother = () =>
      connections.activate(id, {
        tokens: {
          accessToken: new Secret('token-of-somebody-else'),
          refreshToken: new Secret('refresh-2'),
          accessExpiresAt: Date.now() + 3_600_000,
          scopes: [],
          apiUrl: null,
        },
        account: { userId: 'somebody-else', accountId: 'account', email: 'a@b.example' },
        issuance: { issuer: appClient.issuer, clientId: appClient.client?.id ?? '' },
      })
    const line = aDeletion()
    await decide(await asked(line, wish), 'approve')
    beforeRefusal = consentOfAnother
    expect(await call(agent.key, line, wish)).toMatchObject({ status: 401, code: null })
    expect(seen()).not.toMatch(/DELETE [^]*token-of-somebody-else/)
  })

  it('and not for the account of somebody who authorised the connection later', async () => {
    const line = aDeletion()
    await decide(await asked(line), 'approve')
    const { db } = gateway.server.rooms.database
    const set = (account_user_id: string) =>
      db
        .updateTable('connections')
        .set({ account_user_id })
        .where('id', '=', gateway.connection.id)
        .execute()
    await set('somebody-else')
    const wish = {
      ownerId: gateway.ownerId,
      app: 'zoom',
      connectionId: null,
      scope: null,
    }
    // Other servers and this one know of it within a second.
    await expect
      .poll(() => gateway.server.rooms.live.cached(wish)?.connection.accountUserId ?? null, {
        timeout: 5_000,
      })
      .not.toBe(gateway.connection.accountUserId)
    expect((await call(agent.key, line)).code).toBe('approval_required')
    await set(gateway.connection.accountUserId ?? '')
    expect(deletions()).toBe(0)
  })
})

describe('an agent with a careful key and an hour of time', () => {
  it('cannot decide by itself, whatever it tries', async () => {
    const id = await asked(aDeletion())
    for (const verb of ['approve', 'deny'] as const) {
      expect((await decide(id, verb, agent.key)).code).toBe('policy_denied')
    }
    const signIn = await fetch(`${gateway.url}/dashboard/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ api_key: agent.key }),
    })
    expect([signIn.status, signIn.headers.getSetCookie()]).toEqual([403, []])
    const page = await fetch(`${gateway.url}/dashboard/approvals/${id}/approve`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${agent.key}` },
    })
    expect(page.headers.get('location')).toContain('/?notice=sign_in_again')
    const stored = await gateway.server.rooms.approvals.get(gateway.ownerId, id)
    expect(stored?.status).toBe('PENDING')
  })

  it('cannot have its own key widened and then decide on what it asked before', async () => {
    const id = await asked(aDeletion())
    await call(gateway.apiKey, `PATCH /api-keys/${agent.id}`, { body: { policy: 'full' } })
    expect((await decide(id, 'approve', agent.key)).body).toMatchObject({
      code: 'policy_denied',
      rule: 'not by itself',
    })
  })

  it('sees nobody else’s approvals', async () => {
    const id = await asked(aDeletion())
    const { key } = await newKey({ policy: 'careful' })
    expect((await call(key, `GET /approvals/${id}`)).status).toBe(404)
    expect((await call(key, 'GET /approvals')).body['approvals']).toEqual([])
  })

  it.each([
    (path: string) => `DELETE ${path} HTTP/1.1`,
    (path: string) => `DELETE ${path.replace('/meetings/', '/meetings//')} HTTP/1.1`,
    (path: string) => `DELETE ${path.replace('meetings', 'm%65etings')} HTTP/1.1`,
    (path: string) => `DELETE ${path.replace('/meetings', '/./meetings')} HTTP/1.1`,
    (path: string) => `DELETE ${path.replace('/v2', '/V2')} HTTP/1.1`,
    (path: string) => `DELETE ${path}%3Bx HTTP/1.1`,
    (path: string) => `DELETE ${path}/ HTTP/1.1`,
    (path: string) => `DELETE http://api.zoom.us${path} HTTP/1.1`,
    (path: string) => `DELETE /zoom-admin${path.slice(5)} HTTP/1.1`,
    (path: string) => `delete ${path} HTTP/1.1`,
    (path: string) => `GET ${path}?_method=DELETE HTTP/1.1`,
    (path: string) => `PATCH ${path}?_method=DELETE HTTP/1.1`,
    (path: string) => `PATCH ${path}?X_HTTP_METHOD=DELETE HTTP/1.1`,
    (path: string) => `PATCH ${path}#x HTTP/1.1`,
    (path: string) => `GET ${path} HTTP/1.1\r\nX-HTTP-Method-Override: DELETE`,
    (path: string) => `GET ${path} HTTP/1.1\r\nX_HTTP_METHOD_OVERRIDE: DELETE`,
    (path: string) => `GET ${path} HTTP/1.1\r\nConnection: valetkey-connection`,
    (path: string) => `DELETE ${path} HTTP/1.1\r\nIdempotency-Key: "a"`,
    (path: string) => `DELETE ${path} HTTP/1.1\r\nValetkey-Dry-Run: false`,
    (path: string) => `PUT ${path}/status HTTP/1.1\r\nContent-Length: 0`,
    (path: string) =>
      `GET /zoom/v2/users/me HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nDELETE ${path} HTTP/1.1`,
  ])('deletes nothing by another spelling: %s', async (spelled) => {
    const path = `/zoom/v2/meetings/${++next}`
    await sendRaw(
      gateway.url,
      `${spelled(path)}\r\nHost: x\r\nAuthorization: Bearer ${agent.key}\r\nConnection: close\r\n\r\n`,
    )
    expect(seen()).not.toMatch(/(DELETE|PUT|PATCH) \//i)
    expect(seen()).not.toMatch(/method.override/i)
  })

  it('cannot flood the person', async () => {
    const answers: (string | null)[] = []
    for (let i = 0; i < 21; i += 1) answers.push((await call(agent.key, aDeletion())).code)
    expect(answers.slice(0, 20).every((code) => code === 'approval_required')).toBe(true)
    expect(answers[20]).toBe('too_many_approvals')
  })

  it('cannot make it read a huge body', async () => {
    const answer = await call(agent.key, aDeletion(), { body: 'x'.repeat(1_100_000) })
    expect([answer.status, answer.code]).toEqual([413, 'payload_too_large'])
  })
})

describe('the person', () => {
  it('sees how the body will be read', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-16', 'x-other': '1' }
    const line = `PUT /zoom/v2/meetings/${++next}/status`
    const id = await asked(line, { body: { action: 'end' }, headers })
    const { body } = await call(gateway.apiKey, `GET /approvals/${id}`)
    expect(body['approval']).toMatchObject({
      headers: ['content-type: application/json; charset=utf-16'],
      body: '{"action":"end"}',
    })
    const signedIn = await fetch(`${gateway.url}/dashboard/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ api_key: gateway.apiKey, approval: id }),
    })
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const page = await fetch(`${gateway.url}/dashboard/approvals/${id}`, { headers: { cookie } })
    expect(await page.text()).toContain(
      `${line}\ncontent-type: application/json; charset=utf-16\n\n{&quot;action`,
    )
  })

  it('is told by a signed webhook, which is tried again', async () => {
    announced.length = 0
    const id = await asked(aDeletion())
    await expect.poll(() => announced.length, { timeout: 10_000 }).toBe(2)
    const { headers, body } = announced[1]!
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
    const signature = createHmac('sha256', Buffer.alloc(24, 7)).update(signed).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signature}`)
    expect(headers['webhook-id']).toBe(announced[0]!.headers['webhook-id'])
    expect(JSON.parse(body)).toMatchObject({
      type: 'approval.requested',
      data: { approval_id: id, operation: 'meetingDelete', key_name: 'agent' },
    })
    expect(body).not.toMatch(/vk_|token-1/)
  })

  it('comes by the link to the sign-in and from there to the request', async () => {
    const id = await asked(aDeletion())
    const link = await fetch(`${gateway.url}/dashboard/approvals/${id}`, { redirect: 'manual' })
    const door = await fetch(gateway.url + String(link.headers.get('location')))
    expect(await door.text()).toContain(`name="approval" value="${id}"`)
    const signedIn = await fetch(`${gateway.url}/dashboard/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ api_key: gateway.apiKey, approval: id }),
    })
    expect(signedIn.headers.get('location')).toBe(`/dashboard/approvals/${id}`)
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const page = await (
      await fetch(`${gateway.url}/dashboard/approvals/${id}`, { headers: { cookie } })
    ).text()
    expect(page).toContain('DELETE /zoom/v2/meetings/')
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).not.toContain('<script>')
    expect(page).not.toContain('\u202e')
    expect(page).toMatch(/<h1>Delete a meeting\?<\/h1>/)
    expect(page.match(/Stand-up/g)).toHaveLength(1)
    const press = (headers: Record<string, string>) =>
      fetch(`${gateway.url}/dashboard/approvals/${id}/approve`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, ...headers },
      })
    expect((await press({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    const { rooms } = gateway.server
    expect((await rooms.approvals.get(gateway.ownerId, id))?.status).toBe('PENDING')
    expect((await press({ 'sec-fetch-site': 'same-origin' })).status).toBe(303)
    expect((await rooms.approvals.get(gateway.ownerId, id))?.status).toBe('APPROVED')
    expect((await press({ 'sec-fetch-site': 'same-origin' })).status).toBe(409)
    const decided = async () =>
      ((await call(gateway.apiKey, 'GET /audit?kind=approval')).body['rows'] as Json[])
        .filter(({ path }) => String(path).includes(id))
        .map(({ actor, act, status }) => [actor, act, status])
    await expect.poll(decided, { timeout: 5_000 }).toEqual([
      ['dashboard', 'request_approved', 409],
      ['dashboard', 'request_approved', 303],
    ])
  })

  it('is told that a body is longer than what is shown of it', async () => {
    const { key } = await newKey({ policy: { preset: 'careful', approve: ['meetingUpdate'] } })
    const wish = { body: `{"topic":"x"${' '.repeat(5_000)},"settings":{}}` }
    const { body } = await call(key, `PATCH /zoom/v2/meetings/${++next}`, wish)
    const signedIn = await fetch(`${gateway.url}/dashboard/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ api_key: gateway.apiKey }),
    })
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const path = `/dashboard/approvals/${String(body['approval_id'])}`
    const page = await (await fetch(gateway.url + path, { headers: { cookie } })).text()
    expect(page).toMatch(/the body has 5027 bytes, and\s+931 of them are not\s+shown/)
  })

  it('finds nothing of it in the log or in the plain columns of the store', async () => {
    const id = await asked(`${aDeletion()}?occurrence_id=secret-occurrence`)
    const row = await gateway.server.rooms.database.db
      .selectFrom('approvals')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row.details).toMatch(/^v1\./)
    for (const text of [JSON.stringify(row), gateway.logged()]) {
      expect(text).not.toMatch(/Stand-up|secret-occurrence/)
    }
  })
})
