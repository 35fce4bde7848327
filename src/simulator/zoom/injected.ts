import { json, withHeaders, type Answer } from '../answer.ts'
import type { Incoming } from '../incoming.ts'
import { usualHeaders } from './headers.ts'

const SENTENCES: Readonly<Record<number, { readonly code: number; readonly message: string }>> = {
  401: { code: 124, message: 'Invalid access token.' },
  404: { code: 2300, message: 'This API endpoint is not recognized.' },
  429: {
    code: 429,
    message: 'You have reached the maximum per-second rate limit for this API. Try again later.',
  },
}

/** What Zoom would say with a status that a test asked for. */
export function injected({ rawPath }: Incoming, status: number): Answer {
  if (status === 204 || status === 304)
    return withHeaders({ status, headers: {}, body: '' }, usualHeaders())
  const body = rawPath.startsWith('/oauth/')
    ? { reason: 'Simulated failure', error: status < 500 ? 'invalid_request' : 'server_error' }
    : (SENTENCES[status] ?? { code: status, message: 'Simulated failure.' })
  return withHeaders(json(status, body), usualHeaders())
}
