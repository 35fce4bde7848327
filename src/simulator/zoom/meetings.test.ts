import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'
import { call, get, type Reply } from '../test-client.ts'

type Meeting = {
  id: number
  uuid: string
  type: number
  topic: string
  start_time: string
  password?: string
  settings: Record<string, unknown>
  occurrences?: { occurrence_id: string; start_time: string; duration: number; status: string }[]
}
type List = { total_records: number; next_page_token: string; meetings: Meeting[] }

const NOW = '2026-04-10T12:00:00Z'
let now: number
let simulator: Simulator
let url: string
let token: string

beforeEach(async () => {
  now = Date.parse(NOW)
  simulator = createSimulator({ now: () => now, rateLimits: false })
  url = (await simulator.listen()).url
  token = simulator.issueGrant().access_token
})

afterEach(() => simulator.close())

function ask(method: string, path: string, body?: unknown): Promise<Reply> {
  return call(`${url}/v2${path}`, token, { method, body })
}

async function create(body: object): Promise<Meeting> {
  const reply = await ask('POST', '/users/me/meetings', body)
  expect(reply.status).toBe(201)
  return reply.json as Meeting
}

async function list(query: string): Promise<List> {
  const reply = await ask('GET', `/users/me/meetings?${query}`)
  expect(reply.status).toBe(200)
  return reply.json as List
}

async function details(id: number | string): Promise<Meeting> {
  return (await ask('GET', `/meetings/${id}`)).json as Meeting
}

describe('a new meeting', () => {
  it('has the documented defaults', async () => {
    expect(await create({ topic: 'Sync' })).toMatchObject({
      topic: 'Sync',
      type: 2,
      status: 'waiting',
      duration: 60,
      start_time: NOW,
      timezone: 'America/Los_Angeles',
      password: expect.stringMatching(/^\w{6}$/) as string,
      join_url: expect.stringMatching(/^https:\/\/us05web\.zoom\.us\/j\/\d{11}\?pwd=/) as string,
      settings: { approval_type: 2, audio: 'both', waiting_room: false, use_pmi: false },
    })
  })

  it('is made anew for every identical request', async () => {
    const [one, two] = [await create({ topic: 'Same' }), await create({ topic: 'Same' })]
    expect(one.id).not.toBe(two.id)
  })

  it('reads wall time in its timezone, and moves a past start to now', async () => {
    const wall = { start_time: '2026-07-01T09:00:00', timezone: 'Europe/Berlin' }
    expect((await create(wall)).start_time).toBe('2026-07-01T07:00:00Z')
    expect((await create({ start_time: '2020-01-01T00:00:00Z' })).start_time).toBe(NOW)
  })

  it('without a fixed time or at once has no start', async () => {
    expect(await create({ type: 1 })).not.toHaveProperty('start_time')
    expect(await create({ type: 3 })).not.toHaveProperty('start_time')
  })

  it('is never without any protection', async () => {
    const bare = await create({ default_password: false })
    expect(bare).not.toHaveProperty('password')
    expect(bare.settings).toMatchObject({ waiting_room: true, join_before_host: false })
  })

  it('closes the door before the host when there is a waiting room', async () => {
    const { settings } = await create({ settings: { waiting_room: true, join_before_host: true } })
    expect(settings).toMatchObject({ waiting_room: true, join_before_host: false })
  })

  it('is refused field by field', async () => {
    const reply = await ask('POST', '/users/me/meetings', {
      duration: 1441,
      timezone: 'Mars/Base',
      settings: { audio: 'drums' },
    })
    expect(reply.status).toBe(400)
    expect(reply.json).toEqual({
      code: 300,
      message: 'Validation Failed.',
      errors: [
        { field: 'duration', message: 'Invalid field.' },
        { field: 'settings.audio', message: 'Invalid field.' },
      ],
    })
  })
})

describe('a series', () => {
  const weekly = {
    type: 8,
    start_time: '2026-05-04T09:00:00',
    timezone: 'Europe/Berlin',
    recurrence: { type: 2, weekly_days: '2', end_times: 3 },
  }

  it('lists its occurrences', async () => {
    const { occurrences = [] } = await create(weekly)
    expect(occurrences.map(({ start_time }) => start_time)).toEqual([
      '2026-05-04T07:00:00Z',
      '2026-05-11T07:00:00Z',
      '2026-05-18T07:00:00Z',
    ])
    expect(occurrences[0]?.occurrence_id).toBe(String(Date.parse('2026-05-04T07:00:00Z')))
  })

  it('loses one occurrence and keeps the rest; the lost one stays marked', async () => {
    const { id, occurrences = [] } = await create(weekly)
    const path = `/meetings/${id}?occurrence_id=${occurrences[1]?.occurrence_id ?? ''}`
    expect((await ask('DELETE', path)).status).toBe(204)
    expect((await details(id)).occurrences?.map(({ status }) => status)).toEqual([
      'available',
      'deleted',
      'available',
    ])
    expect((await ask('DELETE', path)).json).toEqual({
      code: 300,
      message: 'Invalid parameter: occurrence_id.',
    })
  })

  it('lets one occurrence differ', async () => {
    const { id, occurrences = [] } = await create(weekly)
    const occurrence = occurrences[1]?.occurrence_id ?? ''
    await ask('PATCH', `/meetings/${id}?occurrence_id=${occurrence}`, { duration: 15, topic: 'No' })
    expect((await details(id)).occurrences?.map(({ duration }) => duration)).toEqual([60, 15, 60])
    expect((await details(id)).topic).not.toBe('No')
  })

  it('needs a rule that fits its type', async () => {
    const rules = [undefined, { type: 2 }, { type: 3 }, { type: 1, repeat_interval: 100 }]
    for (const recurrence of rules) {
      const reply = await ask('POST', '/users/me/meetings', { ...weekly, recurrence })
      expect(reply.json).toMatchObject({ code: 300, message: 'Validation Failed.' })
    }
  })
})

describe('changing a meeting', () => {
  it('changes what was sent and nothing else', async () => {
    const { id } = await create({ topic: 'Old', agenda: 'Same' })
    const reply = await ask('PATCH', `/meetings/${id}`, {
      topic: 'New',
      settings: { audio: 'voip' },
    })
    expect(reply.status).toBe(204)
    expect(reply.json).toBeUndefined()
    expect(await details(id)).toMatchObject({
      topic: 'New',
      agenda: 'Same',
      settings: { audio: 'voip' },
    })
  })

  it('ignores a start in the past', async () => {
    const { id, start_time } = await create({ start_time: '2026-05-01T10:00:00Z' })
    await ask('PATCH', `/meetings/${id}`, { start_time: '2020-01-01T00:00:00Z' })
    expect((await details(id)).start_time).toBe(start_time)
  })

  it('cannot take the last protection away', async () => {
    const { id } = await create({})
    await ask('PATCH', `/meetings/${id}`, { password: '' })
    expect((await details(id)).settings).toMatchObject({ waiting_room: true })
  })
})

describe('deleting a meeting', () => {
  it('hides it until it is recovered, within seven days', async () => {
    const { id } = await create({ start_time: '2026-06-01T10:00:00Z' })
    const recover = (): Promise<Reply> =>
      ask('PUT', `/meetings/${id}/status`, { action: 'recover' })
    expect((await ask('DELETE', `/meetings/${id}`)).status).toBe(204)
    expect((await ask('GET', `/meetings/${id}`)).json).toEqual({
      code: 3001,
      message: `Meeting does not exist: ${id}.`,
    })
    expect((await recover()).status).toBe(204)
    expect((await details(id)).id).toBe(id)
    await ask('DELETE', `/meetings/${id}`)
    now += 8 * 24 * 3600 * 1000
    token = simulator.issueGrant().access_token
    expect((await recover()).status).toBe(404)
  })

  it('is refused while it runs; ending it gives the next one a new UUID', async () => {
    const [live] = (await list('type=live')).meetings
    if (!live) throw new Error('Nothing is live.')
    expect((await ask('DELETE', `/meetings/${live.id}`)).json).toMatchObject({ code: 3002 })
    expect((await ask('PUT', `/meetings/${live.id}/status`, { action: 'end' })).status).toBe(204)
    expect((await list('type=live')).total_records).toBe(0)
    expect((await details(live.id)).uuid).not.toBe(live.uuid)
  })
})

describe('naming a meeting', () => {
  it('works by UUID, encoded twice where it must be', async () => {
    const { meetings } = await list('page_size=300')
    const awkward = meetings.find(({ uuid }) => uuid.startsWith('/') && uuid.includes('//'))
    if (!awkward) throw new Error('The seed has no awkward UUID.')
    const once = encodeURIComponent(awkward.uuid)
    expect((await details(encodeURIComponent(once))).id).toBe(awkward.id)
    const refused = await ask('GET', `/meetings/${once}`)
    expect([refused.status, refused.json]).toMatchObject([404, { code: 3001 }])
  })

  it('reaches only meetings of the own user without admin scopes', async () => {
    const admin = simulator.issueGrant({ clientId: simulator.adminClient.clientId })
    const hers = await get(`${url}/v2/users/maria@example.com/meetings`, admin.access_token)
    const [meeting] = (hers.json as List).meetings
    const path = `/meetings/${meeting?.id ?? 0}`
    expect((await ask('GET', path)).json).toMatchObject({ code: 3001 })
    expect((await ask('DELETE', path)).json).toMatchObject({ code: 3003 })
    expect((await ask('GET', '/users/maria@example.com/meetings')).status).toBe(403)
    expect((await ask('GET', '/users/nobody/meetings')).json).toMatchObject({ code: 1001 })
    expect((await get(`${url}/v2${path}`, admin.access_token)).status).toBe(200)
  })
})

describe('the list', () => {
  it('pages through everything once', async () => {
    const ids: number[] = []
    let next = ''
    do {
      const page = await list(`page_size=50&next_page_token=${next}`)
      ids.push(...page.meetings.map(({ id }) => id))
      next = page.next_page_token
    } while (next !== '')
    expect(ids.length).toBeGreaterThan(120)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('refuses a token whose page it is not', async () => {
    const { next_page_token } = await list('page_size=50')
    const reply = await ask('GET', `/users/me/meetings?next_page_token=${next_page_token}`)
    expect(reply.json).toEqual({
      code: 300,
      message: 'The next page token is invalid or expired.',
    })
  })

  it('holds summaries, and no instant meetings', async () => {
    const { id } = await create({ type: 1 })
    const { meetings } = await list('page_size=300')
    expect(meetings.some((one) => one.id === id)).toBe(false)
    for (const line of meetings) {
      for (const name of ['settings', 'status', 'start_url', 'password']) {
        expect(line).not.toHaveProperty(name)
      }
    }
  })

  it('tells past from future', async () => {
    const previous = await list('type=previous_meetings&page_size=300')
    expect(previous.meetings.every(({ start_time }) => start_time < NOW)).toBe(true)
    const upcoming = await list('type=upcoming&page_size=300')
    const [first] = upcoming.meetings
    expect(upcoming.meetings.length).toBeGreaterThan(50)
    expect(first && Date.parse(first.start_time) > now - 24 * 3600 * 1000).toBe(true)
  })

  it('ignores a type it does not know', async () => {
    expect((await list('type=nonsense')).total_records).toBe((await list('')).total_records)
  })

  it('can be cut by days of a timezone, both inclusive', async () => {
    // 06:30 UTC on the 2nd is still the 1st in Los Angeles.
    const { id } = await create({ start_time: '2026-12-02T06:30:00Z' })
    const ids = async (query: string): Promise<number[]> =>
      (await list(`page_size=300&${query}`)).meetings.map((one) => one.id)
    expect(await ids('from=2026-12-01&to=2026-12-01')).toContain(id)
    expect(await ids('from=2026-12-01&to=2026-12-01&timezone=UTC')).not.toContain(id)
  })
})

describe('the next 24 hours', () => {
  it('hold own meetings and invitations, in order', async () => {
    const soon = { start_time: '2026-04-10T13:00:00Z' }
    const mine = await create(soon)
    const later = await create({ start_time: '2026-04-11T12:00:01Z' })
    const invitees = [{ email: 'maria@example.com' }]
    const shared = await create({ ...soon, settings: { meeting_invitees: invitees } })
    const { meetings } = (await ask('GET', '/users/me/upcoming_meetings')).json as List
    expect(meetings.map(({ id }) => id)).toContain(mine.id)
    expect(meetings.map(({ id }) => id)).not.toContain(later.id)
    const maria = simulator.issueGrant({ email: 'maria@example.com' }).access_token
    const hers = (await get(`${url}/v2/users/me/upcoming_meetings`, maria)).json as List
    expect(hers.meetings.find(({ id }) => id === shared.id)).toMatchObject({ is_host: false })
  })

  it('of an unknown user are code 3001', async () => {
    expect((await ask('GET', '/users/nobody/upcoming_meetings')).json).toEqual({
      code: 3001,
      message: 'User does not exist: nobody.',
    })
  })
})
