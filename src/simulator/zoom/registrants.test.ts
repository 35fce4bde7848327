import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'
import { call, type Reply } from '../test-client.ts'

type Registrant = { id: string; registrant_id: string; email: string; join_url?: string }
type List = { registrants: Registrant[]; total_records: number }

const ANN = { first_name: 'Ann', last_name: 'Lee', email: 'ann@example.org' }

let simulator: Simulator
let url: string
let token: string

beforeEach(async () => {
  simulator = createSimulator({ now: () => Date.parse('2026-04-10T12:00:00Z') })
  url = (await simulator.listen()).url
  token = simulator.issueGrant().access_token
})

afterEach(() => simulator.close())

function ask(method: string, path: string, body?: unknown): Promise<Reply> {
  return call(`${url}/v2${path}`, token, { method, body })
}

async function meetingWith(approval_type: number): Promise<string> {
  const body = { start_time: '2026-06-01T10:00:00Z', settings: { approval_type } }
  const { id } = (await ask('POST', '/users/me/meetings', body)).json as { id: number }
  return `/meetings/${id}`
}

async function register(meeting: string, body: object = ANN): Promise<Registrant> {
  const reply = await ask('POST', `${meeting}/registrants`, body)
  expect(reply.status).toBe(201)
  return reply.json as Registrant
}

async function listed(meeting: string, query = ''): Promise<Registrant[]> {
  return ((await ask('GET', `${meeting}/registrants${query}`)).json as List).registrants
}

describe('registering', () => {
  it('with automatic approval gives a link at once', async () => {
    const meeting = await meetingWith(0)
    expect((await register(meeting)).join_url).toMatch(/^https:/)
    expect(await listed(meeting)).toMatchObject([{ email: ANN.email, status: 'approved' }])
  })

  it('with approval by hand waits for the host', async () => {
    const meeting = await meetingWith(1)
    const { registrant_id: id, join_url } = await register(meeting)
    expect(join_url).toBeUndefined()
    expect(await listed(meeting)).toEqual([])
    expect(await listed(meeting, '?status=pending')).toMatchObject([{ id }])
    const approve = { action: 'approve', registrants: [{ id, email: ANN.email }] }
    expect((await ask('PUT', `${meeting}/registrants/status`, approve)).status).toBe(204)
    expect((await listed(meeting))[0]?.join_url).toMatch(/^https:/)
  })

  it('with the same email returns who is registered', async () => {
    const meeting = await meetingWith(0)
    const first = await register(meeting)
    expect((await register(meeting, { ...ANN, email: 'ANN@example.org' })).registrant_id).toBe(
      first.registrant_id,
    )
  })

  it('is refused the fourth time in a day', async () => {
    const meeting = await meetingWith(0)
    for (let index = 0; index < 3; index += 1) await register(meeting)
    const refused = await ask('POST', `${meeting}/registrants`, ANN)
    expect([refused.status, refused.json]).toEqual([
      429,
      {
        code: 429,
        message:
          'You have exceeded the daily rate limit of (3) for Add a meeting registrant API requests for the registrant (ann@example.org). You can resume these API requests at GMT 00:00:00.',
      },
    ])
  })

  it('needs a first name and a real email', async () => {
    const reply = await ask('POST', `${await meetingWith(0)}/registrants`, { email: 'nope' })
    expect(reply.json).toMatchObject({
      code: 300,
      errors: [{ field: 'first_name' }, { field: 'email' }],
    })
  })

  it('is not for the host', async () => {
    const host = { first_name: 'John', email: 'john@example.com' }
    const reply = await ask('POST', `${await meetingWith(0)}/registrants`, host)
    expect(reply.json).toEqual({ code: 3027, message: 'Host can not register' })
  })
})

describe('registration', () => {
  it('that is off is code 404 to sign up and 300 to list', async () => {
    const meeting = await meetingWith(2)
    const created = await ask('POST', `${meeting}/registrants`, ANN)
    expect([created.status, created.json]).toMatchObject([400, { code: 404 }])
    const list = await ask('GET', `${meeting}/registrants`)
    expect([list.status, list.json]).toMatchObject([400, { code: 300 }])
  })

  it('of an unknown meeting is code 1001', async () => {
    const reply = await ask('POST', '/meetings/81234567890/registrants', ANN)
    expect([reply.status, reply.json]).toEqual([
      404,
      { code: 1001, message: 'Meeting does not exist: 81234567890.' },
    ])
  })

  it('is not offered to hosts without a licence', async () => {
    token = simulator.issueGrant({ email: 'maria@example.com' }).access_token
    const reply = await ask('POST', `${await meetingWith(0)}/registrants`, ANN)
    expect(reply.json).toMatchObject({ code: 200 })
  })
})

describe('a registrant', () => {
  it('can be read and removed', async () => {
    const meeting = await meetingWith(0)
    const { registrant_id: id } = await register(meeting)
    const path = `${meeting}/registrants/${id}`
    expect((await ask('GET', path)).json).toMatchObject({ id, first_name: 'Ann' })
    expect((await ask('DELETE', path)).status).toBe(204)
    expect((await ask('GET', path)).json).toMatchObject({ code: 300 })
  })

  it('can be denied, but only once known', async () => {
    const meeting = await meetingWith(0)
    await register(meeting)
    const deny = (email: string): Promise<Reply> =>
      ask('PUT', `${meeting}/registrants/status`, { action: 'deny', registrants: [{ email }] })
    expect((await deny('who@example.org')).json).toMatchObject({ code: 3079 })
    expect((await deny(ANN.email)).status).toBe(204)
    expect(await listed(meeting, '?status=denied')).toHaveLength(1)
  })
})
