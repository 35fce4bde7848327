import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'
import { call, get } from '../test-client.ts'

const NOON = Date.parse('2026-04-10T12:00:00Z')
let now = NOON
let simulator: Simulator
let url: string
let token: string

async function start(plan: 'free' | 'business'): Promise<void> {
  simulator = createSimulator({ now: () => now, plan, accessTokenSeconds: 10 * 24 * 3600 })
  url = (await simulator.listen()).url
  token = simulator.issueGrant().access_token
}

beforeEach(() => {
  now = NOON
})

afterEach(() => simulator.close())

const me = (): ReturnType<typeof get> => get(`${url}/v2/users/me`, token)

describe('a free account', () => {
  beforeEach(() => start('free'))

  it('has four light calls a second', async () => {
    for (let index = 0; index < 4; index += 1) expect((await me()).status).toBe(200)
    const refused = await me()
    expect(refused.status).toBe(429)
    expect(refused.json).toEqual({
      code: 429,
      message: 'You have reached the maximum per-second rate limit for this API. Try again later.',
    })
    expect(refused.headers.get('x-ratelimit-type')).toBe('QPS')
    now += 1000
    expect((await me()).status).toBe(200)
  })

  it('counts another category apart', async () => {
    for (let index = 0; index < 4; index += 1) await me()
    expect((await get(`${url}/v2/users/me/meetings`, token)).status).toBe(200)
  })

  it('is told what is left of the day', async () => {
    const { headers } = await me()
    expect(headers.get('x-ratelimit-limit')).toBe('6000')
    expect(headers.get('x-ratelimit-remaining')).toBe('5999')
  })

  it('is refused before its scopes are looked at', async () => {
    for (let index = 0; index < 2; index += 1) await get(`${url}/v2/users`, token)
    expect((await get(`${url}/v2/users`, token)).json).toMatchObject({ code: 429 })
  })
})

describe('a business account', () => {
  beforeEach(() => start('business'))

  it('sees only the category', async () => {
    const { headers } = await me()
    expect(headers.get('x-ratelimit-category')).toBe('Light')
    expect(headers.has('x-ratelimit-limit')).toBe(false)
  })
})

describe('a host', () => {
  beforeEach(() => start('business'))

  it('has a hundred creates and updates a day, until midnight UTC', async () => {
    const create = (): ReturnType<typeof get> => {
      now += 20
      return call(`${url}/v2/users/me/meetings`, token, { method: 'POST', body: {} })
    }
    for (let index = 0; index < 100; index += 1) expect((await create()).status).toBe(201)
    const refused = await create()
    expect(refused.status).toBe(429)
    expect(refused.json).toMatchObject({
      message: expect.stringContaining('daily rate limit (100) of Meeting Create/Update') as string,
    })
    expect(refused.headers.has('retry-after')).toBe(false)
    now = Date.parse('2026-04-11T00:00:00Z')
    expect((await create()).status).toBe(201)
  })
})
