import { expect, it } from 'vitest'
import { apps } from '../apps/registry.ts'
import { searched } from './search.ts'

const endpoints = apps[0]?.endpoints ?? []
const firstOf = (query: string): string | undefined => searched(endpoints, query)[0]?.id

it.each([
  ['create a meeting poll', 'meetingPollCreate'],
  ['list meetings', 'meetings'],
  ['delete recording file', 'recordingDeleteOne'],
  ['webinar absentees', 'webinarAbsentees'],
  ['meeting summary', 'Getameetingsummary'],
  ['PANELISTS', 'webinarPanelists'],
])('finds by words: %s', (query, id) => {
  expect(firstOf(query)).toBe(id)
})

it('finds nothing for words that no endpoint says, and everything for none', () => {
  expect(searched(endpoints, 'quantum')).toEqual([])
  expect(searched(endpoints, '')).toHaveLength(endpoints.length)
})
