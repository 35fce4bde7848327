import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { call, get } from './test-client.ts'
import { createSimulator, type Simulator } from './simulator.ts'

let simulator: Simulator
let url: string
let token: string

beforeEach(async () => {
  simulator = createSimulator({ now: () => Date.parse('2026-04-10T12:00:00Z') })
  url = (await simulator.listen()).url
  token = simulator.issueGrant().access_token
})

afterEach(() => simulator.close())

describe('an API call', () => {
  it('answers as the person behind the token', async () => {
    const answer = await get(`${url}/v2/users/me`, token)
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ email: 'john@example.com', display_name: 'John Doe' })
    expect(answer.headers.get('x-zm-trackingid')).toMatch(/^v=2.0;clid=us05;rid=WEB_[0-9a-f]{32}$/)
    expect(answer.headers.getSetCookie()).toHaveLength(3)
    expect(answer.headers.get('x-ratelimit-category')).toBe('Light')
  })

  it('to HEAD is the head of the answer to GET', async () => {
    const answer = await call(`${url}/v2/users/me`, token, { method: 'HEAD' })
    expect(answer).toMatchObject({ status: 200, json: undefined })
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(100)
  })

  it('is refused without a token before the path is looked at', async () => {
    const answer = await get(`${url}/v2/nowhere`, 'nonsense')
    expect(answer.status).toBe(401)
    expect(answer.json).toEqual({ code: 124, message: 'Invalid access token.' })
  })

  it('to an unknown path is code 2300, also with doubled slashes', async () => {
    for (const path of ['/v2/nowhere', '/v2//users/me', '/v2/users/me/']) {
      expect((await get(url + path, token)).json).toMatchObject({ code: 2300 })
    }
  })

  it('without the scope is 400 with code 4711', async () => {
    const answer = await get(`${url}/v2/users`, token)
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({
      code: 4711,
      message: 'Invalid access token, does not contain scopes:[user:read:list_users:admin].',
    })
  })

  it('never takes a token from the query', async () => {
    const answer = await get(`${url}/v2/users/me?access_token=${token}`, token)
    expect(answer.json).toMatchObject({ code: 124 })
  })
})

describe('the control surface', () => {
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`${url}/_simulator/${path}`, { method: 'POST', body: JSON.stringify(body) })

  it('writes requests down raw and without the token', async () => {
    await get(`${url}/v2/meetings/%252Fa%252Bb?code=secret&page_size=2`, token)
    const { requests } = (await (await fetch(`${url}/_simulator/journal`)).json()) as {
      requests: { path: string; headers: Record<string, string>; status: number }[]
    }
    expect(requests).toHaveLength(1)
    expect(requests[0]?.path).toBe('/v2/meetings/%252Fa%252Bb?code=[redacted]&page_size=2')
    expect(requests[0]?.headers['authorization']).toBe('[redacted]')
    expect(requests[0]?.status).toBe(400)
  })

  it('answers a wished status once and counts no API call for it', async () => {
    await post('faults', { match: { method: 'GET', path: '/v2/users/*' }, do: { status: 503 } })
    expect((await get(`${url}/v2/users/me`, token)).status).toBe(503)
    expect((await get(`${url}/v2/users/me`, token)).status).toBe(200)
    expect(await (await fetch(`${url}/_simulator/stats`)).json()).toMatchObject({ api_requests: 1 })
  })

  it('cuts a connection before, after and within an answer', async () => {
    for (const wish of [{ reset: true }, { drop_response: true }, { truncate_after: 10 }]) {
      await post('faults', { match: {}, do: wish })
      await expect(get(`${url}/v2/users/me`, token)).rejects.toThrow()
    }
    expect((await get(`${url}/v2/users/me`, token)).status).toBe(200)
  })

  it('expires tokens by moving the clock', async () => {
    await post('clock', { advance_s: 3600 })
    expect((await get(`${url}/v2/users/me`, token)).json).toEqual({
      code: 124,
      message: 'Access token is expired.',
    })
  })

  it('ends every grant of a user', async () => {
    await post('revoke', { user_id: 'john@example.com' })
    expect((await get(`${url}/v2/users/me`, token)).status).toBe(401)
  })

  it('says what is wrong with an order', async () => {
    const answer = await post('faults', { do: { explode: true } })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      message: '`do` needs one of status, delay_ms, reset, truncate_after, drop_response.',
    })
  })
})
