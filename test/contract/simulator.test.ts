import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import {
  adminRows,
  pathOf,
  rowOf,
  successOf,
  userRows,
  type Params,
  type Row,
  type RowId,
} from './zoom-contract.ts'

/*
 * The simulator against Zoom's published schemas: every row of both endpoint tables, in an order in which one finds
 * what the other made. The row of `/_download` is the gateway's own and has no counterpart at Zoom.
 */

const REDIRECT = 'http://127.0.0.1/callback'

let simulator: Simulator
let url: string
let user: string
let admin: string
const played = new Set<string>()

beforeAll(async () => {
  simulator = createSimulator({ rateLimits: false })
  url = (await simulator.listen()).url
  user = simulator.issueGrant().access_token
  admin = simulator.issueGrant({ clientId: simulator.adminClient.clientId }).access_token
})

afterAll(() => simulator.close())

interface Play {
  readonly params?: Params
  readonly query?: Record<string, string>
  readonly body?: unknown
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

async function send(row: Row, token: string, play: Play): Promise<Reply> {
  const query = new URLSearchParams(play.query).toString()
  const response = await fetch(`${url}${pathOf(row, play.params ?? {})}?${query}`, {
    method: row.method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(play.body !== undefined && { body: JSON.stringify(play.body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}

/** Calls one row and holds the answer against the documents. */
async function ask(id: RowId, play: Play = {}): Promise<Json> {
  const row = rowOf(id)
  const token = adminRows.includes(row) ? admin : user
  const { status, body } = await send(row, token, play)
  const success = successOf(id)
  expect(status, `${id}: ${JSON.stringify(body)}`).toBe(success.status)
  if (success.validate) {
    success.validate(body)
    expect(success.validate.errors ?? [], id).toEqual([])
  } else {
    expect(body, id).toBeUndefined()
  }
  played.add(id)
  return new Json(body)
}

/** Reads an answer without believing in its shape. */
class Json {
  private readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
  at(...path: readonly (string | number)[]): Json {
    return new Json(
      path.reduce<unknown>(
        (here, name) => (here as Record<string | number, unknown> | undefined)?.[name],
        this.value,
      ),
    )
  }
  list(name: string): Json[] {
    const found = this.at(name).value
    if (!Array.isArray(found)) throw new Error(`${name} is not a list.`)
    return found.map((one: unknown) => new Json(one))
  }
  get id(): string {
    return String(this.value)
  }
}

const me = { userId: 'me' }
const soon = '2030-05-01T10:00:00Z'
const weekly = { type: 2, repeat_interval: 1, weekly_days: '2,4', end_times: 6 }
const guest = { email: 'guest.one@example.org', first_name: 'Guest', last_name: 'One' }

function day(ago: number): string {
  return new Date(Date.now() - ago * 24 * 3600 * 1000).toISOString().slice(0, 10)
}

describe('what Zoom answers, as its documents have it', () => {
  it('people and their settings', async () => {
    await ask('user', { params: me })
    await ask('userSettings', { params: me })
    await ask('users')
    await ask('accountSettings', { params: { accountId: 'me' } })
  })

  it('meetings, once and in series', async () => {
    await ask('meetings', { params: me, query: { page_size: '300' } })
    await ask('meetings', { params: me, query: { type: 'previous_meetings' } })
    await ask('listUpcomingMeeting', { params: me })
    for (const body of [
      { topic: 'Now', type: 1 },
      { topic: 'Once', type: 2, start_time: soon, agenda: 'Plans' },
      { topic: 'Any time', type: 3 },
      { topic: 'Series', type: 8, start_time: soon, recurrence: weekly },
    ]) {
      const made = await ask('meetingCreate', { params: me, body })
      const meetingId = made.at('id').id
      await ask('meeting', { params: { meetingId } })
      await ask('meetingUpdate', { params: { meetingId }, body: { topic: 'Changed' } })
      await ask('meetingInvitation', { params: { meetingId } })
      await ask('meetingDelete', { params: { meetingId } })
      await ask('meetingStatus', { params: { meetingId }, body: { action: 'recover' } })
    }
  })

  it('registrants and polls of a meeting', async () => {
    const body = { topic: 'Open', type: 2, start_time: soon, settings: { approval_type: 1 } }
    const made = await ask('meetingCreate', { params: me, body })
    const meetingId = made.at('id').id
    const joined = await ask('meetingRegistrantCreate', { params: { meetingId }, body: guest })
    const registrantId = joined.at('registrant_id').id
    await ask('meetingRegistrants', { params: { meetingId }, query: { status: 'pending' } })
    const status = { action: 'approve', registrants: [{ id: registrantId, email: guest.email }] }
    await ask('meetingRegistrantStatus', { params: { meetingId }, body: status })
    await ask('meetingRegistrants', { params: { meetingId } })
    await ask('meetingRegistrantGet', { params: { meetingId, registrantId } })
    await ask('meetingRegistrantsQuestionsGet', { params: { meetingId } })
    const questions = { questions: [{ field_name: 'city', required: true }] }
    await ask('meetingRegistrantQuestionUpdate', { params: { meetingId }, body: questions })
    await ask('meetingRegistrantsQuestionsGet', { params: { meetingId } })
    await ask('meetingregistrantdelete', { params: { meetingId, registrantId } })
    const poll = {
      title: 'Lunch',
      questions: [{ name: 'What?', type: 'single', answers: ['Soup', 'Bread'] }],
    }
    const pollId = (await ask('meetingPollCreate', { params: { meetingId }, body: poll })).at(
      'id',
    ).id
    await ask('meetingPolls', { params: { meetingId } })
    await ask('meetingPollGet', { params: { meetingId, pollId } })
    const renamed = { ...poll, title: 'Dinner' }
    await ask('meetingPollUpdate', { params: { meetingId, pollId }, body: renamed })
    await ask('meetingPollDelete', { params: { meetingId, pollId } })
  })

  it('what was held, by number and by awkward UUID', async () => {
    const query = { from: day(200), to: day(0), page_size: '300' }
    const recordings = (await ask('recordingsList', { params: me, query })).list('meetings')
    const meetings = recordings.filter((one) => Number(one.at('type').id) < 5)
    const awkward = meetings.filter((one) => /^\/|\/\//.test(one.at('uuid').id))
    expect(awkward.length).toBeGreaterThan(0)
    for (const one of [...awkward.slice(0, 2), ...meetings.slice(0, 3)]) {
      for (const meetingId of [one.at('uuid').id, one.at('id').id]) {
        await ask('pastMeetingDetails', { params: { meetingId } })
        await ask('pastMeetingParticipants', { params: { meetingId } })
        await ask('recordingGet', { params: { meetingId } })
        await ask('reportMeetingDetails', { params: { meetingId } })
        await ask('reportMeetingParticipants', { params: { meetingId } })
      }
      await ask('pastMeetings', { params: { meetingId: one.at('id').id } })
    }
  })

  it('summaries', async () => {
    const summaries = (await ask('Listmeetingsummaries')).list('summaries')
    const mine = summaries.filter((one) => one.at('meeting_host_email').id === 'john@example.com')
    expect(mine.length).toBeGreaterThan(0)
    for (const one of mine.slice(0, 3)) {
      await ask('Getameetingsummary', { params: { meetingId: one.at('meeting_uuid').id } })
    }
  })

  it('recordings, in and out of the trash', async () => {
    const query = { from: day(30), to: day(0), page_size: '300' }
    const rows = (await ask('recordingsList', { params: me, query })).list('meetings')
    const meetingId = rows[2]!.at('uuid').id
    const recordingId = rows[2]!.at('recording_files', 0, 'id').id
    const ticket = { include_fields: 'download_access_token', ttl: '60' }
    await ask('recordingGet', { params: { meetingId }, query: ticket })
    await ask('recordingSettingUpdate', { params: { meetingId } })
    const settings = { viewer_download: false, password: 'abcd1234' }
    await ask('recordingSettingsUpdate', { params: { meetingId }, body: settings })
    await ask('recordingSettingUpdate', { params: { meetingId } })
    const recover = { action: 'recover' }
    await ask('recordingDeleteOne', { params: { meetingId, recordingId } })
    const single = { trash: 'true', trash_type: 'recording_file' }
    await ask('recordingsList', { params: me, query: single })
    await ask('recordingStatusUpdateOne', { params: { meetingId, recordingId }, body: recover })
    await ask('recordingDelete', { params: { meetingId } })
    await ask('recordingsList', { params: me, query: { trash: 'true' } })
    await ask('recordingStatusUpdate', { params: { meetingUUID: meetingId }, body: recover })
  })

  it('webinars, with registrants and panelists', async () => {
    await ask('webinars', { params: me, query: { page_size: '300' } })
    for (const body of [
      { topic: 'Any time', type: 6, recurrence: weekly },
      { topic: 'Series', type: 9, start_time: soon, recurrence: weekly },
      { topic: 'Once', type: 5, start_time: soon, settings: { approval_type: 1 } },
    ]) {
      const webinarId = (await ask('webinarCreate', { params: me, body })).at('id').id
      await ask('webinar', { params: { webinarId } })
      await ask('webinarUpdate', { params: { webinarId }, body: { duration: 45 } })
      const panelists = { panelists: [{ name: 'Ada', email: 'ada@example.org' }] }
      await ask('webinarPanelistCreate', { params: { webinarId }, body: panelists })
      const listed = await ask('webinarPanelists', { params: { webinarId } })
      const panelistId = listed.at('panelists', 0, 'id').id
      await ask('webinarPanelistDelete', { params: { webinarId, panelistId } })
      await ask('webinarPanelistsDelete', { params: { webinarId } })
      if (body.type === 5) await walkRegistrants(webinarId)
      await ask('webinarDelete', { params: { webinarId } })
    }
  })

  async function walkRegistrants(webinarId: string): Promise<void> {
    const made = await ask('webinarRegistrantCreate', { params: { webinarId }, body: guest })
    const registrantId = made.at('registrant_id').id
    await ask('webinarRegistrants', { params: { webinarId }, query: { status: 'pending' } })
    const body = { action: 'approve', registrants: [{ id: registrantId, email: guest.email }] }
    await ask('webinarRegistrantStatus', { params: { webinarId }, body })
    await ask('webinarRegistrants', { params: { webinarId } })
    await ask('webinarRegistrantGet', { params: { webinarId, registrantId } })
    await ask('deleteWebinarRegistrant', { params: { webinarId, registrantId } })
  }

  it('webinars that were held, and one that is being held', async () => {
    const query = { page_size: '300' }
    const webinars = (await ask('webinars', { params: me, query })).list('webinars')
    const webinarId = webinars[0]!.at('id').id
    await ask('pastWebinars', { params: { webinarId } })
    await ask('listWebinarParticipants', { params: { webinarId } })
    const missing = await ask('webinarAbsentees', { params: { webinarId } })
    expect(missing.list('registrants').length).toBeGreaterThan(0)
    const live = await liveOne(webinars.map((one) => one.at('id').id))
    await ask('webinarStatus', { params: { webinarId: live }, body: { action: 'end' } })
  })

  /** The one that can be ended: lists do not say which one is live. */
  async function liveOne(ids: readonly string[]): Promise<string> {
    for (const webinarId of ids) {
      const { body } = await send(rowOf('webinarDelete'), user, { params: { webinarId } })
      if (new Json(body).at('code').id === '3002') return webinarId
    }
    throw new Error('No webinar is live.')
  }

  it('reports', async () => {
    const query = { from: day(30), to: day(0), page_size: '300' }
    await ask('reportDaily')
    await ask('reportUsers', { query })
    await ask('reportUsers', { query: { ...query, type: 'inactive' } })
    const params = { userId: 'john@example.com' }
    const meetings = await ask('reportMeetings', { params, query })
    expect(meetings.list('meetings').length).toBeGreaterThan(10)
    await ask('reportMeetings', { params, query: { ...query, type: 'pastJoined' } })
  })

  it('and no row of the tables was left out', () => {
    expect([...userRows, ...adminRows].map(({ id }) => id).filter((id) => !played.has(id))).toEqual(
      [],
    )
  })
})

describe('what Zoom refuses', () => {
  async function tokenWith(scope: string): Promise<string> {
    const { clientId, clientSecret } = simulator
    const query = { response_type: 'code', client_id: clientId, redirect_uri: REDIRECT, scope }
    const person = { _user: 'john@example.com', _decision: 'allow' }
    const consent = new URLSearchParams({ ...query, ...person })
    const back = await fetch(`${url}/oauth/authorize?${consent.toString()}`, { redirect: 'manual' })
    const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const answer = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT }),
    })
    return ((await answer.json()) as { access_token: string }).access_token
  }

  it('a token without the scope, on every row, before it looks at anything else', async () => {
    // A new consent of the same person and app ends the one before, so one for each half of the rows.
    for (const [scope, rows] of [
      ['user:read:user', userRows.filter((row) => row.scope !== 'user:read:user')],
      ['meeting:read:meeting', userRows.filter((row) => row.scope === 'user:read:user')],
      ['user:read:user', adminRows],
    ] as const) {
      const narrow = await tokenWith(scope)
      for (const row of rows) {
        const { status, body } = await send(row, narrow, {})
        expect(status, row.id).toBe(400)
        expect(body, row.id).toMatchObject({ code: 4711 })
        expect(new Json(body).at('message').id).toContain(row.scope)
      }
    }
    user = simulator.issueGrant().access_token
  })

  it('things that do not exist', async () => {
    const nothing = {
      userId: 'nobody@example.com',
      meetingId: 99_999_999_999,
      meetingUUID: 'AAAAAAAAAAAAAAAAAAAAAA==',
      webinarId: 99_999_999_999,
    }
    // Zoom documents no error for instances of an unknown webinar.
    const some = [...userRows, ...adminRows].filter(
      ({ path, id }) =>
        path.includes('{') && !path.includes('{accountId}') && id !== 'pastWebinars',
    )
    for (const row of some) {
      const wide = adminRows.includes(row) || row.path.includes('{userId}')
      const { status, body } = await send(row, wide ? admin : user, { params: nothing })
      expect(status, row.id).toBe(404)
      // 404 is the polls' own code.
      expect([404, 1001, 3001, 3301], row.id).toContain(Number(new Json(body).at('code').id))
    }
  })

  it('wrong fields, by name', async () => {
    const wrong: readonly (readonly [RowId, Params, unknown, string])[] = [
      ['meetingCreate', me, { settings: { approval_type: 7 } }, 'settings.approval_type'],
      ['meetingCreate', me, { type: 'two' }, 'type'],
      ['webinarCreate', me, { duration: 'long' }, 'duration'],
      ['webinarCreate', me, { settings: { audio: 'tin cans' } }, 'settings.audio'],
    ]
    for (const [id, params, body, field] of wrong) {
      const answer = await send(rowOf(id), user, { params, body })
      expect(answer.status, id).toBe(400)
      expect(answer.body, id).toEqual({
        code: 300,
        message: 'Validation Failed.',
        errors: [{ field, message: 'Invalid field.' }],
      })
    }
  })

  it('a body that is no object', async () => {
    for (const id of ['meetingCreate', 'webinarCreate'] as const) {
      expect(await send(rowOf(id), user, { params: me, body: [] })).toEqual({
        status: 400,
        body: { code: 300, message: 'Request Body should be a valid JSON object.' },
      })
    }
  })

  it('webinars without the add-on, and meetings where a webinar is', async () => {
    const basic = simulator.issueGrant({ email: 'maria@example.com' }).access_token
    const refused = await send(rowOf('webinars'), basic, { params: me })
    expect(refused).toMatchObject({ status: 400, body: { code: 200 } })
    expect(new Json(refused.body).at('message').id).toMatch(/^Webinar plan is missing\./)
    const body = { type: 5, start_time: soon }
    const made = await send(rowOf('webinarCreate'), user, { params: me, body })
    const meetingId = new Json(made.body).at('id').id
    expect(await send(rowOf('meeting'), user, { params: { meetingId } })).toEqual({
      status: 400,
      body: { code: 3000, message: 'Cannot access webinar info.' },
    })
    const meeting = await send(rowOf('meetingCreate'), user, { params: me, body: {} })
    const webinarId = new Json(meeting.body).at('id').id
    expect(await send(rowOf('webinar'), user, { params: { webinarId } })).toEqual({
      status: 404,
      body: { code: 3001, message: `Webinar does not exist: ${webinarId}.` },
    })
  })
})
