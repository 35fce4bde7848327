import type { Secret } from '../secret.ts'
import type { AppClient } from './app-client.ts'
import { apiOrigin } from './app-client.ts'

/** Who a fresh grant belongs to. Every member may be unknown: an app need not have the scope to ask. */
export interface GrantIdentity {
  readonly userId: string | null
  readonly accountId: string | null
  readonly email: string | null
}

const nobody: GrantIdentity = { userId: null, accountId: null, email: null }
const timeoutMs = 10_000

/** Asks the app whose token this is. A failure is no reason to lose the grant, so it answers with nulls. */
export async function identityOf(
  client: AppClient,
  { accessToken, apiUrl }: { accessToken: Secret; apiUrl: string | null },
): Promise<GrantIdentity> {
  const { path, fields } = client.app.identity
  try {
    const response = await fetch(apiOrigin(client, apiUrl) + path, {
      headers: { authorization: `Bearer ${accessToken.reveal()}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) return nobody
    const body: unknown = await response.json()
    if (typeof body !== 'object' || body === null) return nobody
    const text = (name: string): string | null => {
      const value = (body as Record<string, unknown>)[name]
      return typeof value === 'string' && value !== '' ? value.slice(0, 320) : null
    }
    return {
      userId: text(fields.userId),
      accountId: text(fields.accountId),
      email: text(fields.email),
    }
  } catch {
    return nobody
  }
}
