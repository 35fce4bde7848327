import { describe, expect, it } from 'vitest'
import { zoom } from '../apps/zoom/app.ts'
import { apiOrigin, isDownloadAddress, type AppClient } from './app-client.ts'

const vendors: AppClient = {
  app: zoom,
  apiUrl: zoom.apiUrl,
  apiUrlIsVendors: true,
  oauthUrl: zoom.oauthUrl,
  issuer: zoom.oauthUrl,
  client: null,
}
const simulated: AppClient = {
  ...vendors,
  apiUrl: 'http://127.0.0.1:4000',
  apiUrlIsVendors: false,
  oauthUrl: 'http://127.0.0.1:4000',
}

/** Addresses that look like the vendor's at a glance. */
const tricks = [
  'https://api.zoom.us.evil.com',
  'https://evil.com/api.zoom.us',
  'https://evil.com#api.zoom.us',
  'https://api.zoom.us@evil.com',
  'https://evil.com\\@api.zoom.us',
  'https://api-xx.zoom.us',
  'https://zoom.us',
  'https://apizoom.us',
  'https://api.zoom.us.',
  'https://api.zoom.us:8443',
  'http://api.zoom.us',
  'ftp://api.zoom.us',
  'https://api.zооm.us', // Cyrillic о
  'https://xn--api-zoom.us',
  '//api.zoom.us',
  'api.zoom.us',
  'javascript:alert(1)',
  '',
]

describe('the API origin of a connection', () => {
  it('is the region that the token answer named', () => {
    expect(apiOrigin(vendors, 'https://api-eu.zoom.us')).toBe('https://api-eu.zoom.us')
    expect(apiOrigin(vendors, 'HTTPS://API-EU.ZOOM.US:443/v2?x=1')).toBe('https://api-eu.zoom.us')
  })

  it.each(tricks)('is not moved by %s', (named) => {
    expect(apiOrigin(vendors, named)).toBe('https://api.zoom.us')
  })

  it('never takes over a name and password', () => {
    expect(apiOrigin(vendors, 'https://me:pw@api-eu.zoom.us/')).toBe('https://api-eu.zoom.us')
  })

  it('is the configured one, whatever is named, when the operator configured one', () => {
    expect(apiOrigin(simulated, 'https://api-eu.zoom.us')).toBe('http://127.0.0.1:4000')
    expect(apiOrigin(vendors, null)).toBe('https://api.zoom.us')
  })
})

describe('a download address', () => {
  const allowed = (client: AppClient, text: string) => isDownloadAddress(client, new URL(text))

  it.each([
    'https://zoom.us/rec/download/abc',
    'https://us02web.zoom.us/rec/download/abc?x=1',
    'HTTPS://US02WEB.ZOOM.US:443/rec/x',
  ])('may receive the token: %s', (text) => {
    expect(allowed(vendors, text)).toBe(true)
  })

  it.each([
    'https://zoom.us/rec/.x/../../v2/users/me',
    'https://zoom.us/rec/x%2f..%2f..%2fv2/users/me',
    'https://zoom.us/rec/%252e%252e/v2/users/me',
    'https://us02web.zoom.us.evil.com/rec/download/abc',
    'https://evilzoom.us/rec/download/abc',
    'https://evil.com/rec/download/abc',
    'https://us02web.zoom.us@evil.com/rec/download/abc',
    'https://me@us02web.zoom.us/rec/download/abc',
    'https://:pw@us02web.zoom.us/rec/download/abc',
    'https://us02web.zoom.us:8443/rec/download/abc',
    'https://us02web.zoom.us./rec/download/abc',
    'https://us02web.zооm.us/rec/download/abc', // Cyrillic о
    'https://us02we,b.zoom.us/rec/download/abc',
    "https://evil.com'.zoom.us/rec/download/abc",
    'https://evil.com;.zoom.us/rec/download/abc',
    'https://.zoom.us/rec/download/abc',
    'https://a..zoom.us/rec/download/abc',
    'http://us02web.zoom.us/rec/download/abc',
    'https://us02web.zoom.us/v2/users',
    'https://us02web.zoom.us/rec/../v2/users',
    'https://us02web.zoom.us/record',
  ])('must not: %s', (text) => {
    expect(allowed(vendors, text)).toBe(false)
  })

  it('is on exactly the configured origin when the operator configured one', () => {
    expect(allowed(simulated, 'http://127.0.0.1:4000/rec/download/abc')).toBe(true)
    expect(allowed(simulated, 'http://127.0.0.1:4001/rec/download/abc')).toBe(false)
    expect(allowed(simulated, 'https://us02web.zoom.us/rec/download/abc')).toBe(false)
  })
})
