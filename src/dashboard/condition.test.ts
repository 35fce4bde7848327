import { expect, it } from 'vitest'
import { apps } from '../apps/registry.ts'
import type { ConfiguredApp } from '../connections/app-clients.ts'
import type { Connection } from '../connections/connection.ts'
import { Secret } from '../secret.ts'
import { conditionOf } from './condition.ts'

const [vendor] = apps
if (!vendor) throw new Error('There is no app.')
const issuer = 'https://issuer.example'
const app: ConfiguredApp = {
  appClient: {
    app: vendor,
    apiUrl: 'https://api.example',
    apiUrlIsVendors: false,
    oauthUrl: issuer,
    issuer,
    client: { id: 'client', secret: new Secret('s') },
  },
  tokenEndpoint: {
    exchangeCode: () => Promise.reject(new Error('not asked here')),
    refresh: () => Promise.reject(new Error('not asked here')),
    serverToServer: () => Promise.reject(new Error('not asked here')),
    revoke: () => Promise.resolve(false),
  },
}

function connection(change: Partial<Connection>): Connection {
  return {
    id: 'c',
    ownerId: 'o',
    app: vendor?.name ?? '',
    method: 'OAUTH2',
    status: 'ACTIVE',
    label: null,
    metadata: {},
    createdAt: 0,
    updatedAt: 0,
    accountEmail: null,
    accountId: null,
    accountUserId: null,
    scopes: [],
    apiUrl: null,
    issuer,
    clientId: 'client',
    error: null,
    accessExpiresAt: null,
    tokenVersion: 1,
    lastUsedAt: null,
    ...change,
  }
}

it('has nothing to advise for a connection that works', () => {
  expect(conditionOf(connection({}), app)).toEqual({ tone: 'good', word: 'Active', advice: null })
})

it('names a next step for every other state', () => {
  const codes = ['expired', 'revoked', 'superseded', 'declined', 'misconfigured'] as const
  const failed = codes.map((code) =>
    connection({ status: 'FAILED', error: { code, detail: '', at: 0 } }),
  )
  const all = [...failed, connection({ status: 'FAILED' }), connection({ status: 'PENDING' })]
  const told = all.map((one) => conditionOf(one, app))
  for (const { tone, advice } of told) {
    expect(tone).not.toBe('good')
    expect(advice).toMatch(/[Pp]ress (Reconnect|Finish connecting)/)
  }
  expect(new Set(told.map(({ word }) => word)).size).toBe(all.length)
})

it('asks whoever entered wrong server-to-server credentials, not the operator', () => {
  const error = { code: 'misconfigured', detail: '', at: 0 } as const
  const { advice } = conditionOf(
    connection({ status: 'FAILED', method: 'SERVER_TO_SERVER', error }),
    app,
  )
  expect(advice).toContain('enter them again')
})

it('says that a refused grant is ending while its access token still works', () => {
  const error = { code: 'revoked', detail: 'Taken back.', at: 1 } as const
  const { tone, word, advice } = conditionOf(connection({ error }), app)
  expect([tone, word]).toEqual(['wait', 'Ending'])
  expect(advice).toContain('Press Reconnect')
})

it('does not call a grant of another OAuth client active', () => {
  expect(conditionOf(connection({ clientId: 'former' }), app).word).toBe('Not usable now')
  expect(conditionOf(connection({ issuer: 'https://former.example' }), app).word).toBe(
    'Not usable now',
  )
  expect(conditionOf(connection({}), null).word).toBe('Not usable now')
  const own = connection({ method: 'SERVER_TO_SERVER', clientId: 'its own' })
  expect(conditionOf(own, app).word).toBe('Active')
})
