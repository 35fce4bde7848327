import type { Secret } from '../secret.ts'

export type ConnectionStatus = 'PENDING' | 'ACTIVE' | 'FAILED'

/** `OAUTH2`: a person consents (RFC 6749, section 4.1). `SERVER_TO_SERVER`: an account's own credentials, no person. */
export type ConnectionMethod = 'OAUTH2' | 'SERVER_TO_SERVER'

/**
 * Why a connection does not work. `expired`: the grant ran out or was replaced. `revoked`: somebody took it back.
 * `superseded`: the same person connected again elsewhere. `declined`: consent was refused. `misconfigured`: the operator
 * has to act (client id, secret, app settings).
 */
export type ConnectionErrorCode =
  'expired' | 'revoked' | 'superseded' | 'declined' | 'misconfigured'

export interface ConnectionError {
  readonly code: ConnectionErrorCode
  /** A sentence for a person. Never holds a token or a code. */
  readonly detail: string
  readonly at: number
}

/** One person's (or account's) grant for one app. Holds no token: those are read by `access-token.ts` alone. */
export interface Connection {
  readonly id: string
  readonly ownerId: string
  readonly app: string
  readonly method: ConnectionMethod
  readonly status: ConnectionStatus
  readonly label: string | null
  readonly metadata: Readonly<Record<string, unknown>>
  readonly createdAt: number
  readonly updatedAt: number
  readonly accountEmail: string | null
  readonly accountId: string | null
  readonly accountUserId: string | null
  readonly scopes: readonly string[]
  readonly apiUrl: string | null
  readonly issuer: string | null
  readonly clientId: string | null
  readonly error: ConnectionError | null
  readonly accessExpiresAt: number | null
  readonly tokenVersion: number
  /** When a request last needed it, to an hour. */
  readonly lastUsedAt: number | null
}

/** Whose account it is for, as one text to compare: a connection can be authorised again by somebody else. */
export const accountOf = ({ accountId, accountUserId }: Connection): string =>
  `${accountId ?? ''} ${accountUserId ?? ''}`

/** What a token endpoint gave, ready to use. */
export interface TokenSet {
  readonly accessToken: Secret
  /** Null for server-to-server grants, which are asked for again instead of refreshed. */
  readonly refreshToken: Secret | null
  /** Epoch milliseconds. */
  readonly accessExpiresAt: number
  readonly scopes: readonly string[]
  readonly apiUrl: string | null
}

/** Credentials of a server-to-server client, which belong to the connection and not to the server. */
export interface ServerToServerCredentials {
  readonly accountId: string
  readonly clientId: string
  readonly clientSecret: Secret
}

/** Who a grant belongs to, as the app's identity endpoint answered right after consent. */
export interface Account {
  readonly userId: string | null
  readonly accountId: string | null
  readonly email: string | null
}

/**
 * The legal moves. A connection never goes back to PENDING, and every state can become ACTIVE again under the same id:
 * reconnecting is consent for an existing connection, not a new connection.
 */
const moves: Readonly<Record<ConnectionStatus, readonly ConnectionStatus[]>> = {
  PENDING: ['ACTIVE', 'FAILED'],
  ACTIVE: ['ACTIVE', 'FAILED'],
  FAILED: ['ACTIVE', 'FAILED'],
}

export function mayMove(from: ConnectionStatus, to: ConnectionStatus): boolean {
  return moves[from].includes(to)
}

/** The states from which a connection may become `to`, for the WHERE clause of the move. */
export function statesBefore(to: ConnectionStatus): ConnectionStatus[] {
  const all: ConnectionStatus[] = ['PENDING', 'ACTIVE', 'FAILED']
  return all.filter((from) => mayMove(from, to))
}
