import * as oauth from 'oauth4webapi'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts'

/* A client library that was written for the standard, not for us: what it accepts, others will. */

const REDIRECT = 'http://127.0.0.1:9/callback'
// The library marks it so that nobody uses it by accident. The simulator speaks plain HTTP on this machine.
// eslint-disable-next-line @typescript-eslint/no-deprecated
const insecure = { [oauth.allowInsecureRequests]: true } as const

let simulator: Simulator
let url: string
let server: oauth.AuthorizationServer
let client: oauth.Client
let authentication: oauth.ClientAuth

beforeEach(async () => {
  simulator = createSimulator()
  url = (await simulator.listen()).url
  server = {
    issuer: url,
    authorization_endpoint: `${url}/oauth/authorize`,
    token_endpoint: `${url}/oauth/token`,
    revocation_endpoint: `${url}/oauth/revoke`,
  }
  client = { client_id: simulator.clientId }
  authentication = oauth.ClientSecretBasic(simulator.clientSecret)
})

afterEach(() => simulator.close())

/** As the browser of a person who agrees, or not. */
async function consent(verifier: string, state: string, decision = 'allow'): Promise<URL> {
  const ask = new URL(server.authorization_endpoint!)
  ask.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: REDIRECT,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    _user: 'john@example.com',
    _decision: decision,
  }).toString()
  const answer = await fetch(ask, { redirect: 'manual' })
  return new URL(answer.headers.get('location')!)
}

async function exchange(back: URL, state: string, verifier: string): Promise<Response> {
  const params = oauth.validateAuthResponse(server, client, back, state)
  return oauth.authorizationCodeGrantRequest(
    server,
    client,
    authentication,
    params,
    REDIRECT,
    verifier,
    insecure,
  )
}

async function connect(): Promise<oauth.TokenEndpointResponse> {
  const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()]
  const response = await exchange(await consent(verifier, state), state, verifier)
  return oauth.processAuthorizationCodeResponse(server, client, response)
}

async function refresh(token: string): Promise<oauth.TokenEndpointResponse> {
  const response = await oauth.refreshTokenGrantRequest(
    server,
    client,
    authentication,
    token,
    insecure,
  )
  return oauth.processRefreshTokenResponse(server, client, response)
}

async function whoAmI(token: string): Promise<number> {
  const address = new URL(`${url}/v2/users/me`)
  try {
    const answer = await oauth.protectedResourceRequest(
      token,
      'GET',
      address,
      new Headers(),
      null,
      insecure,
    )
    return answer.status
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError) return error.status
    throw error
  }
}

describe('a standard client library', () => {
  it('connects with a code and PKCE, and calls the API', async () => {
    const tokens = await connect()
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600 })
    expect(await whoAmI(tokens.access_token)).toBe(200)
  })

  it('is told of a wrong verifier', async () => {
    const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()]
    const back = await consent(verifier, state)
    const response = await exchange(back, state, oauth.generateRandomCodeVerifier())
    await expect(
      oauth.processAuthorizationCodeResponse(server, client, response),
    ).rejects.toBeInstanceOf(oauth.ResponseBodyError)
  })

  it('is told of a person who declines', async () => {
    const state = oauth.generateRandomState()
    const back = await consent(oauth.generateRandomCodeVerifier(), state, 'decline')
    expect(() => oauth.validateAuthResponse(server, client, back, state)).toThrow(
      oauth.AuthorizationResponseError,
    )
  })

  it('gets its state back, and no other', async () => {
    const back = await consent(oauth.generateRandomCodeVerifier(), 'mine')
    expect(() => oauth.validateAuthResponse(server, client, back, 'another')).toThrow()
  })

  it('refreshes, and finds the token before refused', async () => {
    const first = await connect()
    const second = await refresh(first.refresh_token!)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await whoAmI(second.access_token)).toBe(200)
    await expect(refresh(first.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('revokes what it holds', async () => {
    const tokens = await connect()
    const response = await oauth.revocationRequest(
      server,
      client,
      authentication,
      tokens.access_token,
      insecure,
    )
    expect(response.status).toBe(200)
    await oauth.processRevocationResponse(response)
    expect(await whoAmI(tokens.access_token)).toBe(401)
    await expect(refresh(tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})
