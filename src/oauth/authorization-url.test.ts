import { describe, expect, it } from 'vitest'
import { zoom } from '../apps/zoom/app.ts'
import type { AppClient } from './app-client.ts'
import { authorizationUrl, mintCodeVerifier, mintState } from './authorization-url.ts'

const client: AppClient = {
  app: zoom,
  apiUrl: zoom.apiUrl,
  apiUrlIsVendors: true,
  oauthUrl: zoom.oauthUrl,
  issuer: zoom.oauthUrl,
  client: null,
}
const request = {
  clientId: 'a client',
  redirectUri: 'https://gateway.example/connect/callback',
  state: 'a+b&c=d',
  // RFC 7636, appendix B
  codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
}

describe('the address of the consent page', () => {
  it('carries the S256 challenge of the verifier, as in RFC 7636 appendix B', () => {
    const { searchParams } = new URL(authorizationUrl(client, request))
    expect(searchParams.get('code_challenge')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
    expect(searchParams.get('code_challenge_method')).toBe('S256')
  })

  it('returns to the registered address with the state as it was, and asks for no scope', () => {
    const url = new URL(authorizationUrl(client, request))
    expect(url.origin + url.pathname).toBe('https://zoom.us/oauth/authorize')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'a client',
      redirect_uri: 'https://gateway.example/connect/callback',
      state: 'a+b&c=d',
    })
    expect(url.searchParams.has('scope')).toBe(false)
  })

  it('never holds the verifier itself', () => {
    expect(authorizationUrl(client, request)).not.toContain(request.codeVerifier)
  })

  it('mints verifiers and states of the length and alphabet that RFC 7636 section 4.1 asks for', () => {
    for (const text of [mintCodeVerifier(), mintState()])
      expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(mintState()).not.toBe(mintState())
  })
})
