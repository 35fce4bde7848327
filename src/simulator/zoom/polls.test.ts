import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'
import { call, type Reply } from '../test-client.ts'

let simulator: Simulator
let url: string

beforeEach(async () => {
  simulator = createSimulator({ now: () => Date.parse('2026-04-10T12:00:00Z') })
  url = (await simulator.listen()).url
})

afterEach(() => simulator.close())

function asker(email: string): (method: string, path: string, body?: unknown) => Promise<Reply> {
  const { access_token } = simulator.issueGrant({ email })
  return (method, path, body) => call(`${url}/v2${path}`, access_token, { method, body })
}

it('is made, read, replaced and deleted', async () => {
  const ask = asker('john@example.com')
  const { id } = (await ask('POST', '/users/me/meetings', {})).json as { id: number }
  const polls = `/meetings/${id}/polls`
  const questions = [{ name: 'Tea?', type: 'single', answers: ['yes', 'no'] }]
  const created = await ask('POST', polls, { title: 'Tea', questions })
  expect(created.status).toBe(201)
  expect(created.json).toMatchObject({ title: 'Tea', status: 'notstart', poll_type: 1, questions })
  const poll = `${polls}/${(created.json as { id: string }).id}`
  expect((await ask('PUT', poll, { title: 'Coffee' })).status).toBe(204)
  expect((await ask('GET', poll)).json).not.toHaveProperty('questions')
  expect((await ask('GET', polls)).json).toMatchObject({ total_records: 1 })
  expect((await ask('DELETE', poll)).status).toBe(204)
  const gone = await ask('GET', poll)
  expect([gone.status, gone.json]).toEqual([404, { code: 404, message: 'Meeting Poll not found' }])
})

it('is not offered to hosts without a licence', async () => {
  const ask = asker('maria@example.com')
  const { id } = (await ask('POST', '/users/me/meetings', {})).json as { id: number }
  expect((await ask('GET', `/meetings/${id}/polls`)).json).toMatchObject({ code: 4400 })
})
