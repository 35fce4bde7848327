import { describe, expect, it } from 'vitest'
import { dateIn, momentIn } from './times.ts'

/** A Wednesday, 10:30 in Berlin and 04:30 in New York. */
const now = new Date('2030-05-15T08:30:00Z')
const berlin = { now, zone: 'Europe/Berlin' }
const moment = (text: string, clock = berlin) => momentIn(text, clock).toISOString()

describe('a moment', () => {
  it.each([
    ['tomorrow 15:00', '2030-05-16T13:00:00.000Z'],
    ['Tomorrow at 3pm', '2030-05-16T13:00:00.000Z'],
    ['today 3:30 pm', '2030-05-15T13:30:00.000Z'],
    ['friday 9am', '2030-05-17T07:00:00.000Z'],
    ['wed 12am', '2030-05-21T22:00:00.000Z'],
    ['tomorrow noon', '2030-05-16T10:00:00.000Z'],
    ['2030-07-01 08:05', '2030-07-01T06:05:00.000Z'],
    ['2030-12-01T08:05:30', '2030-12-01T07:05:30.000Z'],
    ['2030-07-01T08:05:00Z', '2030-07-01T08:05:00.000Z'],
    ['2030-07-01T08:05+05:30', '2030-07-01T02:35:00.000Z'],
    ['15:00', '2030-05-15T13:00:00.000Z'],
    ['9:00', '2030-05-16T07:00:00.000Z'],
    ['now', '2030-05-15T08:30:00.000Z'],
    ['in 2 hours', '2030-05-15T10:30:00.000Z'],
    ['in 90min', '2030-05-15T10:00:00.000Z'],
    ['in 3 days', '2030-05-18T08:30:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(moment(text)).toBe(instant)
  })

  it('belongs to the zone', () => {
    const newYork = { now, zone: 'America/New_York' }
    expect(moment('tomorrow 15:00', newYork)).toBe('2030-05-16T19:00:00.000Z')
    expect(moment('2030-07-01 08:05', { now, zone: 'UTC' })).toBe('2030-07-01T08:05:00.000Z')
  })

  it('"in 3 days" keeps the time of the day when the clocks change', () => {
    const before = { now: new Date('2030-03-30T08:00:00Z'), zone: 'Europe/Berlin' }
    expect(moment('in 3 days', before)).toBe('2030-04-02T07:00:00.000Z')
    expect(moment('in 72 hours', before)).toBe('2030-04-02T08:00:00.000Z')
  })

  it('that the clocks skip is refused, and the earlier of two is taken', () => {
    expect(() => moment('2030-03-31 02:30')).toThrow('the clocks skip it')
    expect(moment('2030-10-27 02:30')).toBe('2030-10-27T00:30:00.000Z')
  })

  it.each([
    '15',
    'next friday',
    'tomorrow 25:00',
    'tomorrow 13pm',
    '2030-02-30 10:00',
    '',
    'fr 9am',
  ])('is not "%s", and the answer shows how to write one', (text) => {
    expect(() => moment(text)).toThrow('For example: "2030-05-17 15:00"')
  })

  it('needs more than a day', () => {
    expect(() => moment('tomorrow')).toThrow('says which day, but not when. Write "tomorrow 15:00"')
  })
})

describe('a day', () => {
  it.each([
    ['2030-02-28', '2030-02-28'],
    ['today', '2030-05-15'],
    ['yesterday', '2030-05-14'],
    ['3 days ago', '2030-05-12'],
    ['2 weeks ago', '2030-05-01'],
    ['in 1 day', '2030-05-16'],
    ['sunday', '2030-05-19'],
  ])('%s is %s', (text, date) => {
    expect(dateIn(text, berlin)).toBe(date)
  })

  it('is the day of the zone', () => {
    const late = { now: new Date('2030-05-15T23:30:00Z'), zone: 'Europe/Berlin' }
    expect(dateIn('today', late)).toBe('2030-05-16')
  })

  it.each(['2030-02-30', '3 days', 'soon'])('is not "%s"', (text) => {
    expect(() => dateIn(text, berlin)).toThrow('For example: "2030-05-17", "today"')
  })
})
