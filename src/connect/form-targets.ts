import { isIP } from 'node:net'

/**
 * Where the consent form may end: Chromium holds `form-action` against every redirect after the post. A vendor sends people
 * on to hosts below its own, so those are named as well; a plain address has none.
 */
export function formTargets(oauthUrl: string): string[] {
  const { protocol, origin, host, hostname } = new URL(oauthUrl)
  const named = protocol === 'https:' && isIP(hostname) === 0 && hostname.includes('.')
  return named ? [origin, `https://*.${host}`] : [origin]
}
