import { request as httpRequest } from 'node:http'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startValetkey, type StartedServer } from '../setup/process.ts'

let server: StartedServer

beforeAll(async () => {
  server = await startValetkey({ env: { LOG_LEVEL: 'silent' } })
})
afterAll(async () => {
  // Whatever was thrown at it: it lives, serves, and stops when it is asked to.
  expect((await server.fetch('/zoom/v2/users/me')).status).toBe(200)
  expect((await server.stop()).code).toBe(0)
})

interface Garbage {
  readonly method: string
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
  readonly key?: boolean
}

/** Sent with `node:http`, which leaves a strange path as it is. */
async function send({
  method,
  path,
  headers,
  body,
  key = true,
}: Garbage): Promise<{ status: number; type: string; text: string }> {
  const { hostname, port } = new URL(server.url)
  const outgoing = httpRequest({
    hostname,
    port,
    method,
    path,
    headers: {
      ...(key && { authorization: `Bearer ${server.apiKey}` }),
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
    agent: false,
  })
  outgoing.end(body)
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  let text = ''
  for await (const part of response.setEncoding('utf8')) text += String(part)
  return { status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text }
}

const doors = [
  ['POST', '/connections'],
  ['POST', '/connections/import'],
  ['POST', '/connections/00000000-0000-4000-8000-000000000000/reconnect'],
  ['PATCH', '/connections/00000000-0000-4000-8000-000000000000'],
  ['DELETE', '/connections/%00'],
  ['POST', '/api-keys'],
  ['DELETE', "/api-keys/' or 1=1"],
  ['POST', '/create-connection'],
  ['POST', '/get-connection'],
  ['POST', '/list-connections'],
  ['POST', '/delete-connection'],
] as const

const bodies: (string | Buffer)[] = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '1e999',
  '{"app":"\\u0000"}',
  '{"app":["zoom"]}',
  '{"app":"no-such-app"}',
  '{"name":{"a":1}}',
  '{"app":"zoom","metadata":[1]}',
  '{"app":"zoom","label":"' + 'x'.repeat(10_000) + '"}',
  '{"app":"zoom","metadata":' + '{"a":'.repeat(200) + '1' + '}'.repeat(200) + '}',
  '{"__proto__":{"app":"zoom"},"constructor":{"prototype":{}}}',
  Buffer.from([0xff, 0xfe, 0x00, 0xc0, 0xaf]),
  '['.repeat(50_000),
  'x'.repeat(100_000),
]

describe('every door of the control plane', () => {
  it.each(doors)(
    '%s %s answers garbage with a problem document or does what it was asked',
    async (method, path) => {
      for (const body of bodies) {
        const { status, type, text } = await send({ method, path: encodeURI(path), body })
        // Some of it is no garbage at this door: an empty body lists, and a key may be called anything.
        if (status === 200) continue
        expect(
          status,
          `${path} ${String(body).slice(0, 40)}: ${text.slice(0, 200)}`,
        ).toBeGreaterThanOrEqual(400)
        expect(status, `${path} ${String(body).slice(0, 40)}: ${text.slice(0, 200)}`).toBeLessThan(
          500,
        )
        expect(type).toContain('application/problem+json')
        expect(JSON.parse(text)).toMatchObject({ status, code: expect.any(String) as string })
        expect(text).not.toMatch(/\bat .*\.js|node_modules|SQLITE|syntax error at/i)
      }
    },
  )
})

describe('any request line', () => {
  it('gets an answer below 500, and never a stack trace', async () => {
    const method = fc.constantFrom(
      'GET',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'HEAD',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'QUERY',
    )
    const piece = fc.oneof(
      fc.constantFrom(
        'zoom',
        'zoom-admin',
        'v2',
        'users',
        'me',
        'connections',
        'connect',
        'callback',
        'dashboard',
        'keys',
        '_download',
        '..',
        '%2e%2e',
        '%00',
        '%ff',
        '%',
        '*',
        'api-keys',
        'docs',
        '__proto__',
        'constructor',
      ),
      fc
        .string({ maxLength: 12 })
        .map((text) => encodeURIComponent(text.replace(/[\ud800-\udfff]/g, ''))),
    )
    const query = fc.constantFrom(
      '',
      '?',
      '?x=%',
      '?url=%68ttp://x',
      '?session_token=x',
      '?code=a&state=b',
      '?connection_id=%00',
      '?limit=-1',
      '?next_token=%%%',
      '?api_key=vk_x',
    )
    const garbage = fc.record({
      method,
      path: fc.tuple(fc.array(piece, { maxLength: 5 }), query),
      key: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(garbage, async ({ method, path: [pieces, query], key }) => {
        const { status, text } = await send({
          method,
          path: `/${pieces.join('/')}${query}`,
          key,
          body: method === 'GET' ? '' : 'x=1',
        })
        expect(status).toBeLessThan(500)
        expect(text).not.toMatch(/\bat .*\.js:\d+/)
      }),
      { numRuns: 600 },
    )
  })
})

describe('strange headers', () => {
  it.each([
    { 'valetkey-connection': '\u00ff'.repeat(200) },
    { 'valetkey-connection': 'a'.repeat(8_000) },
    { authorization: `Bearer ${'x'.repeat(8_000)}` },
    { authorization: 'Bearer' },
    { 'x-api-key': '', authorization: '' },
    { cookie: 'a'.repeat(8_000) },
    { host: 'evil.example' },
    { host: '[' },
    { 'content-type': 'multipart/form-data' },
    { 'content-type': '\u00e4/\u00e4' },
    { 'accept-encoding': '*;q=banana' },
  ])('%j never costs more than a 4xx', async (headers) => {
    for (const path of [
      '/zoom/v2/users/me',
      '/connections',
      '/',
      '/dashboard',
      '/connect?session_token=x',
      '/docs',
    ]) {
      const { status } = await send({ method: 'GET', path, headers })
      expect(status).toBeLessThan(500)
    }
  })
})
