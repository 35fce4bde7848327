import { expectTypeOf } from 'vitest'
import type { GatewayError } from '../../src/client/index.ts'
import { createClient } from '../../src/client/index.ts'

/*
 * What the SDK's types accept and refuse. Never run: `tsc` (npm run check:types) is the test, and an unused
 * `@ts-expect-error` fails it.
 */

const client = createClient({ url: 'http://127.0.0.1:8787', apiKey: 'vk_x' })
const zoom = client.app('zoom')
const admin = client.app('zoom-admin')
const meetingId = 5

export async function accepted(): Promise<void> {
  const made = await zoom.post('/v2/users/{userId}/meetings', {
    path: { userId: 'me' },
    body: { topic: 'Plans', type: 2, settings: { waiting_room: true } },
  })
  // The id of a new meeting is always there, so it can be used at once.
  await zoom.get('/v2/meetings/{meetingId}', { path: { meetingId: made.id } })
  expectTypeOf(made.join_url).toEqualTypeOf<string | undefined>()

  // A deletion answers without a body.
  const gone = zoom.delete('/v2/meetings/{meetingId}', { path: { meetingId } })
  expectTypeOf(gone).toEqualTypeOf<Promise<undefined>>()

  const path = { userId: 'me' }
  const query = { type: 'upcoming', page_size: 300 } as const
  for await (const meeting of zoom.list('/v2/users/{userId}/meetings', { path, query })) {
    expectTypeOf(meeting.id).toEqualTypeOf<number>()
    expectTypeOf(meeting.topic).toEqualTypeOf<string | undefined>()
  }
  for await (const page of zoom.pages('/v2/users/{userId}/recordings', { path })) {
    expectTypeOf(page.total_records).toEqualTypeOf<number | undefined>()
  }
  // Nothing is required, so nothing has to be given.
  for await (const user of admin.list('/v2/users')) expectTypeOf(user.id).toEqualTypeOf<string>()
  const file = await zoom.download('https://us02web.zoom.us/rec/download/x', {
    signal: AbortSignal.timeout(1_000),
  })
  expectTypeOf(file).toEqualTypeOf<Response>()
}

export async function refused(): Promise<void> {
  const path = { userId: 'me' }
  // @ts-expect-error the table has no such path
  await zoom.get('/v2/nothing')
  // @ts-expect-error a person's app has no list of users
  await zoom.get('/v2/users')
  // @ts-expect-error not with this method
  await zoom.put('/v2/users/{userId}/meetings', { path })
  // @ts-expect-error the path needs its value
  await zoom.get('/v2/meetings/{meetingId}')
  // @ts-expect-error and under its own name
  await zoom.get('/v2/meetings/{meetingId}', { path: { id: 1 } })
  // @ts-expect-error no such query parameter
  await zoom.get('/v2/users/{userId}/meetings', { path, query: { size: 1 } })
  // @ts-expect-error types of meetings are not types of webinars
  await zoom.get('/v2/users/{userId}/webinars', { path, query: { type: 'live' } })
  // @ts-expect-error a report needs its range
  await admin.get('/v2/report/users/{userId}/meetings', { path })
  // @ts-expect-error creating needs a body
  await zoom.post('/v2/users/{userId}/meetings', { path })
  // @ts-expect-error with members of their type
  await zoom.post('/v2/users/{userId}/meetings', { path, body: { duration: '30' } })
  // @ts-expect-error and no others
  await zoom.post('/v2/users/{userId}/meetings', { path, body: { title: 'x' } })
  // @ts-expect-error reading takes no body
  await zoom.get('/v2/users/{userId}', { path, body: {} })
  // @ts-expect-error one user is no list
  zoom.list('/v2/users/{userId}', { path })
  // @ts-expect-error a file is no JSON
  await zoom.get('/_download', { query: { url: 'https://x' } })
  // @ts-expect-error there is no such app
  client.app('teams')
}

export function codes(error: GatewayError): string | null {
  // Known codes are completed by an editor; a newer server's are still strings.
  if (error.code === 'reconnect_required') return error.reconnectUrl
  return error.approvalUrl ?? error.code
}
