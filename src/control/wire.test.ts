import { expect, it } from 'vitest'
import type { Connection } from '../connections/connection.ts'
import { timestamp, wireConnection } from './wire.ts'

const pending: Connection = {
  id: '6f1c2d7e-8a43-4c55-9a3e-0d6c5b1f7a20',
  ownerId: 'owner',
  app: 'calendar',
  method: 'OAUTH2',
  status: 'PENDING',
  label: null,
  metadata: {},
  createdAt: 1_775_781_313_470,
  updatedAt: 1_775_781_428_985,
  accountEmail: null,
  accountId: null,
  accountUserId: 'person',
  scopes: [],
  apiUrl: null,
  issuer: 'https://issuer.example',
  clientId: 'client',
  error: null,
  accessExpiresAt: null,
  tokenVersion: 3,
  lastUsedAt: null,
}

it('writes times in UTC with six digits of a second', () => {
  expect(timestamp(1_775_781_313_470)).toBe('2026-04-10T00:35:13.470000Z')
  expect(timestamp(0)).toBe('1970-01-01T00:00:00.000000Z')
})

it('shows exactly the members of the contract, and nothing of owner, issuer or client', () => {
  expect(wireConnection(pending, 'https://keys.example.com/connect')).toEqual({
    connection_id: pending.id,
    status: 'PENDING',
    creation_time: '2026-04-10T00:35:13.470000Z',
    last_updated_time: '2026-04-10T00:37:08.985000Z',
    url: 'https://keys.example.com/connect',
    app: 'calendar',
    method: 'OAUTH2',
    metadata: {},
    label: null,
    account_email: null,
    account_id: null,
    scopes: [],
    expires_at: null,
    error: null,
  })
})

it('says what is wrong with a connection, and since when', () => {
  const error = { code: 'revoked', detail: 'Taken back.', at: pending.updatedAt } as const
  expect(wireConnection({ ...pending, status: 'FAILED', error }, '').error).toEqual({
    code: 'revoked',
    message: 'Taken back.',
    since: '2026-04-10T00:37:08.985000Z',
  })
})
