import { beforeAll, describe, expect, it } from 'vitest'
import { consent } from './setup/person.ts'
import { startValetkey, type StartedServer } from './setup/process.ts'

let server: StartedServer

beforeAll(async () => {
  server = await startValetkey()
})

interface Connection {
  readonly connection_id: string
  readonly status: string
  readonly url: string
}

/** The first generation of Maton's client: verbs, `x-api-key`, and whatever content type `fetch` gives a string. */
async function rpc<T>(verb: string, body: object): Promise<T> {
  const response = await fetch(`${server.url}/${verb}`, {
    method: 'POST',
    headers: { 'x-api-key': server.apiKey },
    body: JSON.stringify(body),
  })
  return (await response.json()) as T
}

describe("a client of Maton's first generation", () => {
  it('creates, finds, lists and deletes a connection', async () => {
    const created = await rpc<{ connection_id: string }>('create-connection', { app: 'zoom' })
    const id = created.connection_id
    const found = await rpc<{ connection: Connection }>('get-connection', { connection_id: id })
    expect(found.connection).toMatchObject({ connection_id: id, status: 'PENDING' })
    const pending = { app: 'zoom', status: 'PENDING' }
    const listed = await rpc<{ connections: Connection[] }>('list-connections', pending)
    expect(listed.connections.map(({ connection_id }) => connection_id)).toContain(id)
    await rpc('delete-connection', { connection_id: id })
    const after = await rpc<{ connections: Connection[] }>('list-connections', pending)
    expect(after.connections.map(({ connection_id }) => connection_id)).not.toContain(id)
  })

  it('sends no content type that says JSON', () => {
    const request = new Request('http://127.0.0.1/', { method: 'POST', body: '{}' })
    expect(request.headers.get('content-type')).toBe('text/plain;charset=UTF-8')
  })

  it('gets JSON for an error too, with the words under message', async () => {
    const reply = await rpc<{ message: string }>('get-connection', { connection_id: 'nothing' })
    expect(reply.message).toMatch(/connection/)
  })
})

describe("a client of Maton's second generation", () => {
  it('waits for ACTIVE by asking again, and the id never changes', async () => {
    const created = await server.fetch('/connections', { method: 'POST', body: '{"app":"zoom"}' })
    const reply = (await created.json()) as { connection_id: string; connection: Connection }
    const at = `/connections/${reply.connection_id}`
    const status = async () =>
      ((await (await server.fetch(at)).json()) as { connection: Connection }).connection.status
    expect(await status()).toBe('PENDING')
    await consent(reply.connection.url, { user: 'maria@example.com' })
    expect(await status()).toBe('ACTIVE')
  })

  it('stops waiting when the person declines', async () => {
    const created = await server.fetch('/connections', { method: 'POST', body: '{"app":"zoom"}' })
    const { connection } = (await created.json()) as { connection: Connection }
    await consent(connection.url, { decision: 'decline' })
    const reply = await server.fetch(`/connections/${connection.connection_id}`)
    expect(await reply.json()).toMatchObject({
      connection: { status: 'FAILED', error: { code: 'declined' } },
    })
  })

  it('finds every member that it knows, in the form that it knows', async () => {
    const reply = await server.fetch('/connections?app=zoom&status=ACTIVE&limit=1')
    const { connections } = (await reply.json()) as { connections: Record<string, unknown>[] }
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) as string
    expect(connections[0]).toMatchObject({
      connection_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      status: 'ACTIVE',
      creation_time: time,
      last_updated_time: time,
      url: expect.stringMatching(/^http/) as string,
      app: 'zoom',
      method: 'OAUTH2',
      metadata: {},
    })
  })

  it('gets an empty list for an app that this server does not know', async () => {
    const reply = await server.fetch('/connections?app=slack&status=ACTIVE&nonsense=1')
    expect(reply.status).toBe(200)
    expect(await reply.json()).toMatchObject({ connections: [] })
  })

  it('can read the answer to a DELETE as JSON', async () => {
    const created = await server.fetch('/connections', { method: 'POST', body: '{"app":"zoom"}' })
    const { connection_id } = (await created.json()) as Connection
    const reply = await server.fetch(`/connections/${connection_id}`, { method: 'DELETE' })
    expect(reply.status).toBe(200)
    expect(await reply.json()).toMatchObject({ connection_id })
  })

  it.each(['Maton-Connection', 'maton-connection', 'x-maton-connection', 'Valetkey-Connection'])(
    'chooses a connection with %s, and never gets another one instead',
    async (header) => {
      const id = server.ready.connection_id!
      const named = await server.fetch('/zoom/v2/users/me', { headers: { [header]: id } })
      expect(named.headers.get('valetkey-connection')).toBe(id)
      const unknown = await server.fetch('/zoom/v2/users/me', {
        headers: { [header]: '00000000-0000-4000-8000-000000000000' },
      })
      expect(unknown.status).toBe(404)
    },
  )

  it('learns whose key it holds', async () => {
    const reply = await server.fetch('/user', {
      headers: { 'X-Maton-Client-User-Agent': '{"client":"cli"}' },
    })
    expect(await reply.json()).toMatchObject({ name: 'default', auth_type: 'api_key' })
  })
})

it('none of what a client says to us reaches Zoom', async () => {
  await fetch(`${server.url}/zoom/v2/users/me?marker=1`, {
    headers: {
      'x-api-key': server.apiKey,
      'X-Maton-Client-User-Agent': '{}',
      'Maton-Connection': server.ready.connection_id!,
      'User-Agent': 'maton-zoom-skill/1.1',
      Cookie: 'session=1',
    },
  })
  const journal = await fetch(`${server.ready.simulator_url!}/_simulator/journal`)
  const { requests } = (await journal.json()) as {
    requests: { path: string; headers: [string, string][] | Record<string, string> }[]
  }
  const received = requests.find(({ path }) => path.includes('marker=1'))!
  const text = JSON.stringify(received.headers).toLowerCase()
  expect(text).toContain('maton-zoom-skill/1.1')
  expect(text).not.toMatch(/x-api-key|maton-connection|x-maton|session=1|vk_/)
})
