import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../errors.ts'
import type { Secret } from '../secret.ts'
import type { Connection } from './connection.ts'
import type { OpenConnection } from './open-connection.ts'
import { createRefreshFlights, type FlightNeeds, type RefreshFlights } from './refresh-flights.ts'
import type { Refreshed } from './refreshed.ts'
import { createRefusalBudget, type RefusalBudget } from './refusal-budget.ts'
import { aheadOfRequests, isDueForUpkeep } from './token-life.ts'

/** An access token that is good now, and which version of the connection's tokens it is. */
export interface AccessToken {
  readonly connection: Connection
  readonly secret: Secret
  readonly expiresAt: number
  readonly version: number
}

export interface AccessTokens {
  /** Waits for a refresh only when the stored token has run out. */
  current: (id: string) => Promise<AccessToken>
  /** The same for whoever has just read the connection. */
  currentOf: (open: OpenConnection) => Promise<AccessToken>
  /** For a token that upstream refused although it looked good: refreshed once for everybody who holds that version. */
  after: (refused: AccessToken) => Promise<AccessToken>
  /** Renews a connection that will be needed, or would end unused, before anybody asks. Does nothing when it is not due. */
  keep: (id: string) => Promise<void>
  /** Replaces this version of a connection's tokens now, with everybody else who wants that. */
  renew: (connection: Connection) => Promise<Refreshed>
  /** Waits for refreshes that are under way. To be awaited before the database is closed. */
  landed: () => Promise<void>
  /** Refreshes that are in flight in this process. */
  refreshing: () => number
}

export interface AccessTokenNeeds extends FlightNeeds {
  readonly reconnectUrl: (connection: Connection) => Promise<string>
}

interface Room extends AccessTokenNeeds {
  readonly flights: RefreshFlights
  readonly budget: RefusalBudget
}

/** A token this close to its end may end on the way, so a request waits for a better one. */
const endMarginMs = 10_000

/** The only door to an access token. One refresh per connection is in flight in this process; `refresh` sees to the others. */
export function createAccessTokens(needs: AccessTokenNeeds): AccessTokens {
  const room = {
    ...needs,
    flights: createRefreshFlights(needs),
    budget: createRefusalBudget(needs),
  }
  return {
    current: async (id) => sendable(room, await current(room, await read(room, id))),
    currentOf: async (open) => sendable(room, await current(room, open)),
    after: async (refused) => sendable(room, await after(room, refused)),
    keep: (id) => keep(room, id),
    renew: ({ id, tokenVersion }) => room.flights.join(id, tokenVersion),
    landed: () => room.flights.landed(),
    refreshing: () => room.flights.count(),
  }
}

async function current(room: Room, open: OpenConnection): Promise<AccessToken> {
  const { connection } = open
  if (connection.status !== 'ACTIVE') return dead(room, connection)
  const token = accessTokenOf(open)
  const leftMs = token ? token.expiresAt - room.now() : 0
  if (token && leftMs > aheadOfRequests(open)) return token
  if (connection.error) return use(room, connection, { kind: 'ending', open })
  const answer = room.flights.join(connection.id, connection.tokenVersion)
  if (!token || leftMs <= 0) return use(room, connection, await answer)
  // A slow or failing token endpoint must not touch requests whose token is still good.
  const patience = sleep(leftMs > endMarginMs ? 0 : leftMs / 2, null, { ref: false })
  const outcome = await Promise.race([answer.catch(() => null), patience])
  return !outcome || outcome.kind === 'failed' ? token : use(room, connection, outcome)
}

/** A token that no header carries is of as little use as one that upstream refuses, and is replaced as often. */
async function sendable(room: Room, token: AccessToken): Promise<AccessToken> {
  if (/^[\x20-\x7e]+$/.test(token.secret.reveal())) return token
  return sendable(room, await after(room, token))
}

async function after(room: Room, refused: AccessToken): Promise<AccessToken> {
  const { connection, version } = refused
  const open = await read(room, connection.id)
  if (open.connection.status !== 'ACTIVE') return dead(room, open.connection)
  if (open.connection.tokenVersion > version) return current(room, open)
  if (open.connection.error) return ended(room, open.connection)
  if (!room.budget.spend(connection.id, version)) {
    throw new Failure(
      'token_endpoint_failed',
      `Upstream keeps refusing fresh tokens of connection ${connection.id}, or no header can carry them, so no more are asked for now. Look at its own error.`,
      {
        extras: {
          connection_id: connection.id,
          retry_after_s: Math.max(1, Math.ceil(room.budget.waitMs(connection.id) / 1_000)),
        },
      },
    )
  }
  const outcome = await room.flights.join(connection.id, version)
  // Upstream refuses the access token and the token endpoint the grant: nothing is left of it.
  if (outcome.kind === 'ending') return ended(room, outcome.open.connection)
  return use(room, open.connection, outcome)
}

async function keep({ store, flights, now }: Room, id: string): Promise<void> {
  const open = await store.read(id)
  if (!open) return
  const { error, accessExpiresAt, tokenVersion } = open.connection
  if (error && (accessExpiresAt ?? 0) <= now()) await store.end(open.connection)
  if (isDueForUpkeep(open, now())) await flights.join(id, tokenVersion)
}

async function read({ store }: Room, id: string): Promise<OpenConnection> {
  const open = await store.read(id)
  if (!open) throw gone(id)
  return open
}

async function use(room: Room, asked: Connection, outcome: Refreshed): Promise<AccessToken> {
  switch (outcome.kind) {
    case 'fresh':
      return accessTokenOf(outcome.open) ?? (await dead(room, outcome.open.connection))
    case 'ending': {
      const token = accessTokenOf(outcome.open)
      return token && token.expiresAt > room.now() ? token : ended(room, outcome.open.connection)
    }
    case 'dead':
      return dead(room, outcome.open.connection)
    case 'gone':
      throw gone(asked.id)
    case 'failed':
      throw refreshFailed(outcome, asked, room.flights.retryAfterMs(asked.id, asked.tokenVersion))
  }
}

/** A refused grant whose access token is of no use any more. Its row may have been healed meanwhile. */
async function ended(room: Room, connection: Connection): Promise<AccessToken> {
  if (await room.store.end(connection)) return dead(room, connection)
  return current(room, await read(room, connection.id))
}

async function dead(room: Room, connection: Connection): Promise<never> {
  throw reconnectRequired(connection, await room.reconnectUrl(connection))
}

const gone = (id: string): Failure =>
  new Failure('connection_not_found', `There is no connection ${id}. It may have been deleted.`)

function accessTokenOf({ connection, tokens }: OpenConnection): AccessToken | null {
  if (!tokens || connection.accessExpiresAt === null) return null
  return {
    connection,
    secret: tokens.accessToken,
    expiresAt: connection.accessExpiresAt,
    version: connection.tokenVersion,
  }
}

function refreshFailed(
  failure: Extract<Refreshed, { kind: 'failed' }>,
  { id, method }: Connection,
  retryAfterMs: number,
): Failure {
  const extras = { connection_id: id, retry_after_s: Math.max(1, Math.ceil(retryAfterMs / 1_000)) }
  if (failure.fault === 'upstream') {
    return new Failure(
      'token_endpoint_failed',
      `The access token has run out and could not be refreshed: ${failure.reason}. The connection is kept; try again later.`,
      { extras },
    )
  }
  return new Failure(
    'app_not_configured',
    method === 'SERVER_TO_SERVER'
      ? `The token endpoint refused the credentials of this connection (${failure.reason}). Check that the app is activated, or reconnect with new credentials; the connection itself is kept.`
      : `The token endpoint refused this server's OAuth client (${failure.reason}). The operator has to check the client id and secret; the connection itself is kept.`,
    { extras },
  )
}

/** The honest end of a dead grant: who has to do what, and where. */
export function reconnectRequired(connection: Connection, reconnectUrl: string): Failure {
  const { id, error } = connection
  const extras = {
    connection_id: id,
    reconnect_url: reconnectUrl,
    reason: error?.code ?? 'expired',
    ...(error && { since: new Date(error.at).toISOString() }),
  }
  const why = error?.detail ?? 'The grant has ended.'
  return new Failure(
    'reconnect_required',
    `Connection ${id} does not work any more: ${why} A person has to open reconnect_url and consent again; the connection keeps its id.`,
    { extras },
  )
}
