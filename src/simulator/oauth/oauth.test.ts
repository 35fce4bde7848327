import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'
import { get } from '../test-client.ts'

const BACK = 'http://127.0.0.1:9/callback'
const VERIFIER = 'a-verifier-that-is-long-enough-to-be-one-0123456789'

let now: number
let simulator: Simulator
let url: string

beforeEach(async () => {
  now = Date.parse('2026-04-10T12:00:00Z')
  simulator = createSimulator({ now: () => now })
  url = (await simulator.listen()).url
})

afterEach(() => simulator.close())

type Fields = Record<string, string>

function authorizeUrl(more: Fields = {}): string {
  const query = {
    response_type: 'code',
    client_id: simulator.clientId,
    redirect_uri: BACK,
    state: 'a b&c',
    ...more,
  }
  return `${url}/oauth/authorize?${new URLSearchParams(query).toString()}`
}

async function decide(more: Fields = {}): Promise<URL> {
  const target = authorizeUrl({ _user: 'john@example.com', _decision: 'allow', ...more })
  const answer = await fetch(target, { redirect: 'manual' })
  expect(answer.status).toBe(302)
  return new URL(answer.headers.get('location') ?? '')
}

async function post(path: string, fields: Fields, basic?: string): Promise<[number, unknown]> {
  const credentials = basic ?? `${simulator.clientId}:${simulator.clientSecret}`
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams(fields),
  })
  return [answer.status, await answer.json()]
}

async function exchange(code: string, more: Fields = {}): Promise<[number, unknown]> {
  const fields = { grant_type: 'authorization_code', code, redirect_uri: BACK, ...more }
  return post('/oauth/token', fields)
}

async function codeFor(more: Fields = {}): Promise<string> {
  return (await decide(more)).searchParams.get('code') ?? ''
}

describe('the consent page', () => {
  it('is a page with a person to choose and two answers', async () => {
    const answer = await fetch(authorizeUrl())
    const text = await answer.text()
    expect(answer.headers.get('content-type')).toContain('text/html')
    expect(text).toContain('maria@example.com')
    expect(text).toContain('value="allow"')
    expect(text).toContain('value="decline"')
  })

  it('sends the person back with a code when the form says allow', async () => {
    const answer = await fetch(authorizeUrl(), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ user: 'maria@example.com', decision: 'allow' }),
    })
    const back = new URL(answer.headers.get('location') ?? '')
    expect(back.searchParams.get('state')).toBe('a b&c')
    const [status, tokens] = await exchange(back.searchParams.get('code') ?? '')
    expect(status).toBe(200)
    const { access_token } = tokens as { access_token: string }
    const me = await get(`${url}/v2/users/me`, access_token)
    expect(me.json).toMatchObject({ email: 'maria@example.com' })
  })

  it('says access_denied when declined', async () => {
    const back = await decide({ _decision: 'decline' })
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'access_denied',
      state: 'a b&c',
    })
  })

  it('never redirects to an address that is not registered', async () => {
    for (const redirect_uri of ['https://evil.example/cb', 'javascript:alert(1)', '']) {
      const answer = await fetch(authorizeUrl({ redirect_uri, _decision: 'allow' }), {
        redirect: 'manual',
      })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ errorMessage: 'Invalid redirect url' })
    }
  })

  it('refuses unknown clients, scopes beyond the app, and anything but codes', async () => {
    const messages = await Promise.all(
      [
        { client_id: 'nobody' },
        { scope: 'user:read:user more:than:that' },
        { response_type: 'token' },
      ].map(async (more: Fields) => (await fetch(authorizeUrl(more))).json()),
    )
    expect(messages).toMatchObject([
      { errorCode: 4700, errorMessage: 'Invalid client_id (4,700)' },
      { errorCode: 4700, errorMessage: 'invalid scope' },
      { errorCode: 4700 },
    ])
  })
})

describe('an authorization code', () => {
  it('buys tokens with the scopes that were asked for', async () => {
    const code = await codeFor({ scope: 'user:read:user' })
    expect(await exchange(code)).toEqual([
      200,
      {
        access_token: expect.any(String) as string,
        token_type: 'bearer',
        refresh_token: expect.any(String) as string,
        expires_in: 3600,
        scope: 'user:read:user',
        api_url: url,
      },
    ])
  })

  it('works once; showing it again also ends what it bought', async () => {
    const code = await codeFor()
    const [, tokens] = await exchange(code)
    expect(await exchange(code)).toEqual([
      400,
      { reason: 'Invalid authorization code', error: 'invalid_grant' },
    ])
    const { access_token } = tokens as { access_token: string }
    expect((await get(`${url}/v2/users/me`, access_token)).status).toBe(401)
  })

  it('lives five minutes', async () => {
    const code = await codeFor()
    now += 5 * 60 * 1000
    expect((await exchange(code))[0]).toBe(400)
  })

  it('is bound to the redirect address', async () => {
    expect(await exchange(await codeFor(), { redirect_uri: `${BACK}/` })).toEqual([
      400,
      { reason: 'Redirect URI mismatch.', error: 'invalid_request' },
    ])
  })

  it('is bound to its verifier, hashed or plain', async () => {
    const hashed = createHash('sha256').update(VERIFIER).digest('base64url')
    const s256 = { code_challenge: hashed, code_challenge_method: 'S256' }
    const plain = { code_challenge: VERIFIER }
    for (const challenge of [s256, plain]) {
      expect((await exchange(await codeFor(challenge), { code_verifier: VERIFIER }))[0]).toBe(200)
      expect((await exchange(await codeFor(challenge)))[1]).toMatchObject({
        error: 'invalid_grant',
      })
      expect((await exchange(await codeFor(challenge), { code_verifier: `${VERIFIER}x` }))[0]).toBe(
        400,
      )
    }
  })
})

describe('the token endpoint', () => {
  it('words its refusals as the vendor does', async () => {
    const refresh = { grant_type: 'refresh_token', refresh_token: 'nonsense' }
    expect(await post('/oauth/token', refresh)).toEqual([
      400,
      { reason: 'Invalid Token!', error: 'invalid_grant' },
    ])
    expect(await post('/oauth/token', refresh, `${simulator.clientId}:wrong`)).toEqual([
      400,
      { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
    ])
    expect(await post('/oauth/token', {})).toEqual([
      400,
      { reason: 'Missing grant type.', error: 'invalid_request' },
    ])
    expect(await post('/oauth/token', { grant_type: 'password' })).toEqual([
      400,
      { reason: 'unsupported grant type', error: 'unsupported_grant_type' },
    ])
  })

  it('counts refreshes and refusals', async () => {
    const { refresh_token = '' } = simulator.issueGrant()
    for (let index = 0; index < 2; index += 1) {
      await post('/oauth/token', { grant_type: 'refresh_token', refresh_token })
    }
    expect(await (await fetch(`${url}/_simulator/stats`)).json()).toEqual({
      token_requests: 2,
      refreshes: 1,
      invalid_grants: 1,
      api_requests: 0,
    })
  })

  it('rotates even when the answer is lost', async () => {
    const { refresh_token = '' } = simulator.issueGrant()
    const fault = { match: { path: '/oauth/token' }, do: { drop_response: true } }
    await fetch(`${url}/_simulator/faults`, { method: 'POST', body: JSON.stringify(fault) })
    const refresh = { grant_type: 'refresh_token', refresh_token }
    await expect(post('/oauth/token', refresh)).rejects.toThrow()
    expect((await post('/oauth/token', refresh))[0]).toBe(400)
  })

  it('takes parameters from the query and credentials from the form', async () => {
    const { refresh_token = '' } = simulator.issueGrant()
    const query = new URLSearchParams({ grant_type: 'refresh_token', refresh_token }).toString()
    const answer = await fetch(`${url}/oauth/token?${query}`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: simulator.clientId,
        client_secret: simulator.clientSecret,
      }),
    })
    expect(answer.status).toBe(200)
  })
})

describe('a server-to-server app', () => {
  it('gets a token for its own account, without a refresh token, and acts for the owner', async () => {
    const { clientId, clientSecret, accountId } = simulator.server
    const basic = `${clientId}:${clientSecret}`
    const fields = { grant_type: 'account_credentials', account_id: accountId }
    const [status, tokens] = await post('/oauth/token', fields, basic)
    expect(status).toBe(200)
    expect(tokens).not.toHaveProperty('refresh_token')
    const { access_token } = tokens as { access_token: string }
    await post('/oauth/token', fields, basic)
    expect((await get(`${url}/v2/users/me`, access_token)).json).toMatchObject({
      email: 'john@example.com',
    })
    expect((await get(`${url}/v2/users/maria@example.com`, access_token)).status).toBe(200)
  })

  it('knows no other account', async () => {
    const { clientId, clientSecret } = simulator.server
    const fields = { grant_type: 'account_credentials', account_id: 'x' }
    expect(await post('/oauth/token', fields, `${clientId}:${clientSecret}`)).toEqual([
      400,
      { reason: 'Account does not exist', error: 'invalid_request' },
    ])
  })
})

describe('revoking', () => {
  it('ends the grant', async () => {
    const { access_token, refresh_token = '' } = simulator.issueGrant()
    expect(await post('/oauth/revoke', { token: access_token })).toEqual([
      200,
      { status: 'success' },
    ])
    expect((await get(`${url}/v2/users/me`, access_token)).status).toBe(401)
    const refresh = { grant_type: 'refresh_token', refresh_token }
    expect((await post('/oauth/token', refresh))[0]).toBe(400)
  })
})
