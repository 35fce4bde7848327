import { timingSafeEqual } from 'node:crypto'

/** An app that a developer registered with the vendor. */
export type OAuthClient = {
  readonly id: string
  readonly secret: string
  readonly name: string
  /** `user`: acts for the person who consents. `admin`: for the whole account. `server`: no consent at all. */
  readonly kind: 'user' | 'admin' | 'server'
  readonly scopes: readonly string[]
  /** Exact addresses. Loopback addresses are accepted besides them: this is a simulator on somebody's laptop. */
  readonly redirectUris: readonly string[]
  /** Only a server app names one. */
  readonly accountId?: string
}

export function findClient(
  clients: readonly OAuthClient[],
  id: string | undefined | null,
): OAuthClient | undefined {
  return clients.find((client) => client.id === id)
}

export function secretMatches(client: OAuthClient, secret: string): boolean {
  const expected = Buffer.from(client.secret)
  const shown = Buffer.from(secret)
  return expected.length === shown.length && timingSafeEqual(expected, shown)
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

export function allowsRedirect(client: OAuthClient, uri: string): boolean {
  if (client.redirectUris.includes(uri)) return true
  if (!URL.canParse(uri)) return false
  const { protocol, hostname } = new URL(uri)
  return protocol === 'http:' && LOOPBACK.has(hostname)
}
