import type { Credential } from '../keys/authenticate.ts'
import type { CallersRequest } from './caller.ts'

/** The key that a request shows, wherever it shows it. */
export function presented(request: CallersRequest): Credential {
  const { headers } = request
  return {
    authorization: headers.authorization,
    apiKeyHeader: single(headers['x-api-key']),
    caller: request,
  }
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value
