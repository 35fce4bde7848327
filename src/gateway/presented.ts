import type { IncomingMessage } from 'node:http'
import type { Credential } from '../keys/authenticate.ts'

/** The key that a request shows, wherever it shows it. */
export function presented(request: IncomingMessage): Credential {
  const { headers } = request
  return {
    authorization: headers.authorization,
    apiKeyHeader: single(headers['x-api-key']),
    caller: request,
  }
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value
