import { describe, expect, it } from 'vitest'
import { zoom } from '../../apps/zoom/app.ts'
import { apps } from '../../apps/registry.ts'
import { readInput } from '../read-input.ts'
import { findOperation } from './find-operation.ts'
import { flagsOf } from './flags.ts'
import { requestOf, type OperationRequest } from './request.ts'

const clock = { now: new Date('2030-05-15T08:30:00Z'), zone: 'Europe/Berlin' }

/** The request that a command line comes down to. */
function typed(
  line: readonly string[],
  base: Record<string, unknown> | null = null,
): OperationRequest {
  const found = findOperation(['zoom', ...line])
  if (!found || !('command' in found)) throw new Error('That is no command.')
  const endpoint = zoom.endpoints.find(({ cli }) => line.join(' ').startsWith(cli))
  if (!endpoint) throw new Error('That is no endpoint.')
  return requestOf({ app: zoom, endpoint }, readInput(found.command, found.rest), { clock, base })
}

describe('a command line', () => {
  it('becomes path, query and body', () => {
    const { body, path } = typed([
      ...[
        'meetings',
        'create',
        '--topic',
        'Plans',
        '--start',
        'tomorrow 15:00',
        '--duration',
        '30',
      ],
      ...['--settings.waiting-room', 'true', '--settings.breakout-room.enable', 'false'],
    ])
    expect(path).toEqual({ userId: 'me' })
    expect(body).toEqual({
      topic: 'Plans',
      start_time: '2030-05-16T13:00:00Z',
      duration: 30,
      settings: { waiting_room: true, breakout_room: { enable: false } },
    })
    expect(typed(['meetings', 'list', '--from', '3 days ago', '--user-id', 'a@b.example'])).toEqual(
      {
        method: 'GET',
        pattern: '/v2/users/{userId}/meetings',
        path: { userId: 'a@b.example' },
        query: { from: '2030-05-12' },
        body: null,
      },
    )
    expect(typed(['meetings', 'polls', 'get', '5', 'p1']).path).toEqual({
      meetingId: '5',
      pollId: 'p1',
    })
  })

  it('goes over the body of --input, member by member', () => {
    const base = { topic: 'Old', settings: { watermark: true, waiting_room: false } }
    const { body } = typed(
      ['meetings', 'update', '5', '--topic', 'New', '--settings.waiting-room', 'true'],
      base,
    )
    expect(body).toEqual({ topic: 'New', settings: { watermark: true, waiting_room: true } })
    expect(base.settings.waiting_room).toBe(false)
  })

  it('takes JSON where a member is an object, and the members beside it', () => {
    const { body } = typed([
      ...['meetings', 'create', '--settings', '{"new_member":1}', '--settings.watermark', 'true'],
      ...['--tracking-fields', '{"field":"a"}', '--tracking-fields', '[{"field":"b"}]'],
    ])
    expect(body).toEqual({
      settings: { new_member: 1, watermark: true },
      tracking_fields: [{ field: 'a' }, { field: 'b' }],
    })
  })

  it('collects lists of words', () => {
    const countries = ['--settings.global-dial-in-countries', 'DE']
    const { body } = typed(['meetings', 'create', ...countries, ...countries])
    expect(body).toEqual({ settings: { global_dial_in_countries: ['DE', 'DE'] } })
  })

  it('knows the name of the API for the start, and fields after --json', () => {
    expect(typed(['meetings', 'create', '--start-time', '2030-01-01T00:00:00Z']).body).toEqual({
      start_time: '2030-01-01T00:00:00Z',
    })
    expect(typed(['meetings', 'get', '--json', 'id,topic', '5']).path).toEqual({ meetingId: '5' })
    expect(typed(['meetings', 'get', '--json', '5']).path).toEqual({ meetingId: '5' })
  })
})

it.each([
  [['meetings', 'create', '--duration', 'long'], '--duration takes a whole number'],
  [['meetings', 'create', '--duration', '0'], 'from 1 to 1440'],
  [['meetings', 'create', '--type', '4'], 'takes one of: 1, 2, 3, 8, 10'],
  [['meetings', 'create', '--settings.waiting-room', 'yes'], 'takes true or false'],
  [['meetings', 'create', '--settings', '{'], 'takes JSON'],
  [['meetings', 'create', '--topic', 'x'.repeat(201)], 'at most 200 characters'],
  [['meetings', 'create', '--start', 'soon'], '--start: "soon" cannot be read'],
  [['meetings', 'create', '--topik', 'x'], 'Did you mean --topic?'],
  [['meetings', 'update', '5'], 'Nothing would change'],
  [['meetings', 'status', '5'], 'Missing: --action'],
  [['meetings', 'registrants', 'create', '5'], 'Missing: --email, --first-name'],
  [['meetings', 'get'], 'Usage: valetkey zoom meetings get MEETING_ID'],
])('%j is refused with "%s"', (line, sentence) => {
  expect(() => typed(line)).toThrow(sentence)
})

it('a body for a call that takes none is refused', () => {
  expect(() => typed(['meetings', 'get', '5'], {})).toThrow('takes none')
})

describe('the command of every row', () => {
  const rows = apps.flatMap((app) => app.endpoints.map((endpoint) => ({ app, endpoint })))

  it('has flags of its own that hide none of another', () => {
    for (const { app, endpoint } of rows) {
      const found = findOperation([app.name, ...endpoint.cli.split(' ')])
      if (!found || !('command' in found)) throw new Error(`${endpoint.cli} is not found`)
      const names = flagsOf(app, endpoint).flags.map(({ name }) => name)
      expect(new Set(names).size, endpoint.cli).toBe(names.length)
      const common = ['input', 'paginate', 'limit', 'connection', 'json', 'jq', 'dry-run', 'yes']
      expect(names.filter((name) => common.includes(name))).toEqual([])
      expect(found.command.summary).not.toBe('')
    }
  })

  it('is listed under each of its first words', () => {
    const found = findOperation(['zoom', 'meetings', 'polls', '--help'])
    if (!found || !('group' in found)) throw new Error('That is no group.')
    expect(found.group.map(({ name }) => name)).toContain('zoom meetings polls create')
  })

  it('is suggested when it was mistyped', () => {
    expect(() => findOperation(['zoom', 'meetngs', 'list'])).toThrow(
      'Did you mean "valetkey zoom meetings list"?',
    )
    expect(findOperation(['teams'])).toBeNull()
  })
})
