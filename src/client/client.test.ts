import { expect, it } from 'vitest'
import { createClient } from './client.ts'
import { ConnectionFailed, ValetkeyError } from './errors.ts'
import type { ClientOptions } from './send.ts'

type Sent = { url: string; init: RequestInit }

/** A client whose every request is answered by `answer`, and what it sent. */
function clientOf(answer: (sent: Sent) => Response): {
  client: ReturnType<typeof createClient>
  sent: Sent[]
} {
  const sent: Sent[] = []
  const fetch: ClientOptions['fetch'] = async (url, init) => {
    sent.push({ url, init })
    return answer({ url, init })
  }
  return { client: createClient({ url: 'http://gateway.test/', apiKey: 'vk_x', fetch }), sent }
}

const problem = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers })

it('sends the key, the connection and the query', async () => {
  const { client, sent } = clientOf(() => Response.json({}))
  await client.request('GET', '/app/v2/x?a=1', {
    query: { b: 'c d', left_out: undefined },
    connection: 'c1',
  })
  expect(sent[0]?.url).toBe('http://gateway.test/app/v2/x?a=1&b=c+d')
  const headers = new Headers(sent[0]?.init.headers)
  expect(headers.get('authorization')).toBe('Bearer vk_x')
  expect(headers.get('valetkey-connection')).toBe('c1')
  expect(sent[0]?.init.redirect).toBe('manual')
})

it('gives the raw answer of a failed request, and throws only where the answer is parsed', async () => {
  const { client } = clientOf(() => problem(404, { code: 3001, message: 'No such meeting' }))
  expect((await client.request('GET', '/app/x')).status).toBe(404)
  const error = await client.json('GET', '/app/x').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ValetkeyError)
  expect(error).toMatchObject({ status: 404, source: 'upstream', code: '3001' })
  expect(error).toHaveProperty('message', 'No such meeting')
})

it('tells our errors from those of upstream, and where to reconnect', async () => {
  const body = { detail: 'Authorise again.', reconnect_url: 'http://gateway.test/connect?x' }
  const headers = { 'valetkey-error': 'reconnect_required', 'retry-after': '7' }
  const { client } = clientOf(() => problem(401, body, headers))
  await expect(client.user()).rejects.toMatchObject({
    source: 'gateway',
    code: 'reconnect_required',
    message: 'Authorise again.',
    reconnectUrl: 'http://gateway.test/connect?x',
    retryAfterSeconds: 7,
  })
})

it('does not trust a reconnect_url that upstream wrote', async () => {
  const { client } = clientOf(() => problem(401, { reconnect_url: 'http://evil.test' }))
  await expect(client.user()).rejects.toHaveProperty('reconnectUrl', null)
})

it('survives an error that is not JSON', async () => {
  const { client } = clientOf(() => new Response('<html>', { status: 502 }))
  await expect(client.keys.list()).rejects.toMatchObject({ status: 502, body: '<html>' })
})

it('reads every page', async () => {
  const { client, sent } = clientOf(({ url }) =>
    Response.json(
      url.includes('next_token')
        ? { connections: [{ connection_id: 'b' }], next_token: null }
        : { connections: [{ connection_id: 'a' }], next_token: 't/1' },
    ),
  )
  const ids: string[] = []
  for await (const it of client.connections.all({ app: 'x' })) ids.push(it.connection_id)
  expect(ids).toEqual(['a', 'b'])
  expect(sent[1]?.url).toBe('http://gateway.test/connections?app=x&next_token=t%2F1')
})

it('encodes ids, so that none can name another route', async () => {
  const { client, sent } = clientOf(() => Response.json({ connection: {} }))
  await client.connections.get('../user?x')
  expect(sent[0]?.url).toBe('http://gateway.test/connections/..%2Fuser%3Fx')
})

it('says which server could not be reached', async () => {
  const { client } = clientOf(() => {
    throw new TypeError('fetch failed', {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    })
  })
  const error = await client.user().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ConnectionFailed)
  expect(error).toHaveProperty(
    'message',
    'http://gateway.test cannot be reached (ECONNREFUSED). Check that the server runs there.',
  )
})
