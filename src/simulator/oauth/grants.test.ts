import { beforeEach, describe, expect, it } from 'vitest'
import { createClock } from '../clock.ts'
import type { OAuthClient } from './clients.ts'
import { createGrants, type Grants, type TokenAnswer } from './grants.ts'
import type { Person } from './people.ts'
import type { OAuthTexts } from './texts.ts'

const client: OAuthClient = {
  id: 'app',
  secret: 's',
  name: 'App',
  kind: 'user',
  scopes: ['read', 'write'],
  redirectUris: [],
}
const other: OAuthClient = { ...client, id: 'other' }
const ann: Person = { id: 'ann', email: 'a@x.org', name: 'Ann', accountId: 'acc', isAdmin: true }
const texts = { issuer: (id: string) => id, audience: 'aud' } as OAuthTexts

let now = Date.parse('2026-04-10T12:00:00Z')
let grants: Grants

/** A process: what it knows is lost with it, the key is not. */
function startProcess(key = 'key'): Grants {
  return createGrants({
    key,
    clock: createClock(() => now),
    settings: {
      accessTokenSeconds: 3600,
      strict: false,
      rateLimits: true,
      plan: 'business',
      downloadRedirect: 'off',
    },
    texts,
    clients: [client, other],
    people: { list: () => [ann], find: (id) => (id === 'ann' ? ann : undefined), owner: () => ann },
    apiUrl: () => 'http://api',
  })
}

function issue(scopes = client.scopes): TokenAnswer {
  now += 1
  return grants.issue({ client, person: ann, scopes }).answer
}

function refresh(token: string | undefined): TokenAnswer | undefined {
  return grants.refresh(client, token ?? '')
}

beforeEach(() => {
  grants = startProcess()
})

describe('a refresh token', () => {
  it('works once: the older one is refused and the newest still works', () => {
    const first = issue()
    const second = refresh(first.refresh_token)
    expect(second).toBeDefined()
    expect(refresh(first.refresh_token)).toBeUndefined()
    expect(refresh(second?.refresh_token)).toBeDefined()
  })

  it('belongs to one app', () => {
    expect(grants.refresh(other, issue().refresh_token ?? '')).toBeUndefined()
  })

  it('lives 90 days', () => {
    const { refresh_token } = issue()
    now += 90 * 24 * 3600 * 1000
    expect(refresh(refresh_token)).toBeUndefined()
  })

  it('is no access token, nor the other way round', () => {
    const { access_token, refresh_token } = issue()
    expect(grants.bearer(refresh_token ?? '').state).toBe('invalid')
    expect(refresh(access_token)).toBeUndefined()
  })

  it('keeps the scopes that were granted', () => {
    expect(refresh(issue(['read']).refresh_token)?.scope).toBe('read')
  })
})

describe('an access token', () => {
  it('expires after its life', () => {
    const { access_token } = issue()
    now += 3600 * 1000 - 1000
    expect(grants.bearer(access_token).state).toBe('valid')
    now += 1000
    expect(grants.bearer(access_token).state).toBe('expired')
  })

  it('is invalid with one letter changed', () => {
    const { access_token } = issue()
    const last = access_token.at(-10) === 'A' ? 'B' : 'A'
    const changed = access_token.slice(0, -10) + last + access_token.slice(-9)
    expect(grants.bearer(changed).state).toBe('invalid')
  })
})

describe('consenting again', () => {
  it('kills both tokens of the grant before', () => {
    const first = issue()
    const second = issue()
    expect(grants.bearer(first.access_token).state).toBe('invalid')
    expect(refresh(first.refresh_token)).toBeUndefined()
    expect(grants.bearer(second.access_token).state).toBe('valid')
  })
})

describe('after a restart', () => {
  it('tokens signed with the same key go on working', () => {
    const before = issue(['read'])
    grants = startProcess()
    const bearer = grants.bearer(before.access_token)
    expect(bearer.state === 'valid' && [...bearer.grant.scopes]).toEqual(['read'])
    const next = refresh(before.refresh_token)
    expect(next).toBeDefined()
    expect(refresh(before.refresh_token)).toBeUndefined()
  })

  it('tokens signed with another key do not', () => {
    const before = issue()
    grants = startProcess('another key')
    expect(grants.bearer(before.access_token).state).toBe('invalid')
  })

  it('the newer of two consents wins, whichever is seen first', () => {
    const [older, newer] = [issue(), issue()]
    for (const order of [
      [older, newer],
      [newer, older],
    ]) {
      grants = startProcess()
      for (const { access_token } of order) grants.bearer(access_token)
      expect(grants.bearer(older.access_token).state).toBe('invalid')
      expect(grants.bearer(newer.access_token).state).toBe('valid')
    }
  })

  it('a rotated token is refused once a newer one was seen', () => {
    const first = issue()
    const second = refresh(first.refresh_token)
    grants = startProcess()
    grants.bearer(second?.access_token ?? '')
    expect(refresh(first.refresh_token)).toBeUndefined()
    expect(refresh(second?.refresh_token)).toBeDefined()
  })
})

describe('revoking', () => {
  it('ends access and refresh at once', () => {
    const { access_token, refresh_token } = issue()
    expect(grants.revoke(client, access_token)).toBe(true)
    expect(grants.bearer(access_token).state).toBe('invalid')
    expect(refresh(refresh_token)).toBeUndefined()
  })

  it('of another app leaves the grant alone', () => {
    const { access_token } = issue()
    expect(grants.revoke(other, access_token)).toBe(false)
    expect(grants.bearer(access_token).state).toBe('valid')
  })
})
