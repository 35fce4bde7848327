import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnect } from '../../src/connect/routes.ts'
import { createConsentWorld, type ConsentWorld } from '../setup/consent-world.ts'
import { createVisitor, decide, type Visit, type Visitor } from '../setup/visitor.ts'

let world: ConsentWorld

beforeAll(async () => {
  world = await createConsentWorld({
    publicUrl: 'https://gate.example',
    ownerName: '<b>Ada</b> & co',
  })
})
afterAll(() => world.close())

/** A person opens the link and presses Continue. Answers where they are sent. */
async function start(visitor: Visitor, token: string): Promise<URL> {
  const { status, location } = await visitor.post('/connect', { session_token: token })
  expect(status).toBe(303)
  return new URL(location)
}

async function opened(wish: Parameters<ConsentWorld['connection']>[0] = {}) {
  const connection = await world.connection(wish)
  const { token, url } = await world.link(connection)
  return { connection, token, url, visitor: createVisitor(world) }
}

const maria = 'maria@example.com'

async function journal(): Promise<{ path: string }[]> {
  const response = await fetch(`${world.simulatorUrl}/_simulator/journal`)
  return ((await response.json()) as { requests: { path: string }[] }).requests
}

async function fault(order: Record<string, unknown>): Promise<void> {
  await fetch(`${world.simulatorUrl}/_simulator/faults`, {
    method: 'POST',
    body: JSON.stringify(order),
  })
}

const pathOf = (url: URL): string => url.pathname + url.search

function expectStrict({ headers }: Visit): void {
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/unsafe|script-src|\*(?!\.)/)
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
}

describe('the connect page', () => {
  it('says who asks, for which app, for what, and how to take it back', async () => {
    const { visitor, url } = await opened({ label: 'standup agent' })
    const page = await visitor.get(url)
    expect(page.status).toBe(200)
    expectStrict(page)
    for (const words of [
      'connecting it here ends their connection',
      'Connect your Zoom account',
      'https://gate.example',
      'standup agent',
      'Read',
      'Create and change',
      'Delete and end',
      'Delete a meeting',
      'meeting:delete:meeting',
      'encrypted',
      'To take it back',
    ]) {
      expect(page.words).toContain(words)
    }
  })

  it('changes nothing when it is opened, however often and by whomever', async () => {
    const { connection, token, url, visitor } = await opened()
    const before = await world.rooms.database.db
      .selectFrom('connect_sessions')
      .selectAll()
      .where('connection_id', '=', connection.id)
      .execute()
    for (let i = 0; i < 3; i++) await createVisitor(world).get(url, { 'sec-purpose': 'prefetch' })
    await world.app.request(url, { method: 'HEAD' })
    const after = await world.rooms.database.db
      .selectFrom('connect_sessions')
      .selectAll()
      .where('connection_id', '=', connection.id)
      .execute()
    expect(after).toEqual(before)
    expect((await world.stored(connection.id))?.status).toBe('PENDING')
    await start(visitor, token)
  })

  it('escapes what others chose: owner, label, typed ids', async () => {
    const { visitor, url } = await opened({ label: '"><script>alert(1)</script>' })
    const { text } = await visitor.get(url)
    expect(text).toContain('&lt;b&gt;Ada&lt;/b&gt; &amp; co')
    expect(text).toContain('&quot;&gt;&lt;script&gt;')
    expect(text).not.toContain('<script')
    expect(text).not.toContain('<b>Ada')
  })

  it('tells a cut, an unknown, an expired and a used link apart', async () => {
    const visitor = createVisitor(world)
    expect((await visitor.get('/connect')).status).toBe(400)
    const unknown = await visitor.get('/connect?session_token=%3Cscript%3Ealert(1)%3C/script%3E')
    expect(unknown.status).toBe(404)
    expect(unknown.text).not.toContain('<script')

    const old = await opened()
    await world.rooms.database.db
      .updateTable('connect_sessions')
      .set({ expires_at: Date.now() - 1 })
      .where('connection_id', '=', old.connection.id)
      .execute()
    const expired = await visitor.get(old.url)
    expect(expired.status).toBe(410)
    expect(expired.words).toContain(`valetkey connection reconnect ${old.connection.id}`)
    expect((await visitor.post('/connect', { session_token: old.token })).status).toBe(410)

    const used = await opened()
    await used.visitor.post('/connect', { session_token: used.token, decision: 'decline' })
    const again = await visitor.get(used.url)
    expect(again.status).toBe(410)
    expect(again.words).toContain('already used')
  })

  it('grants nothing by the url of a connection that works', async () => {
    const { connection, token, visitor } = await opened()
    const pending = await visitor.get(`/connect?connection_id=${connection.id}`)
    expect(pending.words).toContain('needs consent')
    await visitor.get(pathOf(await decide((await start(visitor, token)).href, 'allow')))
    const page = await createVisitor(world).get(`/connect?connection_id=${connection.id}`)
    expect(page.status).toBe(200)
    expect(page.words).toContain('This Zoom connection works')
    expect(page.words).toContain(`valetkey connection reconnect ${connection.id}`)
    expect(page.text).not.toMatch(/<form|session_token|john@example\.com/)
    expect((await visitor.get('/connect?connection_id=nobody')).status).toBe(404)
  })
})

describe('consent', () => {
  it('makes the connection active, shows whose account it is, and leaves no secret on the page', async () => {
    const { connection, token, visitor } = await opened()
    const away = await start(visitor, token)
    expect(away.origin).toBe(world.simulatorUrl)
    expect(away.searchParams.get('redirect_uri')).toBe('https://gate.example/connect/callback')
    expect(away.searchParams.get('code_challenge_method')).toBe('S256')
    const callback = await decide(away.href, 'allow')
    const page = await visitor.get(pathOf(callback))
    expect(page.status).toBe(200)
    expectStrict(page)
    expect(page.words).toContain('Zoom is connected as john@example.com')
    expect(page.words).toContain('You can close this tab')
    expect(page.words).toContain(connection.id)
    const stored = await world.stored(connection.id)
    expect(stored?.status).toBe('ACTIVE')
    for (const text of [page.text, world.logged()]) {
      expect(text).not.toContain(callback.searchParams.get('code')!)
      expect(text).not.toContain(token)
      // The beginning of a JWT alone stands in ids by chance.
      expect(text).not.toMatch(/eyJ[\w-]+\./)
    }
  })

  it('binds the browser with a cookie that no other host can plant', async () => {
    const { token, visitor } = await opened()
    const { headers } = await visitor.post('/connect', { session_token: token })
    const [cookie = ''] = headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-valetkey-connect-/)
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=1800']) {
      expect(cookie).toContain(part)
    }
  })

  it('reconnects under the same id, and says when the account is another one', async () => {
    const { connection, token, visitor } = await opened()
    await visitor.get(pathOf(await decide((await start(visitor, token)).href, 'allow')))
    const active = await world.stored(connection.id)
    const link = await world.link(active!)
    const page = await visitor.get(link.url)
    expect(page.words).toContain('Reconnect your Zoom account')
    expect(page.words).toContain('It belongs to john@example.com')
    const callback = await decide(
      (await start(visitor, link.token)).href,
      'allow',
      'maria@example.com',
    )
    const done = await visitor.get(pathOf(callback))
    expect(done.words).toContain('changed from john@example.com to maria@example.com')
    expect(await world.stored(connection.id)).toMatchObject({
      status: 'ACTIVE',
      accountEmail: 'maria@example.com',
    })
  })

  it('of a renewal keeps the account, and refuses another one without a change', async () => {
    const { connection, token, visitor } = await opened()
    await visitor.get(pathOf(await decide((await start(visitor, token)).href, 'allow')))
    const active = (await world.stored(connection.id))!
    const link = await world.renewal(active)
    expect((await visitor.get(link.url)).words).toContain('Another one is refused')

    const other = await decide((await start(visitor, link.token)).href, 'allow', maria)
    const page = await visitor.get(pathOf(other))
    expect(page.status).toBe(403)
    expect(page.words).toContain('The connection belongs to john@example.com')
    expect(await world.stored(connection.id)).toEqual(active)

    // The way back that the page offers is no way around.
    const again = /session_token=([\w-]+)/.exec(page.text)?.[1] ?? ''
    const twice = await decide((await start(visitor, again)).href, 'allow', maria)
    expect((await visitor.get(pathOf(twice))).status).toBe(403)
    const third = await world.renewal(active)
    const same = await decide((await start(visitor, third.token)).href, 'allow')
    expect((await visitor.get(pathOf(same))).words).toContain('connected as john@example.com')
  })

  it('takes the refused grant back, unless that would end another connection of that person', async () => {
    const revocations = async () => (await journal()).filter(({ path }) => path === '/oauth/revoke')
    const { connection, token, visitor } = await opened()
    await visitor.get(pathOf(await decide((await start(visitor, token)).href, 'allow')))
    const refuse = async () => {
      const link = await world.renewal(connection)
      const other = await decide((await start(visitor, link.token)).href, 'allow', maria)
      expect((await visitor.get(pathOf(other))).status).toBe(403)
    }
    const before = (await revocations()).length
    const hers = await opened()
    const consent = (await start(hers.visitor, hers.token)).href
    await hers.visitor.get(pathOf(await decide(consent, 'allow', maria)))
    await refuse()
    expect(await revocations()).toHaveLength(before)
    await world.rooms.connections.remove(world.ownerId, hers.connection.id)
    await refuse()
    expect(await revocations()).toHaveLength(before + 1)
  })

  it('does not store a renewal while nobody can say whose it is', async () => {
    const { connection, token, visitor } = await opened()
    await visitor.get(pathOf(await decide((await start(visitor, token)).href, 'allow')))
    const active = (await world.stored(connection.id))!
    const link = await world.renewal(active)
    const callback = await decide((await start(visitor, link.token)).href, 'allow', maria)
    await fault({ match: { path: '/v2/users/me' }, times: 1, do: { status: 500 } })
    const page = await visitor.get(pathOf(callback))
    expect(page.status).toBe(502)
    expect(await world.stored(connection.id)).toEqual(active)
  })

  it('ends a declined connection as FAILED, on our page or on the authorization server’s', async () => {
    const here = await opened()
    const page = await here.visitor.post('/connect', {
      session_token: here.token,
      decision: 'decline',
    })
    expect(page.status).toBe(200)
    expect(page.words).toContain('Nothing was connected')
    expect((await world.stored(here.connection.id))?.error?.code).toBe('declined')
    const later = await here.visitor.post('/connect', { session_token: here.token })
    expect(later.status).toBe(410)

    const there = await opened()
    const away = await start(there.visitor, there.token)
    const end = await there.visitor.get(pathOf(await decide(away.href, 'decline')))
    expect(end.status).toBe(200)
    expect(end.words).toContain('You declined')
    expect((await world.stored(there.connection.id))?.error?.code).toBe('declined')
  })

  it('leaves a working connection alone when its renewal is declined', async () => {
    const { connection, token, visitor } = await opened()
    await visitor.get(pathOf(await decide((await start(visitor, token)).href, 'allow')))
    const link = await world.link((await world.stored(connection.id))!)
    const page = await visitor.post('/connect', { session_token: link.token, decision: 'decline' })
    expect(page.words).toContain('stays as it was')
    expect((await world.stored(connection.id))?.status).toBe('ACTIVE')
  })

  it('keeps the connection pending and offers a fresh link while the token endpoint is down', async () => {
    const { connection, token, visitor } = await opened()
    const callback = await decide((await start(visitor, token)).href, 'allow')
    await fault({ match: { method: 'POST', path: '/oauth/token' }, times: 1, do: { status: 503 } })
    const page = await visitor.get(pathOf(callback))
    expect(page.status).toBe(502)
    expect((await world.stored(connection.id))?.status).toBe('PENDING')
    const retry = /href="(https:\/\/gate\.example\/connect\?session_token=[\w-]+)"/.exec(page.text)
    const fresh = new URL(retry?.[1] ?? '').searchParams.get('session_token') ?? ''
    expect(fresh).not.toBe(token)
    const done = await visitor.get(
      pathOf(await decide((await start(visitor, fresh)).href, 'allow')),
    )
    expect(done.words).toContain('Zoom is connected')
  })

  it('does not take "later" of the authorization server for a refusal', async () => {
    const { connection, token, visitor } = await opened()
    const state = (await start(visitor, token)).searchParams.get('state') ?? ''
    const page = await visitor.get(`/connect/callback?error=temporarily_unavailable&state=${state}`)
    expect(page.status).toBe(502)
    expect((await world.stored(connection.id))?.status).toBe('PENDING')
  })

  it('tells the operator which redirect URL to register when the client is refused', async () => {
    const { token, visitor } = await opened()
    const callback = await decide((await start(visitor, token)).href, 'allow')
    await fault({
      match: { method: 'POST', path: '/oauth/token' },
      times: 1,
      do: {
        status: 400,
        body: { reason: '<img src=x> Invalid client_id or client_secret', error: 'invalid_client' },
      },
    })
    const page = await visitor.get(pathOf(callback))
    expect(page.status).toBe(503)
    expect(page.words).toContain('The operator’s')
    expect(page.words).toContain('https://gate.example/connect/callback')
    expect(page.text).not.toContain('<img src=x>')
  })

  it('says what is missing when the app has no OAuth client on this server', async () => {
    const { url, token, visitor } = await opened({ app: 'zoom-admin' })
    const page = await visitor.get(url)
    expect(page.status).toBe(503)
    expect(page.words).toContain('ZOOM_ADMIN_CLIENT_ID')
    expect((await visitor.post('/connect', { session_token: token })).status).toBe(503)
  })

  it('ends on a page when the connection was deleted meanwhile', async () => {
    const { connection, token, visitor } = await opened()
    const callback = await decide((await start(visitor, token)).href, 'allow')
    await world.rooms.connections.remove(world.ownerId, connection.id)
    const page = await visitor.get(pathOf(callback))
    expect([403, 404]).toContain(page.status)
    expect(page.words).toContain('What to do next')
  })
})

describe('somebody else’s hands', () => {
  it('stops a callback in a browser that did not start the consent', async () => {
    const { connection, token, visitor } = await opened()
    const callback = await decide((await start(visitor, token)).href, 'allow')
    const thief = createVisitor(world)
    const page = await thief.get(pathOf(callback))
    expect(page.status).toBe(403)
    expect(page.words).toContain('not started in this browser')
    expect((await world.stored(connection.id))?.status).toBe('PENDING')
    // The right browser is not locked out by the attempt.
    expect((await visitor.get(pathOf(callback))).words).toContain('Zoom is connected')
  })

  it('refuses a state of another start, also from a browser that has its own', async () => {
    const mine = await opened()
    const theirs = await opened()
    const mineAway = await start(mine.visitor, mine.token)
    const theirsAway = await start(theirs.visitor, theirs.token)
    const callback = await decide(mineAway.href, 'allow')
    callback.searchParams.set('state', theirsAway.searchParams.get('state') ?? '')
    expect((await mine.visitor.get(pathOf(callback))).status).toBe(403)
    // Even with a cookie renamed to fit, the nonce inside belongs to another session.
    const [value = ''] = mine.visitor.cookies.values()
    const [name = ''] = theirs.visitor.cookies.keys()
    mine.visitor.cookies.set(name, value)
    expect((await mine.visitor.get(pathOf(callback))).status).toBe(409)
    expect((await world.stored(theirs.connection.id))?.status).toBe('PENDING')
  })

  it('answers a replayed callback without asking for tokens again', async () => {
    const { token, visitor } = await opened()
    const callback = await decide((await start(visitor, token)).href, 'allow')
    await visitor.get(pathOf(callback))
    const stats = async (): Promise<unknown> =>
      (await fetch(`${world.simulatorUrl}/_simulator/stats`)).json()
    const before = await stats()
    const replay = await visitor.get(pathOf(callback))
    expect(replay.status).toBe(410)
    expect(replay.words).toContain('the connection works')
    expect(await stats()).toEqual(before)
  })

  it('refuses a code that was issued for another start (PKCE)', async () => {
    const victim = await opened()
    const attacker = await opened()
    const stolen = await decide((await start(attacker.visitor, attacker.token)).href, 'allow')
    const away = await start(victim.visitor, victim.token)
    const code = stolen.searchParams.get('code') ?? ''
    const state = away.searchParams.get('state') ?? ''
    const page = await victim.visitor.get(`/connect/callback?code=${code}&state=${state}`)
    expect(page.status).toBe(400)
    expect((await world.stored(victim.connection.id))?.status).not.toBe('ACTIVE')
  })

  it('lets two tabs make two connections, and only the latest start of one', async () => {
    const one = await opened()
    const two = await opened()
    const visitor = createVisitor(world)
    const first = await decide((await start(visitor, one.token)).href, 'allow')
    const second = await decide(
      (await start(visitor, two.token)).href,
      'allow',
      'maria@example.com',
    )
    expect((await visitor.get(pathOf(first))).words).toContain('Zoom is connected')
    expect((await visitor.get(pathOf(second))).words).toContain('Zoom is connected')

    const three = await opened()
    const earlier = await start(visitor, three.token)
    const latest = await start(visitor, three.token)
    const late = await visitor.get(pathOf(await decide(earlier.href, 'allow')))
    expect(late.status).toBe(409)
    expect(late.words).toContain('started again in another tab')
    expect((await visitor.get(pathOf(await decide(latest.href, 'allow')))).status).toBe(200)
  })

  it('refuses a form that another site sends', async () => {
    const { connection, token, visitor } = await opened()
    const fields = { session_token: token, decision: 'decline' }
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: 'https://gate.example' },
    ]
    for (const headers of foreign) {
      const page = await visitor.post('/connect', fields, headers)
      expect(page.status, JSON.stringify(headers)).toBe(403)
      expect(page.headers.getSetCookie()).toEqual([])
      expect((await visitor.post('/connect/credentials', fields, headers)).status).toBe(403)
    }
    expect((await world.stored(connection.id))?.status).toBe('PENDING')
    const own = await visitor.post(
      '/connect',
      { session_token: token },
      { origin: 'https://gate.example' },
    )
    expect(own.status).toBe(303)
  })

  it('sends people to the configured authorization server only', async () => {
    const { token, visitor } = await opened()
    const { location } = await visitor.post(
      '/connect?redirect_uri=https://evil.example&next=//evil.example',
      { session_token: token, redirect_uri: 'https://evil.example', state: 'chosen' },
      { 'sec-fetch-site': 'same-origin', 'x-forwarded-host': 'evil.example' },
    )
    expect(location).not.toContain('evil.example')
    expect(new URL(location).searchParams.get('state')).not.toBe('chosen')
  })

  it('does not spend a session on a HEAD of the callback', async () => {
    const { token, visitor } = await opened()
    const callback = await decide((await start(visitor, token)).href, 'allow')
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const url = new URL(pathOf(callback), world.publicUrl)
    await world.app.request(url.href, { method: 'HEAD', headers: { cookie } })
    expect((await visitor.get(pathOf(callback))).status).toBe(200)
  })

  it('says that it came too late when the session ended on the way', async () => {
    const { connection, token, visitor } = await opened()
    const callback = await decide((await start(visitor, token)).href, 'allow')
    await world.rooms.database.db
      .updateTable('connect_sessions')
      .set({ expires_at: Date.now() - 1 })
      .where('connection_id', '=', connection.id)
      .execute()
    const page = await visitor.get(pathOf(callback))
    expect(page.status).toBe(410)
    expect(page.words).toContain('expired')
    expect((await world.stored(connection.id))?.status).toBe('PENDING')
  })

  it('ends on a page without the reason when something breaks inside', async () => {
    const broken = (down: boolean) =>
      createVisitor({
        publicUrl: world.publicUrl,
        app: createConnect({
          ...world.rooms,
          sessions: {
            ...world.rooms.sessions,
            find: () => Promise.reject(new Error('SELECT secret FROM rows')),
          },
          database: { isUnavailable: () => down },
        }),
      })
    const fault = await broken(false).get('/connect?session_token=x')
    expect(fault.status).toBe(500)
    expectStrict(fault)
    const reference = /<code>([\w-]{36})<\/code>/.exec(fault.text)?.[1] ?? 'none'
    await new Promise(setImmediate)
    expect(world.logged()).toContain(reference)
    const outage = await broken(true).get('/connect?session_token=x')
    expect(outage.status).toBe(503)
    for (const { text } of [fault, outage]) expect(text).not.toMatch(/SELECT|at Object|\.ts/)
  })

  it('refuses a form larger than any of ours', async () => {
    const { token, visitor } = await opened()
    const page = await visitor.post('/connect', { session_token: token, x: 'x'.repeat(40_000) })
    expect(page.status).toBe(413)
    expectStrict(page)
  })
})

describe('server-to-server credentials', () => {
  it('are taken by the page, checked, and make the connection active', async () => {
    const { connection, token, url, visitor } = await opened({ method: 'SERVER_TO_SERVER' })
    const form = await visitor.get(url)
    expect(form.text).toMatch(/<input[^>]*name="client_secret"[^>]*type="password"/s)
    const { accountId, clientId, clientSecret } = world.simulator.server
    const page = await visitor.post('/connect/credentials', {
      session_token: token,
      account_id: ` ${accountId} `,
      client_id: clientId,
      client_secret: clientSecret,
    })
    expect(page.status).toBe(200)
    expect(page.words).toContain('Zoom is connected')
    expect((await world.stored(connection.id))?.status).toBe('ACTIVE')
    expect((await visitor.get(url)).status).toBe(410)
  })

  it('can be corrected on the form, which never sends the secret back', async () => {
    const { token, visitor } = await opened({ method: 'SERVER_TO_SERVER' })
    const wrong = {
      session_token: token,
      account_id: '"><i>acc</i>',
      client_id: 'client-1',
      client_secret: 'a-secret-nobody-may-see',
    }
    const page = await visitor.post('/connect/credentials', wrong)
    expect(page.status).toBe(422)
    expect(page.text).toContain('value="&quot;&gt;&lt;i&gt;acc&lt;/i&gt;"')
    expect(page.text).not.toContain('a-secret-nobody-may-see')
    expect(world.logged()).not.toContain('a-secret-nobody-may-see')
    const empty = await visitor.post('/connect/credentials', { ...wrong, client_secret: '' })
    expect(empty.status).toBe(400)
    const { accountId, clientId, clientSecret } = world.simulator.server
    const right = { account_id: accountId, client_id: clientId, client_secret: clientSecret }
    const done = await visitor.post('/connect/credentials', { session_token: token, ...right })
    expect(done.status).toBe(200)
  })

  it('of another account are refused by a link that renews', async () => {
    const { connection, token, visitor } = await opened({ method: 'SERVER_TO_SERVER' })
    const { accountId, clientId, clientSecret } = world.simulator.server
    const typed = { account_id: accountId, client_id: clientId, client_secret: clientSecret }
    await visitor.post('/connect/credentials', { session_token: token, ...typed })
    const active = (await world.stored(connection.id))!
    const link = await world.renewal(active)
    const form = { session_token: link.token, ...typed, account_id: 'another' }
    const page = await visitor.post('/connect/credentials', form)
    expect(page.status).toBe(422)
    expect(page.words).toContain(`belongs to the account ${accountId}`)
    expect(await world.stored(connection.id)).toEqual(active)
    const renewed = await visitor.post('/connect/credentials', { ...form, ...typed })
    expect(renewed.status).toBe(200)
  })

  it('are never asked for where a person’s consent is, and the other way round', async () => {
    const personal = await opened()
    const shown = await personal.visitor.post('/connect/credentials', {
      session_token: personal.token,
      account_id: 'a',
      client_id: 'b',
      client_secret: 'c',
    })
    expect(shown.words).toContain('Continue to Zoom')
    const account = await opened({ method: 'SERVER_TO_SERVER' })
    const form = await account.visitor.post('/connect', { session_token: account.token })
    expect(form.status).toBe(200)
    expect(form.words).toContain('Client secret')
  })
})
