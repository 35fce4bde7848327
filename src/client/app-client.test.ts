import { expect, it } from 'vitest'
import { createClient } from './client.ts'
import { ConnectionFailed, GatewayError, UpstreamError } from './errors.ts'

interface Sent {
  readonly url: string
  readonly method: string | undefined
  readonly headers: Headers
  readonly body: unknown
}

type Answer = Response | Error

/** A client of an app that gets these answers, one after another, and what it sent. */
function zoomOf(answers: readonly Answer[]) {
  const sent: Sent[] = []
  const fetch = async (url: string, init: RequestInit) => {
    const { method, body } = init
    sent.push({ url, method, headers: new Headers(init.headers), body })
    const answer = answers[sent.length - 1] ?? new Error('too many requests')
    if (answer instanceof Error) throw answer
    return answer
  }
  const client = createClient({ url: 'http://gateway.test', apiKey: 'vk_x', fetch })
  return { zoom: client.app('zoom'), sent }
}

const at = { path: { userId: 'me' } } as const
const meetings = '/v2/users/{userId}/meetings'
const ours = (status: number, body: object = {}) =>
  Response.json(body, { status, headers: { 'valetkey-error': 'upstream_unreachable' } })
const busy = () => Response.json({ code: 429 }, { status: 429, headers: { 'retry-after': '0' } })

it('calls the path of the vendor below the name of the app', async () => {
  const { zoom, sent } = zoomOf([Response.json({ meetings: [] })])
  const query = { type: 'live', page_size: 5 } as const
  await zoom.get(meetings, { ...at, query, connection: 'c1', headers: { 'X-A': '1' } })
  const [request] = sent
  expect(request?.url).toBe('http://gateway.test/zoom/v2/users/me/meetings?type=live&page_size=5')
  expect(request?.headers.get('valetkey-connection')).toBe('c1')
  expect(request?.headers.get('x-a')).toBe('1')
  expect(request?.headers.has('idempotency-key')).toBe(false)
})

it('an answer without a body is undefined', async () => {
  const { zoom } = zoomOf([new Response(null, { status: 204 })])
  const path = { meetingId: 5 }
  await expect(zoom.delete('/v2/meetings/{meetingId}', { path })).resolves.toBeUndefined()
})

it('reads every item of a list, and stops where the list does', async () => {
  const { zoom, sent } = zoomOf([
    Response.json({ meetings: [{ id: 1 }, { id: 2 }], next_page_token: 'a/b' }),
    Response.json({ meetings: [{ id: 3 }], next_page_token: '' }),
  ])
  const ids: number[] = []
  const query = { page_size: 2 }
  for await (const { id } of zoom.list(meetings, { ...at, query })) ids.push(id)
  expect(ids).toEqual([1, 2, 3])
  expect(sent[1]?.url).toContain('?page_size=2&next_page_token=a%2Fb')
})

it('a list that is left early asks for no further page', async () => {
  const { zoom, sent } = zoomOf([Response.json({ meetings: [{ id: 1 }], next_page_token: 'a' })])
  for await (const { id } of zoom.list(meetings, at)) if (id === 1) break
  expect(sent).toHaveLength(1)
})

it('a page that names itself as the next one is not read for ever', async () => {
  const page = () => Response.json({ meetings: [], next_page_token: 'a' })
  const { zoom } = zoomOf([page(), page(), page()])
  const read = async () => {
    for await (const { meetings: items } of zoom.pages(meetings, at)) expect(items).toEqual([])
  }
  await expect(read()).rejects.toThrow('repeats its next page')
})

it('a creation carries one key through all its sendings', async () => {
  const { zoom, sent } = zoomOf([busy(), Response.json({ id: 5 }, { status: 201 })])
  expect(await zoom.post(meetings, { ...at, body: { topic: 'A' } })).toMatchObject({ id: 5 })
  const keys = sent.map(({ headers }) => headers.get('idempotency-key'))
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(keys[1]).toBe(keys[0])
})

it('two creations carry different keys, and a key of the caller goes before', async () => {
  const made = () => Response.json({}, { status: 201 })
  const { zoom, sent } = zoomOf([made(), made(), made()])
  await zoom.post(meetings, { ...at, body: {} })
  await zoom.post(meetings, { ...at, body: {} })
  await zoom.post(meetings, { ...at, body: {}, idempotencyKey: 'order-7' })
  const keys = sent.map(({ headers }) => headers.get('idempotency-key'))
  expect(new Set(keys).size).toBe(3)
  expect(keys[2]).toBe('order-7')
})

it('a creation whose fate is unclear is not repeated before the server has shown that it knows keys', async () => {
  const { zoom, sent } = zoomOf([ours(502)])
  await expect(zoom.post(meetings, { ...at, body: {} })).rejects.toBeInstanceOf(GatewayError)
  expect(sent).toHaveLength(1)
})

it('and is repeated once it has', async () => {
  const knows = Response.json({}, { status: 201, headers: { 'idempotency-key': 'k' } })
  const lost = new TypeError('fetch failed')
  const { zoom, sent } = zoomOf([knows, lost, Response.json({ id: 7 }, { status: 201 })])
  await zoom.post(meetings, { ...at, body: {} })
  expect(await zoom.post(meetings, { ...at, body: {} })).toEqual({ id: 7 })
  expect(sent).toHaveLength(3)
})

it('reading is repeated twice, and then the failure is told', async () => {
  const { zoom, sent } = zoomOf([ours(503), new TypeError('gone'), ours(504, { detail: 'Slow.' })])
  await expect(zoom.get(meetings, at)).rejects.toMatchObject({ status: 504, message: 'Slow.' })
  expect(sent).toHaveLength(3)
})

it('changing and deleting are never repeated', async () => {
  const { zoom, sent } = zoomOf([busy(), new TypeError('gone')])
  const path = { meetingId: 5 }
  await expect(
    zoom.patch('/v2/meetings/{meetingId}', { path, body: { topic: 'B' } }),
  ).rejects.toMatchObject({ status: 429 })
  await expect(zoom.delete('/v2/meetings/{meetingId}', { path })).rejects.toBeInstanceOf(
    ConnectionFailed,
  )
  expect(sent).toHaveLength(2)
})

it('an aborted call ends with its own reason, and is not repeated', async () => {
  const { zoom, sent } = zoomOf([new TypeError('aborted')])
  const signal = AbortSignal.abort()
  await expect(zoom.get(meetings, { ...at, signal })).rejects.toThrow('aborted')
  expect(sent).toHaveLength(1)
})

it("Zoom's refusal says which member is wrong", async () => {
  const errors = [{ field: 'settings.approval_type', message: 'Invalid field.' }]
  const body = { code: 300, message: 'Validation Failed.', errors }
  const { zoom } = zoomOf([Response.json(body, { status: 400 })])
  const error = await zoom.post(meetings, { ...at, body: {} }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UpstreamError)
  expect(error).toMatchObject({ name: 'UpstreamError', code: '300', fieldErrors: errors })
})

it("Valetkey's refusal says where a person can help", async () => {
  const body = { detail: 'Ask.', approval_url: 'http://gateway.test/approvals/1' }
  const { zoom } = zoomOf([
    Response.json(body, { status: 403, headers: { 'valetkey-error': 'forbidden' } }),
  ])
  const error = await zoom.get(meetings, at).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(GatewayError)
  expect(error).toMatchObject({ code: 'forbidden', approvalUrl: body.approval_url })
})

it('an answer that is no JSON is one sentence', async () => {
  const { zoom } = zoomOf([new Response('<html>')])
  await expect(zoom.get(meetings, at)).rejects.toThrow('The answer is not JSON')
})

it('a file comes as a stream', async () => {
  const { zoom, sent } = zoomOf([new Response('mp4')])
  const file = await zoom.download('https://us02web.zoom.us/rec/download/a?b=c')
  expect(await file.text()).toBe('mp4')
  expect(sent[0]?.url).toBe(
    'http://gateway.test/zoom/_download?url=https%3A%2F%2Fus02web.zoom.us%2Frec%2Fdownload%2Fa%3Fb%3Dc',
  )
})
