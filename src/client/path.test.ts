import { expect, it } from 'vitest'
import { filledPath } from './path.ts'

const meeting = '/v2/meetings/{meetingId}'

it('fills in numbers and texts, encoded once', () => {
  expect(filledPath(meeting, { meetingId: 85746065 })).toBe('/v2/meetings/85746065')
  const two = filledPath('/v2/meetings/{meetingId}/polls/{pollId}', { meetingId: 1, pollId: 'a?b' })
  expect(two).toBe('/v2/meetings/1/polls/a%3Fb')
  expect(filledPath('/v2/users/{userId}', { userId: 'a+b@example.com' })).toBe(
    '/v2/users/a%2Bb%40example.com',
  )
})

it.each([
  ['4444AAAiAAAAAiAiAiiAii==', '4444AAAiAAAAAiAiAiiAii%3D%3D'],
  ['a/b+c==', 'a%2Fb%2Bc%3D%3D'],
  ['/ajXp112QmuoKj4854875==', '%252FajXp112QmuoKj4854875%253D%253D'],
  ['ab//cd==', 'ab%252F%252Fcd%253D%253D'],
])('the UUID %s becomes %s', (meetingId, segment) => {
  expect(filledPath(meeting, { meetingId })).toBe(`/v2/meetings/${segment}`)
})

it.each(['', '.', '..'])('refuses "%s", which would name another path', (meetingId) => {
  expect(() => filledPath(meeting, { meetingId })).toThrow('meetingId')
})

it('says which value is missing', () => {
  expect(() => filledPath(meeting)).toThrow('needs a value for meetingId')
})
