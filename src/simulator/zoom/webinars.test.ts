import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'
import { call, get, type Reply } from '../test-client.ts'

type Made = { id: number; occurrences: { occurrence_id: string; start_time: string }[] }
type Registered = { registrant_id: string; join_url?: string }

const weekly = { type: 2, repeat_interval: 1, weekly_days: '6', end_times: 3 }

let simulator: Simulator
let url: string
let token: string

beforeEach(async () => {
  simulator = createSimulator({ now: () => Date.parse('2026-03-01T12:00:00Z') })
  url = (await simulator.listen()).url
  token = simulator.issueGrant().access_token
})

afterEach(() => simulator.close())

async function create(body: object): Promise<Made> {
  const path = `${url}/v2/users/me/webinars`
  return (await call(path, token, { method: 'POST', body })).json as Made
}

function register(id: number, email: string): Promise<Reply> {
  const path = `${url}/v2/webinars/${id}/registrants`
  return call(path, token, { method: 'POST', body: { email, first_name: 'Guest' } })
}

describe('a webinar', () => {
  it('needs the add-on, and says so before anything else', async () => {
    const basic = simulator.issueGrant({ email: 'maria@example.com' }).access_token
    for (const path of ['/v2/users/me/webinars', '/v2/webinars/12345678901']) {
      const answer = await get(url + path, basic)
      expect(answer.status).toBe(400)
      expect(answer.json).toMatchObject({ code: 200 })
    }
  })

  it('in series keeps its time on the wall when the clocks change', async () => {
    const { occurrences } = await create({
      type: 9,
      start_time: '2026-03-06T09:00:00',
      timezone: 'America/New_York',
      recurrence: weekly,
    })
    expect(occurrences.map(({ start_time }) => start_time)).toEqual([
      '2026-03-06T14:00:00Z',
      '2026-03-13T13:00:00Z',
      '2026-03-20T13:00:00Z',
    ])
  })

  it('loses one occurrence and keeps it in the list, marked', async () => {
    const { id, occurrences } = await create({
      type: 9,
      start_time: '2026-03-06T09:00:00Z',
      recurrence: weekly,
    })
    const path = `${url}/v2/webinars/${id}`
    const one = `${path}?occurrence_id=${occurrences[1]!.occurrence_id}`
    expect((await call(one, token, { method: 'DELETE' })).status).toBe(204)
    expect((await get(path, token)).json).toMatchObject({
      occurrences: [{ status: 'available' }, { status: 'deleted' }, { status: 'available' }],
    })
    expect((await get(one, token)).json).toMatchObject({ code: 3000 })
  })

  it('repeats at most every 12 weeks', async () => {
    const recurrence = { ...weekly, repeat_interval: 13 }
    expect(await create({ type: 9, recurrence })).toEqual({
      code: 300,
      message: 'Invalid recurrence settings.',
    })
  })

  it('shares the hundred a day of its host with meetings', async () => {
    await fetch(`${url}/_simulator/settings`, {
      method: 'POST',
      body: JSON.stringify({ rate_limits: true }),
    })
    const meeting = { method: 'POST', body: { topic: 'One of many' } }
    for (let turn = 0; turn < 100; turn += 50) {
      // Below the per-second limit of the account.
      await Promise.all(
        Array.from({ length: 50 }, () => call(`${url}/v2/users/me/meetings`, token, meeting)),
      )
      await fetch(`${url}/_simulator/clock`, {
        method: 'POST',
        body: JSON.stringify({ advance_s: 2 }),
      })
    }
    expect(await create({ topic: 'One too many' })).toMatchObject({
      code: 429,
      message: expect.stringContaining('(100) of Webinar Create/Update') as string,
    })
  })
})

describe('registration for a webinar', () => {
  it('gives a link at once or after approval', async () => {
    const open = await create({ settings: { approval_type: 0 } })
    expect((await register(open.id, 'a@example.org')).json).toHaveProperty('join_url')
    const byHand = await create({ settings: { approval_type: 1 } })
    const made = (await register(byHand.id, 'a@example.org')).json as Registered
    expect(made.join_url).toBeUndefined()
    const path = `${url}/v2/webinars/${byHand.id}/registrants`
    const body = { action: 'approve', registrants: [{ id: made.registrant_id }] }
    expect((await call(`${path}/status`, token, { method: 'PUT', body })).status).toBe(204)
    expect((await get(path, token)).json).toMatchObject({
      registrants: [{ status: 'approved', join_url: expect.stringContaining('/w/') as string }],
    })
  })

  it('is refused to the host, to panelists and where there is none', async () => {
    const { id } = await create({ settings: { approval_type: 0 } })
    expect((await register(id, 'john@example.com')).json).toMatchObject({ code: 3027 })
    const panelists = [{ name: 'Ada', email: 'ada@example.org' }]
    const invite = { method: 'POST', body: { panelists } }
    expect((await call(`${url}/v2/webinars/${id}/panelists`, token, invite)).status).toBe(201)
    expect((await register(id, 'ada@example.org')).json).toMatchObject({ code: 3000 })
    const closed = await create({})
    expect((await register(closed.id, 'a@example.org')).json).toEqual({
      code: 3000,
      message: `This webinar does not have registration as required: ${closed.id}.`,
    })
  })

  it('is counted: three a day for each person', async () => {
    const { id } = await create({ settings: { approval_type: 0 } })
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await register(id, 'a@example.org')).status).toBe(201)
    }
    const fourth = await register(id, 'A@example.org')
    expect(fourth.status).toBe(429)
    expect(fourth.json).toMatchObject({
      message: expect.stringContaining('Add a webinar registrant') as string,
    })
  })
})
