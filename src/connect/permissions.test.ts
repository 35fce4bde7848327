import { expect, it } from 'vitest'
import type { App, Effect, Endpoint } from '../apps/app.ts'
import { apps } from '../apps/registry.ts'
import { permissionsOf } from './permissions.ts'

function appWith(...rows: (readonly [Effect, string])[]): App {
  const [app] = apps
  if (!app) throw new Error('There is no app.')
  const endpoints = rows.map(([effect, summary]): Endpoint => {
    const rest = {
      id: summary,
      method: 'GET',
      path: '/',
      query: [],
      body: null,
      list: null,
      cli: summary,
      rateClass: '',
      scope: '',
    } as const
    return { ...rest, effect, summary }
  })
  return { ...app, endpoints }
}

it('speaks of every endpoint of every app exactly once', () => {
  for (const app of apps) {
    const told = permissionsOf(app).flatMap(({ summaries }) => summaries)
    expect(new Set(told)).toEqual(new Set(app.endpoints.map(({ summary }) => summary)))
    expect(told).toHaveLength(new Set(told).size)
  }
})

it('goes from reading to deleting and leaves out what an app cannot do', () => {
  const groups = permissionsOf(appWith(['destroy', 'Delete a thing'], ['read', 'Get a thing']))
  expect(groups.map(({ title }) => title)).toEqual(['Read', 'Delete and end'])
})

it('previews three as one sentence and counts the rest', () => {
  const four = appWith(
    ['read', 'Get a thing'],
    ['read', 'List things'],
    ['read', 'QSS data'],
    ['read', 'D'],
  )
  expect(permissionsOf(four)[0]?.preview).toBe('Get a thing, list things, QSS data, and 1 more')
  expect(permissionsOf(appWith(['read', 'Get a thing']))[0]?.preview).toBe('Get a thing')
})
