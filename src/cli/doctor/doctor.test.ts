import { expect, it } from 'vitest'
import { addressFindings, clockFinding } from './addresses.ts'
import { nodeVersion } from './machine.ts'

const now = Date.parse('2026-06-01T00:00:00Z')
const at = (seconds: number) => new Date(now + seconds * 1_000).toUTCString()

it.each([
  ['https://valetkey.example', 'ok'],
  ['http://127.0.0.1:8787', 'ok'],
  ['http://localhost:8787', 'ok'],
  ['http://[::1]:8787', 'ok'],
  ['http://valetkey.example', 'problem'],
  ['http://192.168.1.4:8787', 'problem'],
  ['http://0.0.0.0:8787', 'problem'],
])('finds %s as a public URL: %s', (url, status) => {
  expect(addressFindings(url)[0]).toMatchObject({ check: 'public_url', status })
})

it('names the redirect URL to register', () => {
  expect(addressFindings('https://valetkey.example')[1]?.detail).toContain(
    'https://valetkey.example/connect/callback',
  )
})

it.each([
  [0, 'ok'],
  [-4, 'ok'],
  [30, 'warning'],
  [-600, 'problem'],
])('finds a clock that differs by %s s: %s', (seconds, status) => {
  expect(clockFinding('clock', { date: at(seconds), now })?.status).toBe(status)
})

it('says nothing about a clock without a Date header', () => {
  expect(clockFinding('clock', { date: null, now })).toBeNull()
})

it.each([
  ['18.20.0', 'problem'],
  ['20.18.1', 'problem'],
  ['20.19.0', 'warning'],
  ['22.1.0', 'ok'],
  ['24.0.0', 'ok'],
])('finds Node %s: %s', (version, status) => {
  expect(nodeVersion(version).status).toBe(status)
})
