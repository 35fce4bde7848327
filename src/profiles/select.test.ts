import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSelection, trimmed, type Selection } from './select.ts'

function select(text: string, answer: string) {
  const selection = parseSelection(text)
  if ('why' in selection) throw new Error(selection.why)
  const rest = trimmed(Buffer.from(answer), selection)
  return rest && { body: rest.body.toString(), missing: rest.missing }
}

const meetings = `{
  "page_size": 30,
  "meetings": [
    {"uuid": "a==", "id": 98765432109876543210, "topic": "Täglich", "settings": {"waiting_room": true, "audio": "both"}},
    {"uuid": "b==", "id": 1, "topic": "Weekly", "settings": {}}
  ],
  "next_page_token": ""
}`

describe('a selection', () => {
  it('gives the named members as they were written', () => {
    expect(select('meetings(id,topic),next_page_token', meetings)).toEqual({
      body: `{
  "meetings": [
    {"id": 98765432109876543210, "topic": "Täglich"},
    {"id": 1, "topic": "Weekly"}
  ],
  "next_page_token": ""
}`,
      missing: [],
    })
  })

  it.each([
    ['page_size', { page_size: 30 }],
    ['meetings.settings.audio', { meetings: [{ settings: { audio: 'both' } }, { settings: {} }] }],
    ['meetings/id', 'meetings(id)'],
    ['meetings(settings(audio))', 'meetings.settings.audio'],
    ['meetings.id, meetings.topic', 'meetings( id , topic )'],
    ['page_size, page_size(x)', 'page_size'],
    ['meetings, meetings.id', 'meetings'],
    ['meetings.id, meetings', 'meetings'],
    ['nothing', {}],
  ])('%s is read like that', (text, expected) => {
    const value = (of: string) => JSON.parse(select(of, meetings)!.body) as unknown
    expect(value(text)).toEqual(typeof expected === 'string' ? value(expected) : expected)
  })

  it('says what it did not find', () => {
    expect(select('meetings(id,tpic),page_size,nxt', meetings)?.missing).toEqual([
      'nxt',
      'meetings.tpic',
    ])
    expect(select('meetings(id)', '{"meetings":[]}')?.missing).toEqual([])
    expect(select('a(b)', '[{"a":null},{"a":[{"b":1}]}]')).toEqual({
      body: '[{"a":null},{"a":[{"b":1}]}]',
      missing: [],
    })
  })

  it('of what is not JSON is nothing', () => {
    expect(select('a', '{"a":1')).toBeNull()
  })

  it.each([
    '',
    ',',
    'a,',
    'a..b',
    'a(',
    'a()',
    'a)',
    'a(b',
    'a b',
    '(a)',
    'a.(b)',
    'a:b',
    'ä',
    'a.*',
    Array.from({ length: 17 }, () => 'a').join('.'),
    'a'.repeat(2_001),
  ])('cannot be %j', (text) => {
    expect(parseSelection(text)).toHaveProperty('why')
  })

  it('is a selection or a reason, whatever it is', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '(', ')', ',', '.', '/', ' ') })
    fc.assert(
      fc.property(text, (written) => {
        const read = parseSelection(written)
        if ('why' in read) expect(read.why).not.toBe('')
        else expect(parseSelection(spelled(read))).toEqual(read)
      }),
      { numRuns: 2_000 },
    )
  })
})

const spelled = ({ members }: Selection): string =>
  [...(members ?? [])]
    .map(([name, one]) => (one.members ? `${name}(${spelled(one)})` : name))
    .join(',')
