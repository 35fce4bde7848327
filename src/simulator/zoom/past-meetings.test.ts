import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'
import { get } from '../test-client.ts'

type Meeting = { id: number; uuid: string; type: number }
type Held = { meetings: { uuid: string; start_time: string }[] }
type People = {
  participants: { user_id: string }[]
  total_records: number
  next_page_token: string
}

let simulator: Simulator
let url: string
let token: string

beforeEach(async () => {
  simulator = createSimulator({ now: () => Date.parse('2026-04-10T12:00:00Z') })
  url = (await simulator.listen()).url
  token = simulator.issueGrant().access_token
})

afterEach(() => simulator.close())

async function meetings(): Promise<Meeting[]> {
  const answer = await get(`${url}/v2/users/me/meetings?page_size=300`, token)
  return (answer.json as { meetings: Meeting[] }).meetings
}

/** Of the repeating meeting that was held every week. */
async function instances(): Promise<Held['meetings']> {
  const weekly = (await meetings()).find(({ type }) => type === 3)
  const answer = await get(`${url}/v2/past_meetings/${weekly?.id ?? 0}/instances`, token)
  return (answer.json as Held).meetings
}

function past(uuid: string, rest = ''): Promise<{ status: number; json: unknown }> {
  const twice = encodeURIComponent(encodeURIComponent(uuid))
  return get(`${url}/v2/past_meetings/${twice}${rest}`, token)
}

describe('a past meeting', () => {
  it('is found by a UUID with slashes only when that is encoded twice', async () => {
    const awkward = (await instances()).filter(({ uuid }) => uuid.startsWith('/'))
    const { uuid } = awkward.at(-1)!
    expect((await past(uuid)).json).toMatchObject({ uuid })
    const once = await get(`${url}/v2/past_meetings/${encodeURIComponent(uuid)}`, token)
    expect(once.status).toBe(404)
    expect(once.json).toMatchObject({ code: 3001 })
  })

  it('means the latest instance when named by number', async () => {
    const held = await instances()
    const weekly = (await meetings()).find(({ type }) => type === 3)
    const answer = await get(`${url}/v2/past_meetings/${weekly?.id ?? 0}`, token)
    expect(answer.json).toMatchObject({ uuid: held.at(-1)!.uuid })
  })

  it('is out of reach after a year', async () => {
    const [oldest] = await instances()
    expect((await past(oldest!.uuid, '/participants')).json).toEqual({
      code: 12702,
      message: 'Can not access a meeting a year ago.',
    })
  })

  it('is not one that still runs', async () => {
    const live = await get(`${url}/v2/users/me/meetings?type=live`, token)
    const [meeting] = (live.json as { meetings: Meeting[] }).meetings
    expect((await past(meeting!.uuid)).json).toMatchObject({ code: 3001 })
  })

  it('is not a webinar', async () => {
    const list = await get(`${url}/v2/users/me/webinars`, token)
    const [webinar] = (list.json as { webinars: Meeting[] }).webinars
    expect((await get(`${url}/v2/past_meetings/${webinar!.id}`, token)).json).toEqual({
      code: 300,
      message: 'Cannot access meeting information.',
    })
  })
})

describe('the participants', () => {
  it('come in pages, and the same each time', async () => {
    const held = await instances()
    let crowd: People | undefined
    let uuid = ''
    for (const one of held.slice(-12)) {
      const people = (await past(one.uuid, '/participants')).json as People
      if (people.total_records > 30) [crowd, uuid] = [people, one.uuid]
    }
    expect(crowd?.participants).toHaveLength(30)
    const next = encodeURIComponent(crowd!.next_page_token)
    const rest = (await past(uuid, `/participants?next_page_token=${next}`)).json as People
    const seats = [...crowd!.participants, ...rest.participants].map(({ user_id }) => user_id)
    expect(new Set(seats).size).toBe(60)
    const again = (await past(uuid, '/participants?page_size=60')).json as People
    expect(again.participants.map(({ user_id }) => user_id)).toEqual(seats)
  })

  it('of another host are not told to a user-level token', async () => {
    const [newest] = (await instances()).slice(-1)
    token = simulator.issueGrant({ email: 'maria@example.com' }).access_token
    expect((await past(newest!.uuid, '/participants')).status).toBe(404)
  })
})

describe('reports', () => {
  it('are for administrators', async () => {
    const answer = await get(`${url}/v2/report/daily`, token)
    expect(answer.json).toMatchObject({ code: 4711 })
  })

  it('cover the last six months and no more', async () => {
    const admin = simulator.issueGrant({ clientId: simulator.adminClient.clientId }).access_token
    const daily = await get(`${url}/v2/report/daily?year=2026&month=4`, admin)
    expect((daily.json as { dates: unknown[] }).dates).toHaveLength(10)
    const old = await get(`${url}/v2/report/daily?year=2025&month=9`, admin)
    expect(old.json).toMatchObject({ code: 300 })
    const users = await get(`${url}/v2/report/users?from=2026-04-01`, admin)
    expect(users.json).toMatchObject({ code: 300, errors: [{ field: 'to' }] })
  })
})
