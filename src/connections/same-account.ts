import { identityOf } from '../oauth/identity.ts'
import type { AppClients } from './app-clients.ts'
import type { Connection, TokenSet } from './connection.ts'
import type { ConnectionStore } from './connection-store.ts'

/** Somebody consented with another account than the one that the connection has, and may not. The connection stands as it stood. */
export interface OtherAccount {
  readonly kind: 'other_account'
}

interface Unknown {
  readonly kind: 'failed'
  readonly fault: 'upstream'
  readonly detail: string
}

interface Needs {
  readonly apps: AppClients
  readonly store: Pick<ConnectionStore, 'isConnected'>
}

/**
 * Null when a fresh grant may be stored. Here alone the person is asked for before that: a process that dies meanwhile loses a
 * consent for a connection that did not work anyway.
 */
export async function unlessSame(
  { apps, store }: Needs,
  connection: Connection,
  tokens: TokenSet,
): Promise<OtherAccount | Unknown | null> {
  if (connection.accountUserId === null) return null
  const { appClient, client, tokenEndpoint } = apps.required(connection.app)
  const { userId, problem } = await identityOf(appClient, tokens)
  if (userId === connection.accountUserId) return null
  if (userId === null) {
    const detail = `it could not be asked whose account this is: ${problem ?? 'no answer'}`
    return { kind: 'failed', fault: 'upstream', detail }
  }
  // Nobody will use this grant. But taking it back ends all that the person has granted to this client, a working connection included.
  const isUsed = await store.isConnected({ issuer: appClient.issuer, clientId: client.id }, userId)
  if (!isUsed) await tokenEndpoint.revoke({ token: tokens.accessToken, client })
  return { kind: 'other_account' }
}
