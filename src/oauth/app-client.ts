import type { App } from '../apps/app.ts'
import type { Secret } from '../secret.ts'

/** An app together with what the operator configured for it on this server. */
export interface AppClient {
  readonly app: App
  /** Where API calls go, e.g. `https://api.zoom.us`; an origin without a path. */
  readonly apiUrl: string
  /** Whether that is the vendor's own address, so that regional hosts may be used as well. */
  readonly apiUrlIsVendors: boolean
  readonly oauthUrl: string
  /** Names the authorization server that grants belong to. A grant of one issuer is never shown to another. */
  readonly issuer: string
  /** Name of the plan that connected accounts have where their answers do not tell it; the app's usual one if left out. */
  readonly plan?: string
  /** Null while the operator has configured no client id and secret. */
  readonly client: { readonly id: string; readonly secret: Secret } | null
}

/**
 * The API origin for a connection: the regional one that its token answer named, if that is one of the app's own hosts.
 * Anything else is ignored, because a token must never go where an answer alone tells it to (RFC 9700, section 4.9).
 */
export function apiOrigin(
  { app, apiUrl, apiUrlIsVendors }: AppClient,
  named: string | null,
): string {
  if (!apiUrlIsVendors || named === null || !URL.canParse(named)) return apiUrl
  const { protocol, host, origin } = new URL(named)
  return protocol === 'https:' && app.apiHosts.includes(host) ? origin : apiUrl
}

/**
 * Whether a download address may receive the bearer token: https on one of the vendor's hosts, or exactly a configured
 * origin (the simulator, a private edge), and a path that the app names.
 */
export function isDownloadAddress(
  { app, apiUrl, apiUrlIsVendors, oauthUrl }: AppClient,
  url: URL,
): boolean {
  const downloads = app.downloads
  if (!downloads || url.username !== '' || url.password !== '') return false
  // Some versions of Node leave "/rec/.x/../.." as it is, and the vendor would climb out of the prefix.
  if (dotSegment.test(url.pathname)) return false
  if (!downloads.pathPrefixes.some((prefix) => url.pathname.startsWith(prefix))) return false
  if (!apiUrlIsVendors) return url.origin === apiUrl || url.origin === oauthUrl
  if (url.protocol !== 'https:' || url.port !== '') return false
  // URLs have room for more than names of hosts have, and "a,b.zoom.us" is two of them to whoever splits a list.
  if (!hostName.test(url.hostname)) return false
  return downloads.hostSuffixes.some(
    (suffix) => url.hostname.endsWith(suffix) || url.hostname === suffix.slice(1),
  )
}

/** RFC 1123, section 2.1, and the underscore that some names have; in the lower case of the URL parser. */
const hostName = /^[a-z\d_-]+(\.[a-z\d_-]+)*$/

/** However often its dots and slashes are escaped. */
const dotSegment = /(\/|\\|%(25)*(2f|5c))(\.|%(25)*2e){1,2}([/\\;]|%(25)*(2f|5c|3b)|$)/i
