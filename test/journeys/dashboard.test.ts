import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unrestricted } from '../../src/keys/restrictions.ts'
import { nothingNamed, policyOf } from '../../src/policy/read-policy.ts'
import { Secret } from '../../src/secret.ts'
import { createConsentWorld, type ConsentWorld } from '../setup/consent-world.ts'
import { createVisitor, decide, type Visitor } from '../setup/visitor.ts'

let world: ConsentWorld

beforeAll(async () => {
  world = await createConsentWorld({ publicUrl: 'https://gate.example', ownerName: 'Ada <i>' })
})
afterAll(() => world.close())

async function signedIn(key: string = world.apiKey): Promise<Visitor> {
  const visitor = createVisitor(world)
  const { status, location } = await visitor.post('/dashboard/sign-in', { api_key: key })
  expect([status, location]).toEqual([303, '/'])
  return visitor
}

async function activeConnection(label: string) {
  const pending = await world.connection({ label })
  const visitor = createVisitor(world)
  const { token } = await world.link(pending)
  const { location } = await visitor.post('/connect', { session_token: token })
  const callback = await decide(location, 'allow')
  await visitor.get(callback.pathname + callback.search)
  const active = await world.stored(pending.id)
  expect(active?.status).toBe('ACTIVE')
  return active!
}

describe('the door', () => {
  it('says what the server is and nothing of what it holds', async () => {
    await world.connection({ label: 'private label' })
    const page = await createVisitor(world).get('/')
    expect(page.status).toBe(200)
    expect(page.words).toContain('This is a Valetkey server')
    expect(page.text).not.toMatch(/private label|Ada|example\.com/)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('cache-control')).toBe('no-store')
  })

  it('opens for an API key and never carries it', async () => {
    const visitor = createVisitor(world)
    const { headers } = await visitor.post('/dashboard/sign-in', { api_key: `${world.apiKey}\n` })
    const [cookie = ''] = headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-valetkey-sign-in=/)
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) {
      expect(cookie).toContain(part)
    }
    const page = await visitor.get('/')
    expect(page.words).toContain('Connections')
    for (const text of [cookie, page.text, world.logged()]) {
      expect(text).not.toContain(world.apiKey)
      expect(text).not.toContain(world.apiKey.slice(3, 20))
    }
  })

  it('stays shut for a wrong key, which is not repeated', async () => {
    const visitor = createVisitor(world)
    for (const api_key of ['', 'vk_wrong"><script>', `${world.apiKey}x`]) {
      const page = await visitor.post('/dashboard/sign-in', { api_key })
      expect(page.status).toBe(401)
      expect(page.headers.getSetCookie()).toEqual([])
      expect(page.text).not.toContain('vk_wrong')
      expect(page.text).not.toContain(world.apiKey)
    }
  })

  it('does not open for a cookie that was made up, changed, or sealed for another place', async () => {
    const visitor = await signedIn()
    const [[name, value] = ['', '']] = visitor.cookies
    const elsewhere = world.rooms.vault.seal(
      JSON.stringify({ keyId: 'x', ownerId: world.ownerId, until: Date.now() + 60_000 }),
      { table: 'connections', id: 'sign-in', column: 'cookie' },
    )
    for (const forged of ['', 'x', `${value.slice(0, -2)}AA`, elsewhere]) {
      visitor.cookies.set(name, forged)
      expect((await visitor.get('/')).words).toContain('This is a Valetkey server')
      expect((await visitor.get('/dashboard/keys')).status).toBe(303)
    }
  })

  it('closes at once when the key is revoked, and after twelve hours', async () => {
    const { key, secret } = await world.rooms.keys.create({ ownerId: world.ownerId, name: 'brief' })
    const visitor = await signedIn(secret.reveal())
    expect((await visitor.get('/dashboard/keys')).status).toBe(200)
    await world.rooms.keys.revoke(world.ownerId, key.id)
    expect((await visitor.get('/dashboard/keys')).location).toBe('/?notice=sign_in_again')

    const late = createVisitor(world)
    const place = { table: 'dashboard', id: 'sign-in', column: 'cookie' }
    const [own] = await world.rooms.keys.list(world.ownerId)
    const said = (until: number) =>
      world.rooms.vault.seal(
        JSON.stringify({ keyId: own?.id, ownerId: world.ownerId, until }),
        place,
      )
    late.cookies.set('__Host-valetkey-sign-in', said(Date.now() + 60_000))
    expect((await late.get('/dashboard/keys')).status).toBe(200)
    late.cookies.set('__Host-valetkey-sign-in', said(Date.now() - 1))
    expect((await late.get('/dashboard/keys')).status).toBe(303)
  })

  it('signs out', async () => {
    const visitor = await signedIn()
    await visitor.post('/dashboard/sign-out', {})
    expect(visitor.cookies.size).toBe(0)
    expect((await visitor.get('/')).words).toContain('This is a Valetkey server')
  })

  it('takes no form of another site, signed in or not', async () => {
    const visitor = await signedIn()
    const connection = await world.connection()
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ] as Record<string, string>[]) {
      for (const path of [
        '/dashboard/sign-in',
        '/dashboard/sign-out',
        '/dashboard/keys',
        '/dashboard/connections',
        `/dashboard/connections/${connection.id}/delete`,
        `/dashboard/connections/${connection.id}/reconnect`,
      ]) {
        const fields = { api_key: world.apiKey, name: 'x', choice: 'zoom:OAUTH2' }
        const page = await visitor.post(path, fields, headers)
        expect(page.status, `${path} ${JSON.stringify(headers)}`).toBe(403)
        expect(page.headers.getSetCookie()).toEqual([])
      }
    }
    expect(await world.stored(connection.id)).not.toBeNull()
  })
})

describe('connections', () => {
  it('are shown with account, state, age and what to do', async () => {
    const active = await activeConnection('<u>mine</u>')
    const failed = await world.connection({ label: 'gone' })
    await world.rooms.connections.fail(failed.id, { code: 'revoked', detail: 'Taken <b>back</b>.' })
    const page = await (await signedIn()).get('/')
    expect(page.words).toContain('john@example.com')
    expect(page.words).toContain('Revoked')
    expect(page.words).toContain('Somebody took the grant back')
    expect(page.words).toContain('created just now')
    expect(page.words).toContain(active.id)
    expect(page.words).toContain('$VALETKEY_API_KEY')
    expect(page.text).toContain('https://gate.example/zoom/v2/users/me')
    expect(page.text).toContain('&lt;u&gt;mine&lt;/u&gt;')
    expect(page.text).toContain('Taken &lt;b&gt;back&lt;/b&gt;.')
    expect(page.text).toContain('Ada &lt;i&gt;')
    expect(page.text).not.toMatch(/eyJ[\w-]+\.|<u>|<script/)
    expect(page.text).toContain('href="/docs"')
    expect(page.text).toContain('href="/openapi.json"')
  })

  it('say so when the server is set up with another OAuth client now', async () => {
    const connection = await world.connection({ label: 'from before' })
    await world.rooms.connections.activate(connection.id, {
      tokens: {
        accessToken: new Secret('a'),
        refreshToken: new Secret('r'),
        accessExpiresAt: Date.now() + 60_000,
        scopes: [],
        apiUrl: null,
      },
      account: { userId: 'former', accountId: 'acc', email: 'former@example.com' },
      issuance: { issuer: 'https://former.example', clientId: 'former' },
    })
    expect((await (await signedIn()).get('/')).words).toContain('Not usable now')
  })

  it('belong to their owner alone', async () => {
    const other = await world.rooms.owners.ensure('other')
    const theirs = await world.connection({ ownerId: other.id, label: 'theirs' })
    const visitor = await signedIn()
    expect((await visitor.get('/')).text).not.toContain(theirs.id)
    const base = `/dashboard/connections/${theirs.id}`
    expect((await visitor.get(`${base}/delete`)).status).toBe(404)
    expect((await visitor.post(`${base}/delete`, {})).status).toBe(404)
    expect((await visitor.post(`${base}/reconnect`, {})).status).toBe(404)
    expect(await world.stored(theirs.id)).not.toBeNull()
  })

  it('are made and renewed through the connect page', async () => {
    const visitor = await signedIn()
    const made = await visitor.post('/dashboard/connections', {
      choice: 'zoom:OAUTH2',
      label: ' desk ',
    })
    expect(made.status).toBe(303)
    expect(made.location).toMatch(/^https:\/\/gate\.example\/connect\?session_token=[\w-]+$/)
    expect((await visitor.get(made.location)).words).toContain('desk')

    const active = await activeConnection('renewed')
    const again = await visitor.post(`/dashboard/connections/${active.id}/reconnect`, {})
    expect((await visitor.get(again.location)).words).toContain('Reconnect your Zoom account')
  })

  it('are not made for an app that is unknown or not set up', async () => {
    const visitor = await signedIn()
    for (const choice of ['zoom-admin:OAUTH2', 'nothing:OAUTH2', 'zoom', '']) {
      const page = await visitor.post('/dashboard/connections', { choice })
      expect(page.status, choice).toBe(400)
    }
    const long = await visitor.post('/dashboard/connections', {
      choice: 'zoom:OAUTH2',
      label: 'x'.repeat(201),
    })
    expect(long.status).toBe(400)
    expect((await visitor.get('/')).words).toContain('ZOOM_ADMIN_CLIENT_ID')
  })

  it('are deleted after a question, and their grant is taken back', async () => {
    const active = await activeConnection('short-lived')
    const visitor = await signedIn()
    const question = await visitor.get(`/dashboard/connections/${active.id}/delete`)
    expect(question.words).toContain('Delete this connection?')
    expect(await world.stored(active.id)).not.toBeNull()
    const done = await visitor.post(`/dashboard/connections/${active.id}/delete`, {})
    expect(done.location).toBe('/?notice=deleted')
    expect((await visitor.get(done.location)).words).toContain('taken back upstream')
    expect(await world.stored(active.id)).toBeNull()
    const { requests } = (await (
      await fetch(`${world.simulatorUrl}/_simulator/journal`)
    ).json()) as { requests: { path: string }[] }
    expect(JSON.stringify(requests)).toContain('/oauth/revoke')
  })

  it('say when taking back their grant is still under way', async () => {
    const active = await activeConnection('slow to end')
    await fetch(`${world.simulatorUrl}/_simulator/faults`, {
      method: 'POST',
      body: JSON.stringify({ match: { path: '/oauth/revoke' }, times: 1, do: { status: 503 } }),
    })
    const visitor = await signedIn()
    const done = await visitor.post(`/dashboard/connections/${active.id}/delete`, {})
    expect(done.location).toBe('/?notice=revocation_pending')
    expect((await visitor.get(done.location)).words).toContain('the server goes on trying')
    expect(await world.stored(active.id)).toBeNull()
  })

  it('are shown page by page when there are many', async () => {
    const owner = await world.rooms.owners.ensure('many')
    const { secret } = await world.rooms.keys.create({ ownerId: owner.id, name: 'k' })
    for (let i = 0; i < 51; i++) await world.connection({ ownerId: owner.id, label: `n${i}.` })
    const visitor = await signedIn(secret.reveal())
    const first = await visitor.get('/')
    const next = /href="(\/\?after=[^"]+)"/.exec(first.text)?.[1] ?? ''
    const second = await visitor.get(next)
    const shown = (text: string): string[] => text.match(/n\d+\./g) ?? []
    expect(shown(first.text)).toHaveLength(50)
    expect(new Set([...shown(first.text), ...shown(second.text)]).size).toBe(51)
    expect((await visitor.get('/?after=%27;drop')).status).toBe(200)
  })
})

describe('keys', () => {
  it('are shown once, when they are made, and then work', async () => {
    const visitor = await signedIn()
    const page = await visitor.post('/dashboard/keys', {
      name: '<s>standup</s>',
      preset: 'full',
    })
    const key = /vk_[0-9A-Za-z]{39}/.exec(page.text)?.[0] ?? ''
    expect(page.text).toContain('&lt;s&gt;standup&lt;/s&gt;')
    const list = await visitor.get('/dashboard/keys')
    expect(list.words).toContain('You are signed in with it')
    expect(list.text).not.toContain(key)
    expect(world.logged()).not.toContain(key)
    await signedIn(key)
  })

  it('of agents are careful unless something else is chosen, and do not open the pages', async () => {
    const visitor = await signedIn()
    const page = await visitor.post('/dashboard/keys', { name: 'agent', life: 'day' })
    const api_key = /vk_[0-9A-Za-z]{39}/.exec(page.text)?.[0] ?? ''
    const made = (await world.rooms.keys.list(world.ownerId)).find(({ name }) => name === 'agent')
    expect(made?.restrictions?.policy?.text.preset).toBe('careful')
    expect(made?.restrictions?.expiresAt).toBeLessThanOrEqual(Date.now() + 24 * 60 * 60_000)
    const agent = createVisitor(world)
    const refused = await agent.post('/dashboard/sign-in', { api_key })
    expect([refused.status, agent.cookies.size]).toEqual([403, 0])
    expect((await visitor.get('/dashboard/keys')).words).toContain('careful')
  })

  it('that get a policy end their sign-in', async () => {
    const { key, secret } = await world.rooms.keys.create({ ownerId: world.ownerId, name: 'was' })
    const visitor = await signedIn(secret.reveal())
    const policy = policyOf({ ...nothingNamed, preset: 'careful' })
    await world.rooms.keys.update(world.ownerId, key.id, {
      restrictions: { ...unrestricted, policy },
    })
    expect((await visitor.get('/dashboard/keys')).location).toBe('/?notice=sign_in_again')
  })

  it('have a name', async () => {
    const visitor = await signedIn()
    expect((await visitor.post('/dashboard/keys', { name: '  ' })).status).toBe(400)
    expect((await visitor.post('/dashboard/keys', { name: 'x'.repeat(101) })).status).toBe(400)
  })

  it('are revoked after a question; one’s own ends the sign-in', async () => {
    const { key, secret } = await world.rooms.keys.create({ ownerId: world.ownerId, name: 'old' })
    const visitor = await signedIn(secret.reveal())
    const question = await visitor.get(`/dashboard/keys/${key.id}/revoke`)
    expect(question.words).toContain('you will be signed out')
    const done = await visitor.post(`/dashboard/keys/${key.id}/revoke`, {})
    expect(done.location).toBe('/?notice=revoked')
    expect(visitor.cookies.size).toBe(0)
    const refused = await visitor.post('/dashboard/sign-in', { api_key: secret.reveal() })
    expect(refused.status).toBe(401)
  })

  it('of others cannot be revoked', async () => {
    const other = await world.rooms.owners.ensure('other')
    const { key } = await world.rooms.keys.create({ ownerId: other.id, name: 'theirs' })
    const visitor = await signedIn()
    expect((await visitor.get(`/dashboard/keys/${key.id}/revoke`)).status).toBe(404)
    expect((await visitor.post(`/dashboard/keys/${key.id}/revoke`, {})).status).toBe(404)
    expect((await world.rooms.keys.list(other.id))[0]?.revokedAt).toBeNull()
  })
})

it('puts nobody’s words on a page by its address', async () => {
  const page = await createVisitor(world).get('/?notice=%3Cscript%3Ealert(1)%3C/script%3E')
  expect(page.text).not.toContain('alert(1)')
  expect((await createVisitor(world).get('/?notice=constructor')).status).toBe(200)
})
