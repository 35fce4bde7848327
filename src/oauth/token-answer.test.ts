import { describe, expect, it } from 'vitest'
import type { Answer } from './read-answer.ts'
import { notAuthorized, tokenOutcome } from './token-answer.ts'

const answered = (status: number, body: string, rest: Partial<Answer> = {}) =>
  tokenOutcome({ status, body, whole: true, retryAfterMs: null, ...rest })
const failed = (status: number, body: unknown) => answered(status, JSON.stringify(body))
const granted = (body: unknown) => answered(200, JSON.stringify(body))

/** Zoom's error bodies, and what each of them asks for. */
const bodies = [
  [400, 'invalid_client', 'Invalid client_id or client_secret', 'misconfigured'],
  [401, 'invalid_client', 'Invalid client_id or client_secret', 'misconfigured'],
  [400, 'invalid_client', 'The app has been disabled by the developer', 'misconfigured'],
  [400, 'unauthorized_client', 'Not for this client', 'misconfigured'],
  [400, 'invalid_grant', 'Invalid authorization code', 'refused'],
  [400, 'invalid_request', 'Invalid authorization code obBEe8ewaL_KdYKjnimT', 'refused'],
  [400, 'invalid_grant', 'Invalid Token!', 'refused'],
  [401, 'invalid_grant', 'Invalid Token!', 'refused'],
  [400, 'invalid_request', 'Invalid Token!', 'refused'],
  [400, 'invalid_request', 'Redirect URI mismatch.', 'misconfigured'],
  [400, 'invalid_request', 'Missing grant type.', 'misconfigured'],
  [400, 'unsupported_grant_type', 'unsupported grant type', 'misconfigured'],
  [400, 'invalid_request', 'Account does not exist', 'misconfigured'],
  [400, 'invalid_request', 'Account does not enabled the OAuth app type', 'misconfigured'],
  [400, 'invalid_request', 'The owner of the token does not exist.', 'refused'],
  [429, 'invalid_grant', 'Too many requests', 'unreachable'],
  [503, 'invalid_grant', 'Maintenance', 'unreachable'],
  [400, 'server_error', 'save access token error', 'unreachable'],
] as const

describe('an error answer of the token endpoint', () => {
  it.each(bodies)('%i %s "%s" means %s', (...[status, error, reason, kind]) => {
    expect(failed(status, { reason, error }).kind).toBe(kind)
  })

  it('means the client when a 401 says nothing else', () => {
    expect(failed(401, null).kind).toBe('misconfigured')
    expect(failed(403, {}).kind).toBe('unreachable')
  })

  it('gives the sentence as the reason, from either member', () => {
    expect(failed(400, { reason: 'Invalid Token!', error: 'invalid_grant' })).toMatchObject({
      reason: 'invalid_grant: Invalid Token!',
    })
    expect(failed(400, { error_description: 'Gone', error: 'invalid_grant' })).toMatchObject({
      reason: 'invalid_grant: Gone',
    })
  })

  it.each([
    'Invalid authorization code abc123',
    'Invalid authorization code obBEe8ewaL_KdYKjnimT4KPd8KKdQt9FQ',
    'bad token eyJhbGciOiJIUzUxMiJ9.eyJ2ZXIiOjl9.c2lnbmF0dXJlc2lnbmF0dXJl',
  ])('never repeats a code or a token: %s', (reason) => {
    const outcome = failed(400, { reason, error: 'invalid_request' })
    expect(JSON.stringify(outcome)).not.toMatch(/abc123|obBEe|eyJ/)
    expect(JSON.stringify(outcome)).toContain('[redacted]')
  })

  it('is cut to a length that a page can show', () => {
    const outcome = failed(400, { reason: 'so '.repeat(1_000), error: 'invalid_grant' })
    expect(outcome.kind === 'refused' && outcome.reason.length).toBe(200)
  })
})

describe('a consent without a code', () => {
  it('is no refusal by the person when nothing is known of an error', () => {
    expect(notAuthorized(new Error('x'))).toEqual({
      kind: 'refused',
      reason: 'the callback brought neither a code nor an error',
    })
  })
})

describe('a granted answer', () => {
  const answer = { access_token: 'at', token_type: 'bearer' as const }

  it('keeps both tokens from being printed', () => {
    const outcome = granted({ ...answer, refresh_token: 'rt' })
    expect(JSON.stringify(outcome)).not.toMatch(/"at"|"rt"/)
  })

  it('reads scopes separated by spaces or commas', () => {
    expect(granted({ ...answer, scope: 'a:b  c:d,e:f' })).toMatchObject({
      tokens: { scopes: ['a:b', 'c:d', 'e:f'] },
    })
  })

  it('lives an hour when it does not say how long', () => {
    expect(granted(answer)).toMatchObject({ tokens: { expiresIn: 3_600, refreshToken: null } })
    expect(granted({ ...answer, expires_in: 3_599 })).toMatchObject({
      tokens: { expiresIn: 3_599 },
    })
  })

  it.each([
    ['3599', 3_599],
    [3_599.9, 3_599],
    ['soon', 3_600],
    [null, 3_600],
    [0, 3_600],
    [-5, 3_600],
    [1e300, 31_622_400],
  ])('with expires_in %j lives %i seconds', (expires_in, expiresIn) => {
    expect(granted({ ...answer, expires_in })).toMatchObject({ tokens: { expiresIn } })
  })

  it.each([
    ['another spelling of its type', { token_type: 'Bearer' }],
    ['no type', { token_type: undefined }],
    ['members of other protocols', { id_token: 'no JWT', error: null, uid: [1] }],
    ['an empty refresh token', { refresh_token: '' }],
    ['a null refresh token', { refresh_token: null }],
    ['scopes that are no text', { scope: ['a'] }],
  ])('is taken with %s', (_, members) => {
    expect(granted({ ...answer, ...members })).toMatchObject({
      kind: 'granted',
      tokens: { refreshToken: null },
    })
  })

  it('is taken with any success, and from a connection that broke behind it', () => {
    expect(answered(201, JSON.stringify(answer)).kind).toBe('granted')
    expect(answered(200, JSON.stringify(answer), { whole: false }).kind).toBe('granted')
  })

  it('leaves out what a database does not take', () => {
    const odd = { ...answer, scope: 'a\0b c d\u00e9', api_url: 'https://a\0' }
    expect(granted(odd)).toMatchObject({ tokens: { scopes: ['c'], apiUrl: null } })
  })
})

describe('a pair', () => {
  it.each([
    [
      'broke off behind it',
      200,
      '{"access_token":"a\\u002fb","refresh_token":"r\\"","expires_in":35',
      false,
    ],
    ['calls itself a failure', 500, '{"access_token":"a/b","refresh_token":"r\\""}', true],
    ['sends the caller elsewhere', 307, '{"access_token":"a/b","refresh_token":"r\\""}', true],
    ['has a page behind it', 200, '{"access_token":"a/b","refresh_token":"r\\""}<!-- -->', true],
    [
      'lies in another object',
      200,
      '[{"data":{"access_token":"a/b","refresh_token":"r\\""}}]',
      true,
    ],
    [
      'lies beside a line break',
      200,
      '{"access_token":"a/b","refresh_token":"r\\"","n":"\n"}',
      true,
    ],
  ] as const)('is kept from an answer that %s', (...[, status, body, whole]) => {
    const outcome = answered(status, body, { whole })
    if (outcome.kind !== 'granted') throw new Error(outcome.reason)
    expect(outcome.tokens.accessToken.reveal()).toBe('a/b')
    expect(outcome.tokens.refreshToken?.reveal()).toBe('r"')
  })

  it.each([
    [200, '{"access_token":"a","refresh_token":"r', 'answer_lost'],
    [500, '{"access_token":"a"}', 'unreachable'],
    [400, '{"error":"invalid_grant","refresh_token":"r"}', 'refused'],
  ])('is not made of half a one: %i %s', (status, body, kind) => {
    expect(answered(status, body).kind).toBe(kind)
  })
})

describe('an answer without a token', () => {
  it.each([
    [200, '<h1>Hello</h1>', true],
    [200, '{"access_token":""}', true],
    [200, '{"access_token":"a","ref', false],
    [400, '{"error":"invalid_gr', false],
  ])('%i %s leaves open what the endpoint did', (status, body, whole) => {
    expect(answered(status, body, { whole }).kind).toBe('answer_lost')
  })

  it.each([
    [302, ''],
    [400, '<h1>Bad Request</h1>'],
    [404, ''],
    [502, '<h1>Bad Gateway</h1>'],
  ])('%i %s did nothing, and is asked again later', (status, body) => {
    expect(answered(status, body).kind).toBe('unreachable')
  })

  it('says how long the endpoint wants to be left alone', () => {
    expect(answered(429, '', { retryAfterMs: 7_000 })).toMatchObject({ retryAfterMs: 7_000 })
  })
})
