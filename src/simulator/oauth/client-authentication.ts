import type { Incoming } from '../incoming.ts'
import { findClient, secretMatches, type OAuthClient } from './clients.ts'

/** Basic is what the vendor documents; credentials among the parameters are accepted too. */
export function authenticateClient(
  clients: readonly OAuthClient[],
  { headers }: Incoming,
  parameters: URLSearchParams,
): OAuthClient | undefined {
  const shown = fromBasic(headers.authorization) ?? {
    id: parameters.get('client_id'),
    secret: parameters.get('client_secret') ?? '',
  }
  const client = findClient(clients, shown.id)
  return client && secretMatches(client, shown.secret) ? client : undefined
}

function fromBasic(
  header: string | undefined,
): { readonly id: string; readonly secret: string } | undefined {
  const [scheme, value] = header?.split(' ') ?? []
  if (scheme?.toLowerCase() !== 'basic' || value === undefined) return undefined
  const pair = Buffer.from(value, 'base64').toString()
  const colon = pair.indexOf(':')
  if (colon === -1) return undefined
  return { id: unescapeForm(pair.slice(0, colon)), secret: unescapeForm(pair.slice(colon + 1)) }
}

/** RFC 6749 section 2.3.1: both halves are form-encoded before they are joined. */
function unescapeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
