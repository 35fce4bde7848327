import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isZone, momentOf, wallOf } from './zoned.ts'

const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
)
const seconds = fc.integer({ min: 1_600_000_000, max: 2_500_000_000 })

it('a moment on the wall is that moment again, or the earlier of two that look alike', () => {
  fc.assert(
    fc.property(zones, seconds, (zone, second) => {
      const moment = new Date(second * 1_000)
      const wall = wallOf(moment, zone)
      const back = momentOf(wall, zone)
      if (back === null) throw new Error('a time that a wall has shown exists')
      expect(wallOf(back, zone)).toEqual(wall)
      expect(back.getTime()).toBeLessThanOrEqual(moment.getTime())
    }),
    { numRuns: 300 },
  )
})

it('knows a zone when it sees one', () => {
  expect(isZone('Europe/Berlin')).toBe(true)
  expect(isZone('Europe/Atlantis')).toBe(false)
})
