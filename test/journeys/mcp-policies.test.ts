import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kinds, openMcp, type Called, type Kind, type McpClient } from '../setup/mcp-clients.ts'
import { startValetkey, type StartedServer } from '../setup/process.ts'

let server: StartedServer
let careful: string

beforeAll(async () => {
  server = await startValetkey()
  careful = await keyWith('careful')
})

async function keyWith(policy: unknown): Promise<string> {
  const body = JSON.stringify({ name: 'agent', policy })
  const answer = await server.fetch('/api-keys', { method: 'POST', body })
  return ((await answer.json()) as { api_key: string }).api_key
}

const agentWith = (apiKey: string, kind: Kind = 'stateless HTTP'): Promise<McpClient> =>
  openMcp(kind, { url: server.url, apiKey })

/** What a person does on the page, with a key that may manage. */
async function decides(url: string, verb: 'approve' | 'deny'): Promise<void> {
  const id = new URL(url).pathname.split('/').at(-1) ?? ''
  expect((await server.fetch(`/approvals/${id}/${verb}`, { method: 'POST' })).status).toBe(200)
}

async function aMeeting(agent: McpClient, topic: string): Promise<string> {
  const { text } = await agent.call('zoom_meetings_create', { topic, duration: 30 })
  return String(text['id'])
}

async function isThere(meetingId: string): Promise<boolean> {
  return (await server.fetch(`/zoom/v2/meetings/${meetingId}`)).status === 200
}

async function deletionsSent(meetingId: string): Promise<number> {
  const journal = await fetch(`${server.ready.simulator_url!}/_simulator/journal`)
  const { requests } = (await journal.json()) as { requests: { method: string; path: string }[] }
  const path = `/v2/meetings/${meetingId}`
  return requests.filter((it) => it.method === 'DELETE' && it.path === path).length
}

const errorIn = ({ text }: Called) => text['error'] as Record<string, string>

describe.each(kinds)('a careful key over %s', (kind) => {
  it('deletes what a person has approved, once', async () => {
    const agent = await agentWith(careful, kind)
    const meetingId = await aMeeting(agent, 'Retrospective')
    const held = await agent.call('zoom_meetings_delete', { meetingId })
    expect(held.isError).toBe(true)
    const { code, approval_url: page, summary } = errorIn(held)
    expect(code).toBe('approval_required')
    expect(page).toMatch(new RegExp(`^${server.url}/dashboard/approvals/`))
    expect(summary).toContain('"Retrospective"')
    expect(await isThere(meetingId)).toBe(true)

    await decides(page!, 'approve')
    const passed = await agent.call('zoom_meetings_delete', { meetingId })
    expect([passed.isError, passed.text]).toEqual([false, { status: 204 }])
    const again = errorIn(await agent.call('zoom_meetings_delete', { meetingId }))
    expect(again['code']).toBe('approval_required')
    expect(again['approval_url']).not.toBe(page)
    expect(await deletionsSent(meetingId)).toBe(1)
    await agent.close()
  })
})

// Over HTTP, a client of the older revision is not known to show links: it has no session to say so in.
describe.each(['stateless HTTP', 'stateless stdio', 'older stdio'] as const)(
  'a client over %s that shows links',
  (kind) => {
    it.each([
      ['approve', false, 1],
      ['deny', true, 0],
    ] as const)('asks the person, and does what they %s', async (verb, isError, sent) => {
      const messages: string[] = []
      const agent = await openMcp(
        kind,
        { url: server.url, apiKey: careful },
        async ({ url, message }) => {
          messages.push(message)
          await decides(url, verb)
          return 'accept' as const
        },
      )
      const meetingId = await aMeeting(agent, 'Offsite')
      const outcome = await agent.call('zoom_meetings_delete', { meetingId })
      expect(messages).toEqual([expect.stringMatching(/asks for your approval.*"Offsite"/)])
      expect(outcome.isError).toBe(isError)
      if (isError) expect(errorIn(outcome)['code']).toBe('approval_denied')
      expect(await deletionsSent(meetingId)).toBe(sent)
      await agent.close()
    })

    it('gets nothing by its own word', async () => {
      const agent = await openMcp(kind, { url: server.url, apiKey: careful }, () => 'decline')
      const meetingId = await aMeeting(agent, 'Mine')
      const outcome = await agent.call('zoom_meetings_delete', { meetingId })
      expect(errorIn(outcome)['code']).toBe('approval_required')
      expect(await isThere(meetingId)).toBe(true)
      await agent.close()
    })
  },
)

describe('an agent', () => {
  let agent: McpClient
  beforeAll(async () => {
    agent = await agentWith(careful)
  })
  afterAll(async () => {
    await agent.close()
  })

  it('finds no argument in any tool that would approve', async () => {
    const names = (await agent.tools()).flatMap(({ inputSchema }) =>
      Object.keys(inputSchema['properties'] ?? {}),
    )
    expect(names).toContain('meetingId')
    expect(names.filter((name) => /approv|confirm|consent|force|prefer/i.test(name))).toEqual([])
  })

  it('approves nothing with arguments and tools that it makes up', async () => {
    const meetingId = await aMeeting(agent, 'Kept')
    const { approval_id: id } = errorIn(await agent.call('zoom_meetings_delete', { meetingId }))
    const claims = { approved: true, confirm: true, approval_id: id, headers: { prefer: 'wait=1' } }
    const path = `/v2/meetings/${meetingId}`
    const tries: [string, Record<string, unknown>][] = [
      ['zoom_meetings_delete', { meetingId, ...claims }],
      ['run_action', { action: 'meetingDelete', args: { meetingId, ...claims } }],
      ['run_action', { action: `/approvals/${id!}/approve` }],
      ['zoom_api', { method: 'DELETE', path, ...claims }],
      ['zoom_api', { method: 'DELETE', path, query: claims, connection: 'x' }],
      ['zoom_api', { method: 'POST', path: `/approvals/${id!}/approve`, body: {} }],
      ['zoom_api', { method: 'POST', path: `/zoom/../approvals/${id!}/approve`, body: {} }],
      ['api', { method: 'POST', path: `//approvals/${id!}/approve`, body: {} }],
    ]
    for (const [name, args] of tries) {
      const outcome = await agent.call(name, args)
      expect(outcome.isError, `${name} ${JSON.stringify(args)}`).toBe(true)
    }
    await expect(agent.call('approve', { approval_id: id })).rejects.toThrow('There is no tool')
    const answer = await server.fetch(`/approvals/${id!}`)
    expect(await answer.json()).toMatchObject({ approval: { status: 'PENDING' } })
    expect(await isThere(meetingId)).toBe(true)
    expect(await deletionsSent(meetingId)).toBe(0)
  })

  it('is not shown what its key may not do, and cannot do it by name either', async () => {
    const reader = await agentWith(await keyWith('read-only'))
    const names = (await reader.tools()).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['zoom_meetings_list', 'zoom_api']))
    const listed = names.filter((name) => /_(create|update|delete)$/.test(name))
    expect(listed).toEqual([])
    expect(names).not.toContain('delete_connection')
    const calls: [string, Record<string, unknown>][] = [
      ['zoom_meetings_create', { topic: 'No' }],
      ['run_action', { action: 'meetingCreate', args: { topic: 'No' } }],
      ['zoom_api', { method: 'POST', path: '/v2/users/me/meetings', body: { topic: 'No' } }],
      ['delete_connection', { connection_id: server.ready.connection_id }],
    ]
    for (const [name, args] of calls) {
      expect(errorIn(await reader.call(name, args))['code'], name).toBe('policy_denied')
    }
    const { text } = await reader.call('search_actions', { query: 'create meeting' })
    const effects = (text['actions'] as { effect: string }[]).map(({ effect }) => effect)
    expect(new Set(effects)).toEqual(new Set(['read']))
    await reader.close()
  })
})
