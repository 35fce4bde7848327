import fc from 'fast-check'
import { expect, it } from 'vitest'
import { apps } from '../apps/registry.ts'
import { apiPath } from './api-path.ts'

it('puts the first app in front, unless the path names one', () => {
  expect(apiPath(apps, '/v2/users/me').path).toBe('/zoom/v2/users/me')
  expect(apiPath(apps, '/zoom/v2/users/me?a=1').path).toBe('/zoom/v2/users/me?a=1')
  expect(apiPath(apps, '/zoom-admin/v2/users').app.name).toBe('zoom-admin')
})

it('keeps what was encoded twice', () => {
  const path = '/v2/past_meetings/%252Fajx%253D%253D/participants'
  expect(apiPath(apps, path).path).toBe(`/zoom${path}`)
})

it('gives only paths that a client sends as they are, below an app', () => {
  const piece = fc.constantFrom('/', '.', '..', '%2e', '\\', '#', '?', 'a', 'zoom', '@', ':', ' ')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = pieces.join('')
      let given
      try {
        given = apiPath(apps, path).path
      } catch {
        return
      }
      const url = new URL(`http://server${given}`)
      expect(url.host).toBe('server')
      expect(url.pathname).toMatch(/^\/zoom(-admin)?\//)
      expect(url.pathname + url.search).toBe(given)
    }),
    { numRuns: 2000 },
  )
})
