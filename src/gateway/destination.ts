import { Failure } from '../errors.ts'
import { apiOrigin, isDownloadAddress, type AppClient } from '../oauth/app-client.ts'
import type { Call } from './call.ts'

/** Where an attempt goes. Hosts come from the app's data and the configuration only, never from the caller alone. */
export interface Destination {
  readonly origin: string
  /** Path and query, raw. */
  readonly path: string
  /** Whether the access token goes along. */
  readonly bearer: boolean
  /** Only downloads follow redirects: an API's redirect is an answer like any other. */
  readonly followsRedirects: boolean
}

export function destinationOf(
  appClient: AppClient,
  call: Call,
  apiUrl: string | null,
): Destination {
  const { downloads } = appClient.app
  if (downloads && call.matched?.endpoint.id === downloads.endpoint)
    return downloadOf(appClient, call.query)
  return {
    origin: apiOrigin(appClient, apiUrl),
    path: call.path + call.query,
    bearer: true,
    followsRedirects: false,
  }
}

function downloadOf(appClient: AppClient, query: string): Destination {
  const address = new URLSearchParams(query).get('url')
  const url = address !== null && URL.canParse(address) ? new URL(address) : null
  if (!url || !isDownloadAddress(appClient, url)) {
    throw new Failure(
      'invalid_request',
      `The "url" value has to be a download_url as ${appClient.app.title} gave it: https, one of its own hosts, percent-encoded once. Other addresses never get the token.`,
    )
  }
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    bearer: true,
    followsRedirects: true,
  }
}

/**
 * Where a download's redirect leads, if we go there ourselves: another address that the app's data allows. The token
 * goes along only to the same origin. Any other redirect is handed to the caller, who follows it without a token.
 */
export function redirectTarget(
  appClient: AppClient,
  from: Destination,
  rawHeaders: readonly string[],
): Destination | null {
  const location = headerValue(rawHeaders, 'location')
  const base = new URL(from.path, from.origin)
  if (location === null || !URL.canParse(location, base.href)) return null
  const url = new URL(location, base)
  if (!isDownloadAddress(appClient, url)) return null
  const bearer = from.bearer && url.origin === from.origin
  return { origin: url.origin, path: url.pathname + url.search, bearer, followsRedirects: true }
}

/** The first value of a raw header by its lower-case name. */
export function headerValue(raw: readonly string[], name: string): string | null {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() === name) return raw[i + 1] ?? null
  }
  return null
}
