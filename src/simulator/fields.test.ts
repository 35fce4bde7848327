import { describe, expect, it } from 'vitest'
import { flag, list, oneOf, record, required, text, whole, type Problem } from './fields.ts'

const body = record({
  topic: text({ max: 5 }),
  duration: whole({ min: 1, max: 1440 }),
  settings: record({ approval_type: oneOf(0, 1, 2), waiting_room: flag() }),
  polls: list(record({ name: required(text()) }), { max: 2 }),
})

function problems(value: unknown): string[] {
  const found: Problem[] = []
  body(value, '', found)
  return found.map(({ field }) => field)
}

describe('a body', () => {
  it('is read field by field; unknown fields and nulls are left out', () => {
    const found: Problem[] = []
    const read = body({ topic: 'abc', duration: null, more: 1, settings: { x: 1 } }, '', found)
    expect(found).toEqual([])
    expect(read).toEqual({ topic: 'abc', settings: {} })
  })

  it('names every wrong field by its dotted path', () => {
    expect(
      problems({
        topic: 'abcdef',
        duration: 0,
        settings: { approval_type: 7, waiting_room: 'yes' },
        polls: [{ name: 'a' }, {}],
      }),
    ).toEqual([
      'topic',
      'duration',
      'settings.approval_type',
      'settings.waiting_room',
      'polls[1].name',
    ])
  })

  it('does not turn text into numbers', () => {
    expect(problems({ duration: '60' })).toEqual(['duration'])
    expect(problems({ duration: 60.5 })).toEqual(['duration'])
  })

  it('is wrong as a whole where an object or a list is something else', () => {
    expect(problems({ settings: [], polls: {} })).toEqual(['settings', 'polls'])
    expect(problems({ polls: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] })).toEqual(['polls'])
  })
})
