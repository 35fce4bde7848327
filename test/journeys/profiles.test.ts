import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { testGateway, type TestGateway } from '../setup/gateway.ts'
import { openMcp } from '../setup/mcp-clients.ts'
import { rawUpstream, type RawUpstream } from '../setup/raw-upstream.ts'
import { simulatedConnection } from '../setup/simulated-connection.ts'

type Json = Record<string, unknown>

async function newKey(gateway: TestGateway, restrictions: Json, by = gateway.apiKey) {
  const response = await fetch(`${gateway.url}/api-keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by}` },
    body: JSON.stringify({ name: 'agent', ...restrictions }),
  })
  const body = (await response.json()) as Json
  return { status: response.status, body, key: String(body['api_key']), id: String(body['key_id']) }
}

describe('at a Zoom that has many secrets', () => {
  let simulator: Simulator
  let gateway: TestGateway
  let connection: string

  beforeAll(async () => {
    simulator = createSimulator({ seed: 'profiles' })
    gateway = await testGateway({
      ZOOM_API_URL: (await simulator.listen()).url,
      ZOOM_CLIENT_ID: simulator.clientId,
      ZOOM_CLIENT_SECRET: simulator.clientSecret,
    })
    connection = (await simulatedConnection(gateway, simulator)).id
  })
  afterAll(async () => {
    await gateway.close()
    await simulator.close()
  })

  const zoom = (key: string, path: string, init: RequestInit = {}) =>
    fetch(`${gateway.url}/zoom${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${key}`,
        'valetkey-connection': connection,
        'content-type': 'application/json',
        ...(init.headers as Record<string, string> | undefined),
      },
    })
  const plan = {
    method: 'POST',
    body: JSON.stringify({ topic: 'Masked', type: 2, password: 'S3cr3t', duration: 30 }),
  }

  it('a key with a mask makes a meeting and sees neither its passcode nor its host link', async () => {
    const { key } = await newKey(gateway, { mask: ['start_urls', 'passcodes'] })
    const response = await zoom(key, '/v2/users/me/meetings', plan)
    expect(response.status).toBe(201)
    expect(response.headers.get('valetkey-profile')).toBe('start_urls, passcodes')
    const text = await response.text()
    expect(text).not.toMatch(/S3cr3t|zak=(?!\[)|pwd=(?!\[)/)
    const made = JSON.parse(text) as Json
    expect(made).toMatchObject({ topic: 'Masked', start_url: '[masked]', password: '[masked]' })
    expect(made['join_url']).toMatch(/\/j\/\d+\?pwd=\[masked\]$/)
    expect(made['host_email']).toMatch(/@/)

    const open = await zoom(gateway.apiKey, `/v2/meetings/${String(made['id'])}`)
    expect(open.headers.has('valetkey-profile')).toBe(false)
    expect(await open.json()).toMatchObject({ password: 'S3cr3t' })
  })

  it('a key that may see no address sees none, in no answer', async () => {
    const { key } = await newKey(gateway, { mask: 'all' })
    for (const path of ['/v2/users/me', '/v2/users/me/meetings', '/v2/users/me/recordings']) {
      const text = await (await zoom(key, path)).text()
      expect(text).not.toMatch(/[\w.]@[\w.]|zak=(?!\[)|pwd=(?!\[)/)
    }
  })

  it('an answer that is kept for a repeated request is masked each time', async () => {
    const { key } = await newKey(gateway, { mask: ['passcodes'] })
    const headers = { 'idempotency-key': 'one', 'valetkey-select': 'id,password' }
    const first = await zoom(key, '/v2/users/me/meetings', { ...plan, headers })
    const made = (await first.json()) as Json
    expect(made).toEqual({ id: made['id'], password: '[masked]' })
    const again = await zoom(key, '/v2/users/me/meetings', {
      ...plan,
      headers: { 'idempotency-key': 'one' },
    })
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toMatchObject({
      id: made['id'],
      topic: 'Masked',
      password: '[masked]',
    })
  })

  it('an agent gets no more over MCP', async () => {
    const { key } = await newKey(gateway, { mask: 'all' })
    const agent = await openMcp('stateless HTTP', {
      url: gateway.url,
      apiKey: key,
      headers: { 'valetkey-connection': connection },
    })
    const { text } = await agent.call('zoom_users_get', { userId: 'me', fields: 'all' })
    expect(JSON.stringify(text)).not.toMatch(/[\w.]@[\w.]/)
    expect(text['email']).toBe('[masked]')
    await agent.close()
  })

  it('a selection is a small part of a list, and says what is not there', async () => {
    const path = '/v2/users/me/meetings?page_size=30'
    const whole = await (await zoom(gateway.apiKey, path)).text()
    const headers = { 'valetkey-select': 'meetings(id,topic,nothing),next_page_token' }
    const response = await zoom(gateway.apiKey, path, { headers })
    const text = await response.text()
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)))
    expect(response.headers.get('valetkey-select-missing')).toBe('meetings.nothing')
    const { meetings, ...rest } = JSON.parse(text) as { meetings: Json[] }
    expect(meetings).toHaveLength(30)
    expect(Object.keys(meetings[0]!)).toEqual(['id', 'topic'])
    expect(Object.keys(rest)).toEqual(['next_page_token'])
    expect(text.length).toBeLessThan(whole.length / 5)
  })

  it('a selection that cannot be read is refused before anything is sent', async () => {
    const headers = { 'valetkey-select': 'meetings(id' }
    const response = await zoom(gateway.apiKey, '/v2/users/me/meetings', { ...plan, headers })
    expect(response.status).toBe(400)
    expect(response.headers.get('valetkey-error')).toBe('invalid_request')
    expect(await response.text()).toContain('a parenthesis is not closed')
  })

  it('an error of Zoom comes whole', async () => {
    const headers = { 'valetkey-select': 'id' }
    const response = await zoom(gateway.apiKey, '/v2/meetings/81234567890', { headers })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 3001 })
  })

  it('a key with a mask oversees nothing: no approval of others, no audit, no dashboard', async () => {
    const masked = await newKey(gateway, { mask: ['emails'] })
    const careful = await newKey(gateway, { policy: 'careful' })
    const asked = await zoom(careful.key, '/v2/meetings/81234567890', { method: 'DELETE' })
    const { approval_id: id } = (await asked.json()) as { approval_id: string }
    const headers = { authorization: `Bearer ${masked.key}` }
    const ask = async (path: string, method = 'GET') => {
      const response = await fetch(gateway.url + path, { method, headers })
      return (await response.json()) as Json
    }
    expect(await ask('/approvals')).toEqual({ approvals: [] })
    expect(await ask(`/approvals/${id}`)).toMatchObject({ status: 404 })
    for (const [path, method] of [[`/approvals/${id}/approve`, 'POST'], ['/audit']] as const) {
      expect(await ask(path, method)).toMatchObject({ code: 'policy_denied', rule: 'oversee' })
    }
    const body = new URLSearchParams({ api_key: masked.key })
    const signIn = await fetch(`${gateway.url}/dashboard/sign-in`, { method: 'POST', body })
    expect([signIn.status, signIn.headers.getSetCookie()]).toEqual([403, []])
  })

  it('a key that may see no address sees none in our own answers either', async () => {
    const { key } = await newKey(gateway, { mask: ['emails'], policy: 'careful' })
    const headers = { authorization: `Bearer ${key}` }
    const list = await (await fetch(`${gateway.url}/connections`, { headers })).text()
    expect(list).toContain('"account_email":"[masked]"')
    const dry = await zoom(key, '/v2/users/me', { headers: { 'valetkey-dry-run': 'true' } })
    const asked = await zoom(key, '/v2/meetings/81234567891', { method: 'DELETE' })
    const own = await (await fetch(`${gateway.url}/approvals`, { headers })).text()
    for (const text of [list, await dry.text(), await asked.text(), own]) {
      expect(text).not.toMatch(/[\w.]@[\w.]/)
    }
  })

  it('a key hands out no key that sees more, and shows what it hides', async () => {
    const { key, body } = await newKey(gateway, { mask: ['emails', 'passcodes'] })
    expect(body['mask']).toEqual(['passcodes', 'emails'])
    expect((await newKey(gateway, { mask: ['emails'] }, key)).body).toMatchObject({
      code: 'policy_denied',
    })
    expect((await newKey(gateway, { mask: 'all' }, key)).status).toBe(200)
    expect((await newKey(gateway, { mask: ['topics'] })).status).toBe(400)
  })
})

describe('at an upstream that sends anything', () => {
  let upstream: RawUpstream
  let gateway: TestGateway
  let masked: string
  let answer: Buffer

  beforeAll(async () => {
    upstream = await rawUpstream(({ socket }) => {
      socket.write(answer)
    })
    gateway = await testGateway({ ZOOM_API_URL: upstream.url })
    masked = (await newKey(gateway, { mask: 'all' })).key
  })
  afterAll(async () => {
    await gateway.close()
    await upstream.close()
  })

  function answers(
    body: string | Buffer,
    head = ['Content-Type: application/json'],
    status = '200 OK',
  ) {
    const length = `Content-Length: ${Buffer.byteLength(body)}`
    answer = Buffer.concat([
      Buffer.from(`${[`HTTP/1.1 ${status}`, length, ...head].join('\r\n')}\r\n\r\n`),
      Buffer.from(body),
    ])
  }
  const get = (key = masked, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${gateway.url}/zoom/v2/users/me`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...headers },
    })
  const seen = () => upstream.received.join('')

  it('every byte that is no secret stays, and what was said of the other body goes', async () => {
    answers('{ "id": 98765432109876543210,\n  "password" : "x", "n": 1.0e2 }', [
      'Content-Type: application/json; charset=utf-8',
      'ETag: "1"',
      'Digest: sha-256=x',
      'X-Zoom-Kept: yes',
    ])
    const response = await get()
    expect(await response.text()).toBe(
      '{ "id": 98765432109876543210,\n  "password" : "[masked]", "n": 1.0e2 }',
    )
    expect([...response.headers.keys()]).not.toContain('etag')
    expect([...response.headers.keys()]).not.toContain('digest')
    expect(response.headers.get('x-zoom-kept')).toBe('yes')
  })

  it('is asked for something that can be read, by a key with a mask and by no other', async () => {
    answers('{}')
    const wish = { 'accept-encoding': 'br', range: 'bytes=0-1', accept: 'application/xml' }
    await get(masked, { ...wish, 'x-first': '1' })
    const sent =
      seen()
        .split('GET ')
        .find((text) => text.includes('x-first')) ?? ''
    expect(sent).toMatch(/accept-encoding: identity/i)
    expect(sent).toMatch(/accept: application\/json/i)
    expect(sent).not.toMatch(/accept-encoding: br|range:|xml/i)
    await get(gateway.apiKey, { 'accept-encoding': 'br', range: 'bytes=0-1' })
    expect(seen()).toMatch(/accept-encoding: br/i)
    expect(seen()).toMatch(/range: bytes=0-1/i)
  })

  it.each<[string, string | Buffer, string[]]>([
    ['is broken', '{"password":"S3cr3t"', ['Content-Type: application/json']],
    ['has a mark that JSON has not', '\ufeff{"password":"S3cr3t"}', ['Content-Type: text/json']],
    [
      'is packed',
      gzipSync('{"password":"S3cr3t"}'),
      ['Content-Type: text/plain', 'Content-Encoding: gzip'],
    ],
    ['does not say what it is', "{'password':'S3cr3t'}", []],
    ['is XML', '<password>S3cr3t</password>', ['Content-Type: application/xml']],
    ['is a table', 'topic,password\nPlans,S3cr3t', ['Content-Type: text/csv']],
    ['is called with it', 'f({"password":"S3cr3t"})', ['Content-Type: text/javascript']],
    ['is a text', 'The passcode is S3cr3t.', ['Content-Type: text/plain']],
    [
      'has two bytes a letter',
      Buffer.from('\ufeff{"password":"S3cr3t"}', 'utf16le'),
      ['Content-Type: text/plain; charset=utf-16'],
    ],
  ])('what %s is not passed on to a key with a mask', async (...[, body, head]) => {
    answers(body, head)
    const response = await get()
    const text = await response.text()
    expect(response.status).toBe(502)
    expect(JSON.parse(text)).toMatchObject({ code: 'mask_failed' })
    expect(text).toContain('status 200')
    expect(text).not.toContain('S3cr3t')
  })

  it('JSON is masked whatever it is called, in errors too, and a page is passed on', async () => {
    answers('{"message":"Ask a@b.example"}', ['Content-Type: text/html'], '400 Bad Request')
    const refused = await get()
    expect([refused.status, await refused.text()]).toEqual([400, '{"message":"Ask [masked]"}'])
    const page = '<p>Down. Ask a@b.example, or <a href="/s/1?zak=S3cr3t">try again</a>.</p>'
    answers(page, ['Content-Type: text/html; charset=utf-8'], '503 Service Unavailable')
    const down = await get()
    expect([down.status, await down.text()]).toEqual([
      503,
      '<p>Down. Ask [masked], or <a href="/s/1?zak=[masked]">try again</a>.</p>',
    ])
  })

  it.each([
    ['{}', '200 OK', 'Link: <https://zoom.us/s/1?zak=S3cr3t>; rel="start"'],
    ['', '302 Found', 'Location: https://zoom.us/s/1?a=b&zak=S3cr3t'],
    ['', '302 Found', 'Location: mailto:S3cr3t@b.example'],
  ])('no header tells what the body does not: %s %s %s', async (body, status, header) => {
    answers(body, ['Content-Type: application/json', header], status)
    const response = await fetch(`${gateway.url}/zoom/v2/users/me`, {
      redirect: 'manual',
      headers: { authorization: `Bearer ${masked}` },
    })
    const [name = ''] = header.split(':')
    expect(response.headers.get(name)).toContain('[masked]')
    expect(JSON.stringify([...response.headers])).not.toContain('S3cr3t')
  })

  it('more than can be held is refused to who wants it changed, and streamed to everybody else', async () => {
    answers(`{"a":"${'x'.repeat(9 * 1024 * 1024)}"}`)
    expect(await (await get()).json()).toMatchObject({ code: 'answer_too_large', status: 502 })
    expect((await (await get(gateway.apiKey)).arrayBuffer()).byteLength).toBe(9_437_192)
  })

  it('what is more than can be held once it is masked is refused', async () => {
    answers(`{"password":[${'1,'.repeat(1_000_000)}1]}`)
    expect(await (await get()).json()).toMatchObject({ code: 'answer_too_large', status: 502 })
  })

  it('an answer without a body stays one', async () => {
    answer = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')
    expect((await get()).status).toBe(204)
    answer = Buffer.from('HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
    const unchanged = await get(masked, { 'if-none-match': '"1"' })
    expect([unchanged.status, unchanged.headers.get('etag')]).toEqual([304, '"1"'])
  })

  it('what is not JSON has no members to select, and comes whole', async () => {
    answers('{"a":1', ['Content-Type: application/json'])
    const response = await get(gateway.apiKey, { 'valetkey-select': 'a' })
    expect([response.status, await response.text()]).toEqual([200, '{"a":1'])
  })

  it('a selection comes before the mask, and both have their say', async () => {
    answers('{"password":"x","email":"a@b.example","id":1}')
    const response = await get(masked, { 'valetkey-select': 'password,id' })
    expect(await response.json()).toEqual({ password: '[masked]', id: 1 })
  })
})
