import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { mintApiKey } from '../../src/keys/api-key.ts'
import { testGateway, type TestGateway } from '../setup/gateway.ts'
import { startValetkey } from '../setup/process.ts'
import { readScrape, type Scrape } from '../setup/prometheus.ts'
import { rawUpstream, respond } from '../setup/raw-upstream.ts'

const token = 'scrape-me-if-you-can'
const bearer = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } })

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function world(
  environment: Record<string, string> = { VALETKEY_METRICS_TOKEN: token },
  answer: (socket: Socket) => void = respond,
) {
  const upstream = await rawUpstream(({ socket }) => {
    answer(socket)
  })
  closing.push(() => upstream.close())
  const gateway = await testGateway({ ZOOM_API_URL: upstream.url, ...environment })
  closing.push(() => gateway.close())
  return { gateway, upstream }
}

async function scrape(url: string): Promise<Scrape> {
  const answer = await fetch(`${url}/metrics`, bearer(token))
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  return readScrape(await answer.text())
}

const call = async (
  { url, apiKey }: Pick<TestGateway, 'url' | 'apiKey'>,
  path = '/v2/users/me',
) => {
  const answer = await fetch(`${url}/zoom${path}`, bearer(apiKey))
  await answer.arrayBuffer()
  return answer.status
}

describe('/metrics', () => {
  it('does not exist unless the operator wants it', async () => {
    const { gateway } = await world({})
    for (const init of [{}, bearer(gateway.apiKey), bearer(token)]) {
      const answer = await fetch(`${gateway.url}/metrics`, init)
      const other = await fetch(`${gateway.url}/nowhere`, init)
      expect(answer.status).toBe(404)
      const { title, code } = (await answer.json()) as Record<string, string>
      expect(await other.json()).toMatchObject({ title, code })
    }
  })

  it('opens to the operator’s token and to nothing else', async () => {
    const { gateway } = await world()
    for (const init of [{}, bearer(gateway.apiKey), bearer(`${token}x`), bearer('')]) {
      const answer = await fetch(`${gateway.url}/metrics`, init)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('valetkey-error')).toBe('invalid_api_key')
      expect(await answer.text()).not.toContain('valetkey_')
    }
    await scrape(gateway.url)
    const head = await fetch(`${gateway.url}/metrics?x=1`, { ...bearer(token), method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const post = await fetch(`${gateway.url}/metrics`, { ...bearer(token), method: 'POST' })
    expect(post.status).toBe(404)
    expect((await fetch(`${gateway.url}/metrics/x`, bearer(token))).status).toBe(404)
  })

  it('counts every proxied call once, whoever answered it', async () => {
    const { gateway } = await world()
    expect(await call(gateway)).toBe(200)
    expect(await call(gateway)).toBe(200)
    expect(await call(gateway, '/v2/no/such/endpoint')).toBe(404)
    expect(await call({ ...gateway, apiKey: 'nothing' })).toBe(401)
    const read = () => scrape(gateway.url)
    await expect.poll(async () => (await read()).sum('valetkey_requests_in_flight')).toBe(0)
    const page = await read()
    const requests = 'valetkey_proxy_requests_total'
    expect(page.sum(requests)).toBe(4)
    expect(page.sum(requests, 'app="zoom",method="GET",status_class="2xx",source="upstream"')).toBe(
      2,
    )
    expect(page.sum(requests, 'source="gateway",error="endpoint_not_supported"')).toBe(1)
    expect(page.sum(requests, 'status_class="4xx"', 'error="invalid_api_key"')).toBe(1)
    const durations = 'http_server_request_duration_seconds_count'
    expect(page.sum(durations, 'http_route="/zoom/{path}"', 'code="200"')).toBe(2)
    expect(page.sum(durations)).toBe(4)
  })

  it('times what a request has to ask the database for, and only that', async () => {
    const { gateway } = await world()
    const lookups = async (of: string) =>
      (await scrape(gateway.url)).sum('valetkey_store_lookup_duration_seconds_count', `of="${of}"`)
    for (let calls = 0; calls < 3; calls++) expect(await call(gateway)).toBe(200)
    expect([await lookups('key'), await lookups('connection')]).toEqual([1, 1])
    const unknown = mintApiKey().reveal()
    expect(await call({ ...gateway, apiKey: unknown })).toBe(401)
    expect([await lookups('key'), await lookups('connection')]).toEqual([2, 1])
  })

  it('tells of upstream, the store and the process, and of nobody in it', async () => {
    const { gateway, upstream } = await world()
    for (let calls = 0; calls < 3; calls++) expect(await call(gateway)).toBe(200)
    const page = await scrape(gateway.url)
    const origin = `origin="${upstream.url}"`
    expect(page.sum('valetkey_upstream_request_duration_seconds_count', origin)).toBe(3)
    expect(page.sum('valetkey_upstream_connections', origin, 'state="idle"')).toBe(1)
    expect(page.sum('valetkey_upstream_circuit_open', origin)).toBe(0)
    expect(page.sum('valetkey_connections', 'app="zoom"', 'status="ACTIVE"')).toBe(1)
    expect(page.sum('valetkey_store_up')).toBe(1)
    expect(page.sum('process_resident_memory_bytes')).toBeGreaterThan(2e7)
    expect(page.sum('process_start_time_seconds')).toBeLessThanOrEqual(Date.now() / 1_000)

    const text = [...page.values.keys()].join('\n')
    const { connection, ownerId, apiKey } = gateway
    for (const private_ of [connection.id, ownerId, apiKey, 'john@', 'token-1', '/v2/', token])
      expect(text).not.toContain(private_)
  })

  it.each([
    ['{"reason":"Invalid Token!","error":"invalid_grant"}', 401, 'invalid_grant'],
    ['{}', 502, 'failed'],
  ])('tells of a refresh that is answered by %s', async (body, status, result) => {
    const { gateway } = await world({ VALETKEY_METRICS_TOKEN: token }, (socket) => {
      respond(socket, body, 'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json')
    })
    await gateway.server.rooms.connections.remove(gateway.ownerId, gateway.connection.id)
    await gateway.connectAnother({ expiresInMs: -1 })
    expect((await scrape(gateway.url)).sum('valetkey_token_refresh_total')).toBe(0)
    expect(await call(gateway)).toBe(status)
    const page = await scrape(gateway.url)
    expect(page.sum('valetkey_token_refresh_total', `result="${result}"`)).toBe(1)
    expect(page.sum('valetkey_token_refresh_total')).toBe(1)
  })

  it('says that a dead origin is dead', async () => {
    const { gateway, upstream } = await world()
    await upstream.close()
    closing.splice(0, 1)
    for (let calls = 0; calls < 6; calls++) expect(await call(gateway)).toBe(502)
    const page = await scrape(gateway.url)
    expect(page.sum('valetkey_upstream_circuit_open', upstream.url)).toBe(1)
  })
})

it('whichever worker is asked tells the sum of all, also of one that has died', async () => {
  const server = await startValetkey({
    env: { VALETKEY_WORKERS: '3', VALETKEY_METRICS_TOKEN: token },
  })
  const freshly = { headers: { connection: 'close', authorization: `Bearer ${server.apiKey}` } }
  for (let calls = 0; calls < 12; calls++) {
    const answer = await fetch(`${server.url}/zoom/v2/users/me`, freshly)
    await answer.arrayBuffer()
  }
  const calls = async () => {
    const headers = { connection: 'close', authorization: `Bearer ${token}` }
    const page = readScrape(await (await fetch(`${server.url}/metrics`, { headers })).text())
    expect(page.sum('valetkey_build_info')).toBe(1)
    return page.sum('valetkey_upstream_request_duration_seconds_count')
  }
  for (let scrapes = 0; scrapes < 6; scrapes++) expect(await calls()).toBe(12)
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8')
  process.kill(Number(children.split(' ')[0]), 'SIGKILL')
  await expect.poll(() => server.stderr()).toContain('"worker_ended"')
  for (let scrapes = 0; scrapes < 3; scrapes++) expect(await calls()).toBe(12)
  await server.stop()
})

it('docs/metrics.md lists what a scrape brings, in the same words', async () => {
  const { gateway } = await world()
  const { families } = await scrape(gateway.url)
  const page = readFileSync(
    fileURLToPath(new URL('../../docs/metrics.md', import.meta.url)),
    'utf8',
  )
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| [^|]* \| (.+) \|$/gm)]
  expect(Object.fromEntries(rows.map(([, name, type, help]) => [name, { type, help }]))).toEqual(
    Object.fromEntries([...families].map(([name, { type, help }]) => [name, { type, help }])),
  )
})
