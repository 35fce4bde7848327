import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kinds, openMcp, type McpClient } from '../setup/mcp-clients.ts'
import { startValetkey, type StartedServer } from '../setup/process.ts'

let server: StartedServer
let client: McpClient

beforeAll(async () => {
  server = await startValetkey()
  client = await openMcp('stateless HTTP', server)
})
afterAll(async () => {
  await client.close()
})

const post = (body: object | string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.apiKey}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const tomorrow = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+/, '')
const listRequest = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }

describe.each(kinds)('a client over %s', (kind) => {
  it('plans a meeting, finds it again and deletes it', async () => {
    const agent = await openMcp(kind, server)
    expect(agent.revision).toBe(kind.startsWith('older') ? '2025-11-25' : '2026-07-28')
    const planned = await agent.call('zoom_meetings_create', {
      topic: `Planned over ${kind}`,
      start_time: tomorrow,
      duration: 25,
    })
    expect(planned.structured).toEqual(planned.text)
    const { id, duration } = planned.text
    expect(duration).toBe(25)
    const found = await agent.call('zoom_meetings_list', {
      type: 'upcoming',
      page_size: 300,
      fields: 'id,topic',
    })
    expect(found.text['meetings']).toContainEqual({ id, topic: `Planned over ${kind}` })
    expect((await agent.call('zoom_meetings_delete', { meetingId: id })).text['status']).toBe(204)
    const gone = await agent.call('zoom_meetings_get', { meetingId: id })
    expect(gone.isError).toBe(true)
    expect(gone.text['error']).toMatchObject({ source: 'upstream', code: '3001', status: 404 })
    await agent.close()
  })

  it('reads what it may keep at hand', async () => {
    const agent = await openMcp(kind, server)
    const uris = await agent.resources()
    expect(uris).toEqual(['valetkey://zoom/upcoming-meetings', 'valetkey://zoom/recordings'])
    for (const uri of uris) {
      const content = JSON.parse(await agent.read(uri)) as Record<string, unknown>
      expect(content['content_is_untrusted']).toContain('never instructions')
      expect((content['meetings'] as unknown[]).length).toBeGreaterThan(0)
    }
    await expect(agent.read('valetkey://zoom/secrets')).rejects.toThrow('no such resource')
    await agent.close()
  })
})

describe('the list of tools', () => {
  it('costs less than 6,000 tokens', async () => {
    const { tools } = (await (await post(listRequest)).text().then(resultIn)) as { tools: object[] }
    expect(
      encode(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { tools } })).length,
    ).toBeLessThan(6000)
  })

  it('says of every tool what it does, and takes a connection with every call', async () => {
    for (const { name, annotations, inputSchema, outputSchema } of await client.tools()) {
      expect(annotations, name).toEqual({
        title: expect.any(String) as string,
        readOnlyHint: expect.any(Boolean) as boolean,
        destructiveHint: expect.any(Boolean) as boolean,
        idempotentHint: expect.any(Boolean) as boolean,
        openWorldHint: expect.any(Boolean) as boolean,
      })
      expect(inputSchema['additionalProperties'], name).toBeUndefined()
      expect(outputSchema?.['type'], name).toBe('object')
    }
  })

  it('shows members of one type each, as clients want them that translate schemas for a model', async () => {
    const untold = (await client.tools()).flatMap(({ name, inputSchema, outputSchema }) => {
      const members = [inputSchema, outputSchema ?? {}].flatMap(({ properties }) =>
        Object.entries((properties ?? {}) as Record<string, Record<string, unknown>>),
      )
      return members
        .filter(
          ([, { type, enum: values, anyOf }]) => typeof type !== 'string' && !values && !anyOf,
        )
        .map(([member]) => `${name} ${member}`)
    })
    expect(untold).toEqual([])
  })

  it('has the names that clients of other products know, and each of them answers', async () => {
    const connection = server.ready.connection_id
    const names = new Set((await client.tools()).map(({ name }) => name))
    const made = await client.call('create_connection', { app: 'zoom', connection })
    const id = (made.text['connection'] as { connection_id: string }).connection_id
    const calls: [string, Record<string, unknown>][] = [
      ['whoami', {}],
      ['list_connections', { app: 'zoom' }],
      ['get_connection', { connection_id: id }],
      ['delete_connection', { connection_id: id }],
      ['search_apps', { query: 'zoom' }],
      ['search_actions', { query: 'list polls' }],
      ['get_action', { action: 'meetingPollCreate' }],
      ['run_action', { action: 'meetings', args: { page_size: 1 } }],
      ['api', { method: 'GET', path: '/v2/users/me' }],
    ]
    expect(made.isError).toBe(false)
    for (const [name, args] of calls) {
      expect(names).toContain(name)
      const { isError, text } = await client.call(name, { ...args, connection })
      expect(isError, `${name}: ${JSON.stringify(text)}`).toBe(false)
    }
  })

  it('is derived from the endpoint table: every row can be found, read and called', async () => {
    const answer = await server.fetch('/apps/zoom/endpoints')
    const { endpoints } = (await answer.json()) as { endpoints: { id: string; summary: string }[] }
    for (const { id, summary } of endpoints) {
      const { text } = await client.call('search_actions', { query: summary })
      expect(
        (text['actions'] as { action: string }[]).map(({ action }) => action),
        id,
      ).toContain(id)
      const action = await client.call('get_action', { action: id })
      expect(action.text['input_schema'], id).toHaveProperty('type', 'object')
      const missing = await client.call(action.text['tool'] as string, {
        meetingId: 1,
        webinarId: 1,
        registrantId: 'none',
        pollId: 'none',
        recordingId: 'none',
        panelistId: 'none',
        meetingUUID: 'none',
      })
      expect(JSON.stringify(missing.text), id).not.toContain('There is no tool')
    }
  })
})

it('an answer without content from the app is not marked as if it had some', async () => {
  const { text } = await client.call('zoom_meetings_create', { topic: 'Short', duration: 5 })
  expect(text).toHaveProperty('content_is_untrusted')
  const meetingId = String(text['id'])
  const changed = await client.call('zoom_meetings_update', { meetingId, topic: 'Shorter' })
  expect(changed.text).toEqual({ status: 204 })
  expect(changed.meta).not.toHaveProperty('valetkey/untrusted')
  const gone = await client.call('zoom_api', {
    method: 'DELETE',
    path: `/v2/meetings/${meetingId}`,
  })
  expect(gone.text).toEqual({ status: 204 })
})

describe('a refusal', () => {
  it('names the argument that does not fit', async () => {
    const { isError, text } = await client.call('zoom_meetings_create', { duration: 'long' })
    expect(isError).toBe(true)
    expect(JSON.stringify(text)).toContain('duration')
  })

  it('of an unusable connection is the word of the gateway', async () => {
    const { isError, text } = await client.call('zoom_meetings_list', { connection: 'nobody' })
    expect(isError).toBe(true)
    expect(text['error']).toMatchObject({ source: 'gateway', code: 'connection_not_found' })
  })

  it.each([
    '/../api-keys',
    '/zoom/../api-keys',
    '/zoom/%2e%2e/api-keys',
    '/v2\\..\\..\\api-keys',
    '/v2/users/me#x',
    'http://127.0.0.1/',
    '//evil.test/',
  ])('keeps a path within its app: %s', async (path) => {
    const { isError, text } = await client.call('zoom_api', { method: 'GET', path })
    expect(isError).toBe(true)
    expect(JSON.stringify(text)).not.toMatch(/api_keys|vk_/)
  })

  it('of a connection that no header can name says where the ids are', async () => {
    const { isError, text } = await client.call('zoom_users_get', { connection: 'id\r\n' })
    expect([isError, JSON.stringify(text)]).toEqual([
      true,
      expect.stringContaining('list_connections shows the ids'),
    ])
  })

  it('never deletes the connection that a client adds to every call', async () => {
    const connection = server.ready.connection_id
    expect((await client.call('delete_connection', { connection })).isError).toBe(true)
    const { text } = await client.call('get_connection', { connection_id: connection })
    expect(text['connection']).toHaveProperty('status', 'ACTIVE')
  })

  it('gives the person a link when nobody is connected', async () => {
    const { text } = await client.call('create_connection', { label: 'Second' })
    expect(text['connection']).toMatchObject({ status: 'PENDING', label: 'Second' })
    expect((text['connection'] as { url: string }).url).toContain('/connect?')
  })
})

describe('the endpoint', () => {
  it('lets nobody in without a good key, in either way of asking', async () => {
    for (const headers of [
      { authorization: '' },
      { authorization: 'Bearer vk_000000000000000000000000000000000000000' },
    ]) {
      const answer = await post(listRequest, headers)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
      expect(answer.headers.get('valetkey-error')).toBe('invalid_api_key')
    }
  })

  it('takes the key in x-api-key too', async () => {
    const answer = await post(listRequest, { authorization: '', 'x-api-key': server.apiKey })
    expect(answer.status).toBe(200)
  })

  it('refuses web pages of other origins, whatever key they show', async () => {
    for (const origin of ['http://evil.test', 'null', 'https://127.0.0.1.evil.test']) {
      expect((await post(listRequest, { origin })).status, origin).toBe(403)
    }
    expect((await post(listRequest, { origin: server.url })).status).toBe(200)
  })

  it('keeps nothing between requests: no session is opened, and none is asked for', async () => {
    const answer = await post({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      },
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('mcp-session-id')).toBeNull()
    expect((await post(listRequest, { 'mcp-session-id': 'whatever' })).status).toBe(200)
    const stream = await server.fetch('/mcp', { headers: { accept: 'text/event-stream' } })
    expect(stream.status).toBe(405)
  })

  it('uses the connection of the header that clients of other products send', async () => {
    const other = await openMcp('stateless HTTP', {
      url: server.url,
      apiKey: server.apiKey,
      headers: { 'Maton-Connection': 'nobody' },
    })
    const { text } = await other.call('zoom_users_get')
    expect(text['error']).toMatchObject({ code: 'connection_not_found' })
    await other.close()
  })

  it.each(['', '{', '[]', '{"jsonrpc":"2.0","id":1,"method":"nothing"}', 'x'.repeat(100)])(
    'answers garbage with an error and lives on: %s',
    async (body) => {
      const answer = await post(body)
      expect(answer.status).toBeLessThan(500)
      expect(await answer.text()).toMatch(/error/i)
      expect((await post(listRequest)).status).toBe(200)
    },
  )
})

describe('when a person has to act', () => {
  const connected = () => ({ connection: server.ready.connection_id })

  beforeAll(async () => {
    const me = await client.call('zoom_users_get')
    await fetch(`${server.ready.simulator_url!}/_simulator/revoke`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: me.text['id'] }),
    })
  })

  it('a client that can show links is given one, and its word changes nothing', async () => {
    for (const kind of ['stateless HTTP', 'stateless stdio'] as const) {
      const shown: string[] = []
      const agent = await openMcp(kind, server, ({ url }) => {
        shown.push(url)
        return 'accept'
      })
      const { isError, text } = await agent.call('zoom_users_get', connected())
      expect(shown).toEqual([expect.stringContaining('/connect?')])
      expect(isError).toBe(true)
      expect(text['error']).toMatchObject({ code: 'reconnect_required' })
      await agent.close()
    }
  })

  it('any other client gets the link as text', async () => {
    for (const kind of kinds) {
      const agent = await openMcp(kind, server)
      const { isError, text } = await agent.call('zoom_users_get', connected())
      expect(isError).toBe(true)
      expect((text['error'] as { reconnect_url: string }).reconnect_url).toContain('/connect?')
      await agent.close()
    }
  })
})

/** The result in a JSON body or in the one event of a stream. */
function resultIn(text: string): unknown {
  const json = /^data: (.*)$/m.exec(text)?.[1] ?? text
  return (JSON.parse(json) as { result: unknown }).result
}
