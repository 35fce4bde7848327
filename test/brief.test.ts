import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { answered } from './setup/answered.ts'
import { startValetkey, type StartedServer } from './setup/process.ts'
import { createWorkplace, runText, type Workplace } from './setup/programs.ts'
import { missingMembers, snippetsOf } from './setup/snippets.ts'

const blocks = snippetsOf(fileURLToPath(new URL('brief/contract.md', import.meta.url)))
const programs = blocks.filter(({ language }) => language !== 'http')
const requests = blocks.filter(({ language }) => language === 'http')

let server: StartedServer
let workplace: Workplace

beforeAll(async () => {
  server = await startValetkey()
  workplace = await createWorkplace()
})

interface Connection {
  readonly connection_id: string
  readonly status: string
  readonly url: string
}

/** What each program of the contract prints, by its title. */
const printed: Record<string, (stdout: string) => void> = {
  'Quick Start': (stdout) => {
    expect(JSON.parse(stdout)).toMatchObject({ email: 'john@example.com', status: 'active' })
  },
  'List Connections': (stdout) => {
    const { connections } = JSON.parse(stdout) as { connections: Connection[] }
    expect(connections[0]).toMatchObject({
      connection_id: server.ready.connection_id,
      status: 'ACTIVE',
      app: 'zoom',
      metadata: {},
    })
  },
  'Create Connection': (stdout) => {
    const reply = JSON.parse(stdout) as { connection_id: string; connection: Connection }
    expect(reply.connection.connection_id).toBe(reply.connection_id)
    expect(reply.connection.status).toBe('PENDING')
    expect(reply.connection.url).toMatch(/\/connect\?session_token=[\w-]+$/)
  },
  'Get Connection': (stdout) => {
    const { connection } = JSON.parse(stdout) as { connection: Connection }
    expect(connection).toMatchObject({ status: 'PENDING', app: 'zoom' })
  },
  'Delete Connection': (stdout) => {
    expect(JSON.parse(stdout)).toMatchObject({ deleted: true })
  },
  'Specifying Connection': (stdout) => {
    expect(JSON.parse(stdout)).toMatchObject({ email: 'john@example.com' })
  },
  'Example - Create Meeting': (stdout) => {
    expect(stdout).toMatch(/^Meeting created! Join URL: https:\/\/\S+\/j\/\d+\?pwd=\S+\n$/)
  },
  'Example - Update Meeting': (stdout) => {
    expect(stdout).toBe('Meeting updated!\n')
  },
  JavaScript: (stdout) => {
    expect(stdout).toContain("topic: 'Team Standup'")
  },
  Python: (stdout) => {
    expect(stdout).toBe('')
  },
  'Create Meeting and Get Join URL': (stdout) => {
    expect(stdout).toMatch(/^Meeting ID: \d{9,11}\nJoin URL: https:\S+\nPassword: \S+\n$/)
  },
}

describe('the programs of the contract', () => {
  it('all have something to print', () => {
    expect(programs.map(({ title }) => title).sort()).toEqual(Object.keys(printed).sort())
  })

  it.each(programs)('$title runs and prints what it should', async ({ title, language, text }) => {
    const ended = await runText(
      workplace,
      { language, text: await pointedHere(text, title) },
      { env: { MATON_API_KEY: server.apiKey } },
    )
    expect(ended.code, ended.stderr).toBe(0)
    expect(ended.stderr).toBe('')
    printed[title]!(ended.stdout)
  })

  it('really updates the meeting', async () => {
    const meeting = await newMeeting()
    const { text, language } = programs.find(({ title }) => title === 'Example - Update Meeting')!
    const here = await pointedHere(text.replace('82931897821', meeting), '')
    await runText(workplace, { language, text: here }, { env: { MATON_API_KEY: server.apiKey } })
    const updated = await server.fetch(`/zoom/v2/meetings/${meeting}`)
    expect(await updated.json()).toMatchObject({ topic: 'Updated Weekly Sync', duration: 45 })
  })
})

describe('the requests of the contract', () => {
  it.each(requests)('$title is answered as shown', async (block) => {
    await answered(server, block)
  })

  it('lists recordings of the past with every member that is shown', async () => {
    const { answer } = requests.find(({ title }) => title === "List User's Cloud Recordings")!
    const from = new Date(Date.now() - 29 * 86_400_000).toISOString().slice(0, 10)
    const to = new Date().toISOString().slice(0, 10)
    const response = await server.fetch(`/zoom/v2/users/me/recordings?from=${from}&to=${to}`)
    const list = (await response.json()) as { meetings: unknown[] }
    expect(list.meetings).not.toEqual([])
    expect(missingMembers(JSON.parse(answer!), list)).toEqual([])
  })

  it('go on at next_page_token until it is empty', async () => {
    let seen = 0
    let total = 0
    let next = ''
    do {
      const query = `page_size=50${next && `&next_page_token=${next}`}`
      const page = (await (await server.fetch(`/zoom/v2/users/me/meetings?${query}`)).json()) as {
        total_records: number
        next_page_token: string
        meetings: unknown[]
      }
      seen += page.meetings.length
      total = page.total_records
      next = page.next_page_token
    } while (next !== '')
    expect(total).toBeGreaterThan(50)
    expect(seen).toBe(total)
  })

  it('take a twice-encoded UUID that begins with a slash', async () => {
    const from = new Date(Date.now() - 29 * 86_400_000).toISOString().slice(0, 10)
    const list = await server.fetch(`/zoom/v2/users/me/recordings?from=${from}&page_size=300`)
    const { meetings } = (await list.json()) as { meetings: { uuid: string }[] }
    const { uuid } = meetings.find((meeting) => meeting.uuid.startsWith('/'))!
    const twice = encodeURIComponent(encodeURIComponent(uuid))
    const one = await server.fetch(`/zoom/v2/meetings/${twice}/recordings`)
    expect(await one.json()).toMatchObject({ uuid })
  })
})

describe('the errors of the contract', () => {
  it('are 401 for a wrong key, with words that old clients look for', async () => {
    const response = await fetch(`${server.url}/zoom/v2/users/me`, {
      headers: { authorization: 'Bearer wrong' },
    })
    expect(response.status).toBe(401)
    expect(((await response.json()) as { message: string }).message).toContain('Invalid API key')
  })

  it('are 400 for an app that nobody has connected, with the word connection', async () => {
    const response = await server.fetch('/zoom-admin/v2/users/me')
    expect(response.status).toBe(400)
    expect(((await response.json()) as { message: string }).message).toMatch(/connection/i)
  })

  it("are Zoom's own for a meeting that does not exist", async () => {
    const response = await server.fetch('/zoom/v2/meetings/82931897821')
    expect(response.status).toBe(404)
    expect(response.headers.get('valetkey-error')).toBeNull()
    expect(await response.json()).toMatchObject({
      code: 3001,
      message: 'Meeting does not exist: 82931897821.',
    })
  })

  it('are 400 with code 300 for a value that is not valid', async () => {
    const response = await server.fetch('/zoom/v2/users/me/meetings', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"topic":',
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 300 })
  })
})

/** The text with our address, and with ids of things that exist. Nothing else is touched. */
async function pointedHere(text: string, title: string): Promise<string> {
  const here = text.replaceAll(/https:\/\/(gateway|ctrl)\.maton\.ai/g, server.url)
  const connection =
    title === 'Specifying Connection' ? server.ready.connection_id! : await newConnection()
  const meeting = here.includes('82931897821') ? await newMeeting() : ''
  return here.replaceAll('{connection_id}', connection).replaceAll('82931897821', meeting)
}

async function newConnection(): Promise<string> {
  const response = await server.fetch('/connections', { method: 'POST', body: '{"app":"zoom"}' })
  return ((await response.json()) as Connection).connection_id
}

async function newMeeting(): Promise<string> {
  const response = await server.fetch('/zoom/v2/users/me/meetings', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"topic":"Weekly Sync","type":2}',
  })
  return String(((await response.json()) as { id: number }).id)
}
