import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'
import { call, get } from '../test-client.ts'

type File = { id?: string; file_type: string; file_size?: number; download_url: string }
type Row = { uuid: string; id: number; recording_files: File[]; recording_count: number }
type List = { meetings: Row[]; total_records: number; from: string; to: string }

let simulator: Simulator
let url: string
let token: string

beforeEach(async () => {
  simulator = createSimulator({ now: () => Date.parse('2026-04-10T12:00:00Z') })
  url = (await simulator.listen()).url
  token = simulator.issueGrant().access_token
})

afterEach(() => simulator.close())

async function list(query: string): Promise<List> {
  return (await get(`${url}/v2/users/me/recordings?${query}`, token)).json as List
}

const MONTH = 'from=2026-03-11&to=2026-04-10&page_size=300'

function pathOf({ uuid }: Row): string {
  return `${url}/v2/meetings/${encodeURIComponent(encodeURIComponent(uuid))}/recordings`
}

async function someRow(): Promise<Row> {
  return (await list(MONTH)).meetings[1]!
}

describe('the list of recordings', () => {
  it('without days is today and tomorrow', async () => {
    expect(await list('')).toMatchObject({ from: '2026-04-10', to: '2026-04-11' })
  })

  it('has both days inclusive and serves windows of more than a month', async () => {
    const { meetings } = await list(MONTH)
    const day = (await get(pathOf(meetings[1]!), token)).json as { start_time: string }
    const only = day.start_time.slice(0, 10)
    const { meetings: ofDay } = await list(`from=${only}&to=${only}`)
    expect(ofDay.map(({ uuid }) => uuid)).toContain(meetings[1]!.uuid)
    const half = await list('from=2025-10-01&to=2026-04-10')
    expect(half.total_records).toBeGreaterThan(meetings.length)
  })

  it('omits what CC and TIMELINE files do not have', async () => {
    const { meetings } = await list(MONTH)
    const bare = meetings.flatMap((row) => row.recording_files).filter(({ id }) => !id)
    expect(new Set(bare.map(({ file_type }) => file_type))).toEqual(new Set(['CC', 'TIMELINE']))
  })
})

describe('the trash', () => {
  it('takes a recording and gives it back', async () => {
    const row = await someRow()
    expect((await call(pathOf(row), token, { method: 'DELETE' })).status).toBe(204)
    expect((await get(pathOf(row), token)).json).toMatchObject({ code: 3301 })
    const trash = await list('trash=true')
    expect(trash.meetings.map(({ uuid }) => uuid)).toContain(row.uuid)
    const recover = { method: 'PUT', body: { action: 'recover' } }
    expect((await call(`${pathOf(row)}/status`, token, recover)).status).toBe(200)
    expect((await get(pathOf(row), token)).status).toBe(200)
  })

  it('lists single files apart', async () => {
    const row = await someRow()
    const file = row.recording_files[0]!
    await call(`${pathOf(row)}/${file.id ?? ''}`, token, { method: 'DELETE' })
    const left = (await get(pathOf(row), token)).json as Row
    expect(left.recording_count).toBe(row.recording_count - 1)
    const { meetings } = await list('trash=true&trash_type=recording_file')
    const found = meetings.find(({ uuid }) => uuid === row.uuid)
    expect(found?.recording_files).toMatchObject([
      { id: file.id, deleted_time: '2026-04-10T12:00:00Z' },
    ])
    const recover = { method: 'PUT', body: { action: 'recover' } }
    const path = `${pathOf(row)}/${file.id ?? ''}/status`
    expect((await call(path, token, recover)).status).toBe(204)
    expect((await call(path, token, recover)).json).toMatchObject({ code: 3301 })
  })

  it('is empty after 30 days', async () => {
    await fetch(`${url}/_simulator/clock`, {
      method: 'POST',
      body: JSON.stringify({ advance_s: 31 * 24 * 3600 }),
    })
    token = simulator.issueGrant().access_token
    expect((await list('trash=true')).total_records).toBe(0)
  })

  it('is passed by when a recording is deleted for good', async () => {
    const row = await someRow()
    await call(`${pathOf(row)}?action=delete`, token, { method: 'DELETE' })
    const recover = { method: 'PUT', body: { action: 'recover' } }
    expect((await call(`${pathOf(row)}/status`, token, recover)).json).toMatchObject({ code: 3301 })
  })

  it('does not take a recording that is still being processed', async () => {
    const [newest] = (await list(MONTH)).meetings
    expect((await call(pathOf(newest!), token, { method: 'DELETE' })).json).toMatchObject({
      code: 3303,
    })
  })
})

describe('a recording', () => {
  it('is found by meeting number, and its settings can be changed', async () => {
    const { id } = await someRow()
    const path = `${url}/v2/meetings/${id}/recordings/settings`
    const body = { viewer_download: false, topic: 'Renamed' }
    expect((await call(path, token, { method: 'PATCH', body })).status).toBe(204)
    expect((await get(path, token)).json).toMatchObject(body)
  })

  it('of another host is refused to a user-level token', async () => {
    const row = await someRow()
    const { access_token } = simulator.issueGrant({ email: 'maria@example.com' })
    expect((await get(pathOf(row), access_token)).json).toEqual({
      code: 200,
      message: 'No permission.',
    })
  })
})
