import { expect, it } from 'vitest'
import type { Endpoint } from './app.ts'
import { inputSchema, splitInput } from './input-schema.ts'
import { zoom } from './zoom/app.ts'

function row(id: string): Endpoint {
  const found = zoom.endpoints.find((it) => it.id === id)
  if (!found) throw new Error(`The table has no ${id}.`)
  return found
}

it('an input is flat: path, query and body members side by side', () => {
  expect(inputSchema(zoom, row('meetingStatus'))).toEqual({
    type: 'object',
    properties: {
      meetingId: {
        type: 'string',
        description: 'The number of a meeting, or the UUID of one of its instances.',
      },
      action: {
        type: 'string',
        enum: ['end', 'recover'],
        description: 'End it while it is live, or recover it after it was deleted.',
      },
    },
    required: ['meetingId', 'action'],
    additionalProperties: true,
  })
})

it('only a body may have members that the table does not name', () => {
  expect(inputSchema(zoom, row('meetings')).additionalProperties).toBe(false)
})

it('a change offers no default, because what it leaves out stays as it is', () => {
  expect(inputSchema(zoom, row('meetingCreate')).properties['duration']).toHaveProperty('default')
  const change = JSON.stringify(inputSchema(zoom, row('meetingUpdate')))
  expect(change).not.toContain('"default"')
})

it('a start time may be local', () => {
  const start = inputSchema(zoom, row('meetingCreate')).properties['start_time']
  const { pattern } = start as { pattern: string }
  expect('2030-01-02T15:00:00').toMatch(new RegExp(pattern))
  expect('2030-01-02T15:00:00Z').toMatch(new RegExp(pattern))
  expect('tomorrow').not.toMatch(new RegExp(pattern))
})

it('an input is taken apart, and "me" stands in for a missing user', () => {
  expect(splitInput(zoom, row('meetingCreate'), { topic: 'A', new_member: 1 })).toEqual({
    path: { userId: 'me' },
    query: {},
    body: { topic: 'A', new_member: 1 },
  })
  const update = { meetingId: 5, occurrence_id: '7', topic: 'B', agenda: undefined }
  expect(splitInput(zoom, row('meetingUpdate'), update)).toEqual({
    path: { meetingId: 5 },
    query: { occurrence_id: '7' },
    body: { topic: 'B' },
  })
  expect(splitInput(zoom, row('meetings'), { userId: 'a@b.example', page_size: 5 })).toEqual({
    path: { userId: 'a@b.example' },
    query: { page_size: 5 },
    body: null,
  })
})
