import type { Secret } from '../secret.ts'
import type { AppClient } from './app-client.ts'
import { apiOrigin } from './app-client.ts'
import { sendOnce } from './send-once.ts'

/** Who a fresh grant belongs to. Every member may be unknown: an app need not have the scope to ask. */
export interface GrantIdentity {
  readonly userId: string | null
  readonly accountId: string | null
  readonly email: string | null
  /** Why nobody could be named, for the operator. Null when the app answered. */
  readonly problem: string | null
}

const unknown = (problem: string): GrantIdentity => ({
  userId: null,
  accountId: null,
  email: null,
  problem,
})
const timeoutMs = 10_000

/** Asks the app whose token this is. A failure is no reason to lose the grant, so it answers with nulls and says why. */
export async function identityOf(
  client: AppClient,
  { accessToken, apiUrl }: { accessToken: Secret; apiUrl: string | null },
): Promise<GrantIdentity> {
  const { path } = client.app.identity
  try {
    const { status, body } = await sendOnce({
      url: new URL(apiOrigin(client, apiUrl) + path),
      headers: { authorization: `Bearer ${accessToken.reveal()}` },
      limits: { wholeMs: timeoutMs },
    })
    if (status >= 200 && status < 300) return named(client, JSON.parse(body))
    return unknown(`${path} answered ${status}`)
  } catch (error) {
    return unknown(
      `${path} gave no usable answer (${error instanceof Error ? error.name : 'error'})`,
    )
  }
}

function named({ app }: AppClient, body: unknown): GrantIdentity {
  const { path, fields } = app.identity
  if (typeof body !== 'object' || body === null) return unknown(`${path} answered no object`)
  const members = new Map<string, unknown>(Object.entries(body))
  const text = (name: string): string | null => {
    const value = members.get(name)
    // A NUL would keep PostgreSQL from storing whose grant it is.
    return typeof value === 'string' && value !== '' && !value.includes('\0')
      ? value.slice(0, 320)
      : null
  }
  const userId = text(fields.userId)
  return {
    userId,
    accountId: text(fields.accountId),
    email: text(fields.email),
    problem: userId === null ? `${path} answered without ${fields.userId}` : null,
  }
}
