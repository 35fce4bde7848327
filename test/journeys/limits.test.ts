import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { testGateway, type TestGateway } from '../setup/gateway.ts'
import { simulatedConnection } from '../setup/simulated-connection.ts'

let simulator: Simulator
let simulatorUrl: string
let gateway: TestGateway
let connectionId: string

beforeAll(async () => {
  simulator = createSimulator({ seed: 'limits', rateLimits: true })
  simulatorUrl = (await simulator.listen()).url
  gateway = await testGateway({
    ZOOM_API_URL: simulatorUrl,
    ZOOM_CLIENT_ID: simulator.clientId,
    ZOOM_CLIENT_SECRET: simulator.clientSecret,
  })
  connectionId = (await simulatedConnection(gateway, simulator)).id
})
afterAll(async () => {
  await gateway.close()
  await simulator.close()
})

const zoom = (key: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${gateway.url}/zoom${path}`, {
    ...init,
    headers: { authorization: `Bearer ${key}`, 'valetkey-connection': connectionId },
  })

const newKey = async (
  restrictions: { rps?: number; dailyWrites?: number } = {},
): Promise<string> => {
  const { keys } = gateway.server.rooms
  const { secret } = await keys.create({
    ownerId: gateway.ownerId,
    name: 'limited',
    restrictions: {
      policy: null,
      expiresAt: null,
      cidrs: null,
      rps: restrictions.rps ?? null,
      dailyWrites: restrictions.dailyWrites ?? null,
      profile: null,
    },
  })
  return secret.reveal()
}

/** Sends without a pause, `lines` requests at once, until the time is over. */
async function greedy(key: string, { lines, forMs }: { lines: number; forMs: number }) {
  const outcome = { ok: 0, ours: 0, upstreams: 0 }
  const end = Date.now() + forMs
  await Promise.all(
    Array.from({ length: lines }, async () => {
      while (Date.now() < end) {
        const response = await zoom(key, '/v2/users/me')
        await response.text()
        if (response.ok) outcome.ok += 1
        else if (response.headers.has('valetkey-error')) outcome.ours += 1
        else outcome.upstreams += 1
      }
    }),
  )
  return outcome
}

describe('an account with limits', () => {
  it('is never pushed into a 429 by three greedy keys, which share what there is', async () => {
    const keys = [await newKey(), await newKey(), await newKey()]
    const outcomes = await Promise.all([
      greedy(keys[0]!, { lines: 24, forMs: 6_000 }),
      greedy(keys[1]!, { lines: 16, forMs: 6_000 }),
      greedy(keys[2]!, { lines: 16, forMs: 6_000 }),
    ])
    expect(outcomes.map(({ upstreams }) => upstreams)).toEqual([0, 0, 0])
    const total = outcomes.reduce((sum, { ok }) => sum + ok, 0)
    expect(total).toBeGreaterThan(100)
    for (const { ok } of outcomes) expect(Math.abs(ok - total / 3)).toBeLessThan(total / 30)
  })

  it('tells in RateLimit what is left, and leaves the headers of Zoom as they are', async () => {
    const response = await zoom(gateway.apiKey, '/v2/users/me')
    expect(response.headers.get('ratelimit-policy')).toBe('"light";q=30;w=2')
    expect(response.headers.get('ratelimit')).toMatch(/^"light";r=\d+;t=2$/)
    expect(response.headers.get('x-ratelimit-category')).toBe('Light')
  })

  it('gives a host a hundred creates and updates a day, and asks Zoom for no more', async () => {
    const create = () =>
      zoom(gateway.apiKey, '/v2/users/me/meetings', {
        method: 'POST',
        body: JSON.stringify({ topic: 'one of many', type: 2 }),
      })
    const answers: Response[] = []
    for (let i = 0; i < 101; i += 20)
      answers.push(...(await Promise.all(Array.from({ length: Math.min(20, 101 - i) }, create))))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(100)
    const refused = answers.find(({ status }) => status === 429)!
    expect(await refused.json()).toMatchObject({ code: 'rate_limited', reason: 'host_budget' })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await zoom(gateway.apiKey, '/v2/users/me')).status).toBe(200)
  }, 60_000)
})

describe('a key with limits of its own', () => {
  it('keeps to its requests a second, whatever the account allows', async () => {
    const key = await newKey({ rps: 2 })
    const started = Date.now()
    const answers = await Promise.all(Array.from({ length: 6 }, () => zoom(key, '/v2/users/me')))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200))
    expect(Date.now() - started).toBeGreaterThan(1_900)
  })

  it('may write as often a day as it was told, and read on', async () => {
    const key = await newKey({ dailyWrites: 1 })
    const first = await zoom(key, '/v2/meetings/123/registrants', { method: 'POST', body: '{}' })
    expect(first.headers.has('valetkey-error')).toBe(false)
    const second = await zoom(key, '/v2/meetings/123/registrants', { method: 'POST', body: '{}' })
    expect(second.status).toBe(429)
    expect(await second.json()).toMatchObject({ code: 'rate_limited', reason: 'key_budget' })
    expect((await zoom(key, '/v2/users/me')).status).toBe(200)
  })
})
