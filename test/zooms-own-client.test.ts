import { MeetingsOAuthClient } from '@zoom/rivet/meetings'
import { beforeAll, describe, expect, it } from 'vitest'
import { startValetkey, type StartedServer } from './setup/process.ts'

let server: StartedServer

beforeAll(async () => {
  server = await startValetkey()
})

describe("Zoom's own JavaScript client", () => {
  it('works with our base URL and our key, and sees no difference', async () => {
    const { meetings } = zoomsOwnClient().endpoints
    const created = await meetings.createMeeting({
      path: { userId: 'me' },
      body: { topic: 'From another client', type: 2, duration: 30 },
    })
    expect(created.statusCode).toBe(201)
    const meetingId = created.data!.id!
    const read = await meetings.getMeeting({ path: { meetingId } })
    expect(read.data?.topic).toBe('From another client')
    const list = await meetings.listMeetings({ path: { userId: 'me' }, query: { page_size: 3 } })
    expect(list.data?.meetings).toHaveLength(3)
    const deleted = await meetings.deleteMeeting({ path: { meetingId } })
    expect(deleted.statusCode).toBe(204)
    await expect(meetings.getMeeting({ path: { meetingId } })).rejects.toThrow(/3001|not exist/)
  })
})

/** It asks its token store before each call, so the API key takes the place of the token. */
function zoomsOwnClient(): MeetingsOAuthClient {
  return new MeetingsOAuthClient({
    clientId: 'unused',
    clientSecret: 'unused',
    disableReceiver: true,
    baseUrl: `${server.url}/zoom/v2`,
    installerOptions: { redirectUri: 'http://127.0.0.1/', stateStore: 'unused' },
    tokenStore: {
      getLatestToken: () => ({
        accessToken: server.apiKey,
        refreshToken: 'unused',
        expirationTimeIso: '2999-01-01T00:00:00Z',
        scopes: [],
      }),
      storeToken: () => undefined,
    },
  })
}
