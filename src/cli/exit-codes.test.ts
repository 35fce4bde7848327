import { expect, it } from 'vitest'
import { exitCodeMeanings, exitCodeOf, exitCodes } from './exit-codes.ts'

it.each([
  [200, null, exitCodes.ok],
  [302, null, exitCodes.ok],
  [400, null, exitCodes.error],
  [500, null, exitCodes.error],
  [401, 'invalid_api_key', exitCodes.notAuthenticated],
  [401, 'reconnect_required', exitCodes.reconnectRequired],
  [409, 'connection_pending', exitCodes.pending],
  [404, 'connection_not_found', exitCodes.notFound],
  [404, null, exitCodes.notFound],
  [429, null, exitCodes.rateLimited],
])('HTTP %s with our code %s is exit code %s', (status, code, exit) => {
  expect(exitCodeOf(status, code)).toBe(exit)
})

it('does not take a 401 of the API behind the gateway for a refused key', () => {
  expect(exitCodeOf(401, null)).toBe(exitCodes.error)
})

it('documents every exit code', () => {
  const documented = exitCodeMeanings.map(([code]) => code)
  expect(documented).toEqual(Object.values(exitCodes))
})
