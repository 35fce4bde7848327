import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apps } from '../apps/registry.ts'
import { zoom, zoomAdmin } from '../apps/zoom/app.ts'
import { createMatcher, isRefusal } from './match.ts'

const match = createMatcher(zoom)

function verdict(method: string, path: string): string {
  const result = match(method, path)
  return isRefusal(result) ? result.kind : result.endpoint.id
}

describe('matching a raw path', () => {
  it.each([
    ['GET', '/v2/users/me', 'user'],
    ['HEAD', '/v2/users/me', 'user'],
    ['GET', '/v2/users/john.doe+x@example.com/meetings', 'meetings'],
    ['POST', '/v2/users/me/meetings', 'meetingCreate'],
    ['DELETE', '/v2/meetings/82931897821', 'meetingDelete'],
    ['GET', '/v2/meetings/1/recordings', 'recordingGet'],
    ['GET', '/v2/meetings/1/registrants/questions', 'meetingRegistrantsQuestionsGet'],
    ['GET', '/v2/_download', 'not_supported'],
    ['GET', '/_download', 'recordingDownload'],
  ])('%s %s is %s', (method, path, expected) => {
    expect(verdict(method, path)).toBe(expected)
  })

  it.each([
    '/v2/past_meetings/%252FajXp112QmuoKj4854875%253D%253D/participants',
    '/v2/past_meetings/aj%2FXp112QmuoKj4854875%3D%3D/participants',
    '/v2/past_meetings//ajXp112QmuoKj4854875==/participants',
    '/v2/past_meetings/aj//Xp112QmuoKj4854875==/participants',
    '/v2/past_meetings/a+b;c=[1]/participants',
  ])('accepts a meeting UUID however it is written: %s', (path) => {
    expect(verdict('GET', path)).toBe('pastMeetingParticipants')
  })

  it.each([
    ['GET', '/v2/users/me/zak'],
    ['GET', '/v2/users/summary'],
    ['GET', '/v2/meetings/meeting_summaries'],
    ['PUT', '/v2/meetings/1/recordings/registrants/status'],
    ['GET', '/v2/users'],
    ['PUT', '/v2/users/me'],
    ['OPTIONS', '/v2/users/me'],
    ['GET', '/v2/users/me/'],
    ['GET', '/v2/users//'],
    ['GET', '//v2/users/me'],
    ['GET', '/V2/users/me'],
    ['GET', '/v2/%75sers/me'],
    ['GET', '/'],
    ['GET', ''],
  ])('does not know %s %s', (method, path) => {
    expect(verdict(method, path)).toBe('not_supported')
  })

  it.each([
    '/v2/users/..',
    '/v2/users/%2e%2e/x',
    '/v2/users/.%2E',
    '/v2/users/%252e%252e',
    '/v2/users/..;/me',
    '/v2/users/..%5c..%5c',
    '/v2/users/a%5C..',
    '/v2/users/..%3Fx',
    '/v2/users/..%23x',
    '/v2/users/a%5C.%5Cx',
    '/v2/users/%25252e%25252e',
    '/v2/users/me%2F..%2F..%2Faccounts',
    '/v2/./users/me',
    '/v2/users/a%0d%0ab',
    '/v2/users/a%00',
    '/v2/users/a%250ab',
    '/v2/users/me#x',
    '/v2/users/a#/../b',
  ])('refuses a path that climbs or controls: %s', (path) => {
    expect(verdict('GET', path)).toBe('unsafe')
  })

  it.each([
    '/v2/users/me%2Fzak',
    '/v2/users/me%252Fzak',
    '/v2/users/me%25252Fzak',
    '/v2/users/me//zak',
    '/v2/users/me%2F%2Fzak;x=1',
    '/v2/users/me%5Czak',
    '/v2/users/me\\zak',
    '/v2/users/%73ummary',
    '/v2/users/summary;x',
    '/v2/meetings/1/registrants/%71uestions',
    '/v2/users/%3ba/meetings',
    '/v2/meetings/meeting_summaries%2f',
    '/v2/users/%2f/meetings',
    '/v2/meetings/1%2fregistrants%3fx',
    '/v2/meetings/1%252fregistrants%2523x',
    '/v2/users/%3fa/meetings',
  ])('refuses a parameter that a decoding server would read as another operation: %s', (path) => {
    expect(verdict('GET', path)).toBe('unsafe')
  })

  it('knows the words of the table by itself', () => {
    const match = createMatcher({ ...zoom, pathWords: [] })
    expect(match('GET', '/v2/users/me%2Fmeetings')).toMatchObject({ kind: 'unsafe' })
    expect(match('GET', '/v2/users/v2')).toMatchObject({ endpoint: { id: 'user' } })
  })

  it('gives the admin app the admin endpoints and the user app none of them', () => {
    expect(createMatcher(zoomAdmin)('GET', '/v2/users')).toMatchObject({
      endpoint: { id: 'users' },
    })
    expect(verdict('GET', '/v2/report/daily')).toBe('not_supported')
  })

  it('never throws, and never lets a dot segment through', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'v2',
        'users',
        'me',
        'meetings',
        '..',
        '.',
        '%2e',
        '%2E%2e',
        '%252e',
        '',
        '%',
        '%zz',
        '..;a',
        '\\',
      ),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = `/${pieces.join('/')}`
        const result = match('GET', path)
        const climbs = pieces.some((it) =>
          ['..', '.', '%2e', '%2E%2e', '%252e', '..;a'].includes(it),
        )
        if (climbs) expect(isRefusal(result)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the endpoint tables', () => {
  it.each(apps)('of $name has unique ids and no two rows for one request', ({ endpoints }) => {
    expect(new Set(endpoints.map((row) => row.id)).size).toBe(endpoints.length)
    const shapes = endpoints.map((row) => `${row.method} ${row.path.replace(/\{[^}]+\}/g, '{}')}`)
    expect(new Set(shapes).size).toBe(shapes.length)
  })
})
