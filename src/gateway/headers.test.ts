import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inbound, outbound } from './headers.ts'

const context = {
  requestId: 'req_1',
  connectionId: 'c1',
  vendorPrefix: 'x-zoom-',
  now: () => Date.parse('2026-05-01T00:00:00Z'),
}
const back = (...raw: string[]): string[] => inbound(raw, context).slice(0, -4)

describe('the headers to upstream', () => {
  it('keep names, order, spelling and repetition, and end with the token', () => {
    expect(outbound(['X-B', '2', 'Accept', 'a', 'accept', 'b', 'x-a', '1'], 'tok')).toEqual([
      'X-B',
      '2',
      'Accept',
      'a',
      'accept',
      'b',
      'x-a',
      '1',
      'authorization',
      'Bearer tok',
    ])
  })

  it.each([
    'Host',
    'Authorization',
    'X-Api-Key',
    'Cookie',
    'Maton-Connection',
    'X-Maton-Connection',
    'x-maton-client-user-agent',
    'Valetkey-Connection',
    'valetkey-anything',
    'Connection',
    'Keep-Alive',
    'Proxy-Authorization',
    'Proxy-Connection',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Expect',
    'X-HTTP-Method-Override',
    'X_HTTP_METHOD_OVERRIDE',
    'X_Rewrite-URL',
    'Content_Type',
  ])('never hold the caller’s %s', (name) => {
    expect(outbound([name, 'secret'], null)).toEqual([])
  })

  it('drop what Connection names, but never the token that we put on', () => {
    expect(
      outbound(
        ['Connection', 'X-Secret, authorization, close', 'X-Secret', '1', 'X-Other', '2'],
        'tok',
      ),
    ).toEqual(['X-Other', '2', 'authorization', 'Bearer tok'])
  })

  it('ask for a whole and plain answer when it is held on its way back', () => {
    const raw = ['Accept-Encoding', 'br', 'Range', 'bytes=0-1', 'If-Range', '"1"', 'Accept', 'a']
    expect(outbound(raw, null, 'plain')).toEqual(['Accept', 'a', 'accept-encoding', 'identity'])
    expect(outbound(raw, null, 'json')).toEqual([
      ...['accept', 'application/json'],
      ...['accept-encoding', 'identity'],
    ])
    expect(outbound(raw, null)).toEqual(raw)
  })

  it('keep Content-Length even when Connection names it', () => {
    expect(outbound(['Connection', 'content-length', 'Content-Length', '5'], null)).toEqual([
      'Content-Length',
      '5',
    ])
  })

  it('hold exactly one authorization header whatever comes in', () => {
    const header = fc.tuple(
      fc.constantFrom('Authorization', 'authorization', 'AUTHORIZATION', 'X-Api-Key', 'Accept'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(header), (headers) => {
        const sent = outbound(headers.flat(), 'tok')
        const names = sent.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())
        expect(names.filter((name) => name === 'authorization')).toHaveLength(1)
        expect(names).not.toContain('x-api-key')
      }),
    )
  })
})

describe('the headers back to the caller', () => {
  it('keep order, spelling, repetition and bytes', () => {
    expect(
      back('X-Zm-TrackingId', 'v=2.0', 'Link', '<a>', 'link', '<b>', 'X-L', 'caf\u00e9'),
    ).toEqual(['X-Zm-TrackingId', 'v=2.0', 'Link', '<a>', 'link', '<b>', 'X-L', 'caf\u00e9'])
  })

  it('drop cookies, hop-by-hop headers and anything in our own name', () => {
    expect(
      back(
        'Set-Cookie',
        'zm_aid=""',
        'Connection',
        'X-Hop',
        'X-Hop',
        '1',
        'Keep-Alive',
        'timeout=5',
        'Valetkey-Error',
        'forged',
        'A',
        '1',
      ),
    ).toEqual(['A', '1'])
  })

  it('drop a Retry-After that Connection names', () => {
    expect(back('Connection', 'Retry-After', 'Retry-After', '2026-05-01T00:01:30Z')).toEqual([])
  })

  it('turn an ISO Retry-After into seconds and keep the original beside it', () => {
    expect(back('Retry-After', '2026-05-01T00:01:30Z')).toEqual([
      'Retry-After',
      '90',
      'x-zoom-retry-after',
      '2026-05-01T00:01:30Z',
    ])
  })

  it.each([
    '30',
    'Fri, 01 May 2026 00:01:30 GMT',
    'soon',
    '2026-05-01T00:01:30',
    '2026-02-30T00:00:00Z',
    '2026-05-01 junk',
  ])('leave a Retry-After of %s as it is', (value) => {
    expect(back('Retry-After', value)).toEqual(['Retry-After', value])
  })

  it('say which connection was used', () => {
    expect(inbound([], context)).toEqual([
      'Valetkey-Connection',
      'c1',
      'Valetkey-Request-Id',
      'req_1',
    ])
  })
})
