import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { testGateway, type TestGateway } from '../setup/gateway.ts'
import { startValetkey } from '../setup/process.ts'
import { simulatedConnection } from '../setup/simulated-connection.ts'

let simulator: Simulator
let simulatorUrl: string
let gateway: TestGateway
let connectionId: string

beforeAll(async () => {
  simulator = createSimulator({ seed: 'idempotency', rateLimits: false })
  simulatorUrl = (await simulator.listen()).url
  gateway = await testGateway({
    ZOOM_API_URL: simulatorUrl,
    ZOOM_CLIENT_ID: simulator.clientId,
    ZOOM_CLIENT_SECRET: simulator.clientSecret,
  })
  connectionId = (await simulatedConnection(gateway, simulator)).id
})
afterAll(async () => {
  await gateway.close()
  await simulator.close()
})
beforeEach(() => fetch(`${simulatorUrl}/_simulator/faults`, { method: 'DELETE' }))

const fault = (what: object, path = '/v2/users/me/meetings') =>
  fetch(`${simulatorUrl}/_simulator/faults`, {
    method: 'POST',
    body: JSON.stringify({ match: { method: 'POST', path }, times: 1, do: what }),
  })

interface Create {
  readonly idempotencyKey: string
  readonly topic?: string
  readonly signal?: AbortSignal
}

const create = ({ idempotencyKey, topic = idempotencyKey, signal }: Create): Promise<Response> =>
  fetch(`${gateway.url}/zoom/v2/users/me/meetings`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${gateway.apiKey}`,
      'valetkey-connection': connectionId,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    },
    body: JSON.stringify({ topic, type: 2 }),
    ...(signal && { signal }),
  })

/** How many creates of this topic Zoom has received. */
async function received(topic: string): Promise<number> {
  const response = await fetch(
    `${gateway.url}/zoom/v2/users/me/meetings?page_size=300&type=scheduled`,
    { headers: { authorization: `Bearer ${gateway.apiKey}`, 'valetkey-connection': connectionId } },
  )
  const { meetings } = (await response.json()) as { meetings: { topic: string }[] }
  return meetings.filter((meeting) => meeting.topic === topic).length
}

describe('ten retries of one create', () => {
  it('make one meeting and get one answer', async () => {
    const first = await create({ idempotencyKey: 'ten' })
    expect(first.status).toBe(201)
    expect(first.headers.has('idempotent-replayed')).toBe(false)
    const body = await first.text()
    for (let i = 0; i < 9; i++) {
      const again = await create({ idempotencyKey: 'ten' })
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
      expect(await again.text()).toBe(body)
    }
    expect(await received('ten')).toBe(1)
  })

  it('make one meeting also when they come at once: all wait for the first', async () => {
    await fault({ delay_ms: 700 })
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => create({ idempotencyKey: 'at-once' })),
    )
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(bodies).size).toBe(1)
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201))
    expect(await received('at-once')).toBe(1)
  })

  it('make one meeting when the first caller did not wait for its answer', async () => {
    await fault({ delay_ms: 600 })
    const impatient = create({ idempotencyKey: 'left', signal: AbortSignal.timeout(200) })
    await expect(impatient).rejects.toThrow()
    const again = await create({ idempotencyKey: 'left' })
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
    expect(await received('left')).toBe(1)
  })
})

describe('an idempotency key', () => {
  it('is refused with another request, and that one is not sent', async () => {
    await create({ idempotencyKey: 'reused' })
    const other = await create({ idempotencyKey: 'reused', topic: 'something else' })
    expect(other.status).toBe(422)
    expect(await other.json()).toMatchObject({ code: 'idempotency_key_reused' })
    expect(await received('something else')).toBe(0)
  })

  it('has to be something that can be one', async () => {
    const response = await create({ idempotencyKey: 'two words' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid_request' })
  })

  it('says that the outcome is unknown when the answer was lost, and never sends again', async () => {
    await fault({ drop_response: true })
    const lost = await create({ idempotencyKey: 'lost' })
    expect(lost.status).toBe(502)
    for (let i = 0; i < 3; i++) {
      const again = await create({ idempotencyKey: 'lost' })
      expect(again.status).toBe(409)
      expect(await again.json()).toMatchObject({ code: 'outcome_unknown' })
    }
    expect(await received('lost')).toBe(1)
  })

  it('is free again when Zoom refused before it did anything', async () => {
    await fault({ status: 429 })
    expect((await create({ idempotencyKey: 'refused' })).status).toBe(429)
    expect((await create({ idempotencyKey: 'refused' })).status).toBe(201)
    expect(await received('refused')).toBe(1)
  })

  it("keeps Zoom's refusals too: the same mistake gets the same answer", async () => {
    const send = () =>
      fetch(`${gateway.url}/zoom/v2/users/me/meetings`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${gateway.apiKey}`,
          'valetkey-connection': connectionId,
          'idempotency-key': 'mistake',
        },
        body: '{',
      })
    const [first, again] = [await send(), await send()]
    expect([first.status, again.status]).toEqual([400, 400])
    expect(await again.text()).toBe(await first.text())
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })
})

describe('a server that is killed between a create and its answer', () => {
  it('leaves one meeting and an honest word, also for the server after it', async () => {
    const environment = {
      ZOOM_API_URL: simulatorUrl,
      ZOOM_OAUTH_URL: simulatorUrl,
      ZOOM_CLIENT_ID: simulator.clientId,
      ZOOM_CLIENT_SECRET: simulator.clientSecret,
    }
    const first = await startValetkey({ env: environment })
    const grant = simulator.issueGrant()
    const imported = await first.fetch('/connections/import', {
      method: 'POST',
      body: JSON.stringify({ app: 'zoom', ...grant, expires_at: Date.now() + 3_600_000 }),
    })
    expect(imported.status).toBe(200)
    const send = (server: typeof first) =>
      server.fetch('/zoom/v2/users/me/meetings', {
        method: 'POST',
        headers: { 'idempotency-key': 'killed' },
        body: JSON.stringify({ topic: 'killed', type: 2 }),
      })
    await fault({ delay_ms: 1_500 })
    const cut = send(first).catch(() => 'cut')
    await new Promise((resolve) => setTimeout(resolve, 700))
    first.signal('SIGKILL')
    expect(await cut).toBe('cut')
    await first.exited
    const second = await startValetkey({
      env: environment,
      dataDir: first.dataDir,
      apiKey: first.apiKey,
    })
    const answers = []
    for (let i = 0; i < 3; i++) answers.push(await send(second))
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409])
    expect(await answers[0]!.json()).toMatchObject({ code: 'outcome_unknown' })
    const list = await second.fetch('/zoom/v2/users/me/meetings?page_size=300&type=scheduled')
    const { meetings } = (await list.json()) as { meetings: { topic: string }[] }
    expect(meetings.filter(({ topic }) => topic === 'killed')).toHaveLength(1)
  }, 90_000)
})
