import { Failure } from '../errors.ts'
import type { Secret } from '../secret.ts'
import type { Connection } from './connection.ts'
import { refresh, type Refreshed, type RefreshNeeds } from './refresh.ts'
import type { OpenConnection } from './token-store.ts'

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
  /** For a token that upstream refused although it looked good: refreshed once for everybody who holds that version. */
  after: (refused: AccessToken) => Promise<AccessToken>
}

/** A token this close to its end is treated as ended: the request still has to travel. */
const endMarginMs = 10_000
/** From here on a refresh runs in the background while requests go on with the token they have. */
const refreshAheadMs = 5 * 60_000
/** Pauses after failures: one broken connection may not flood the token endpoint, one hiccup may not cost minutes. */
const firstPauseMs = 1_000
const longestPauseMs = 15 * 60_000

interface Pause {
  readonly until: number
  readonly lengthMs: number
  readonly failure: Extract<Refreshed, { kind: 'failed' }>
}

/** The only door to an access token. One refresh per connection is in flight in this process; `refresh` sees to the others. */
export function createAccessTokens(
  needs: RefreshNeeds & {
    readonly reconnectUrl: (connection: Connection) => Promise<string>
    readonly onRefresh: (id: string, outcome: Refreshed['kind'], reason: string | null) => void
  },
): AccessTokens {
  const { store, now } = needs
  const inFlight = new Map<string, Promise<Refreshed>>()
  const pauses = new Map<string, Pause>()

  function refreshOnce(id: string, staleVersion: number): Promise<Refreshed> {
    const pending = inFlight.get(id)
    if (pending) return pending
    const pause = pauses.get(id)
    if (pause && now() < pause.until) return Promise.resolve(pause.failure)
    const attempt = refresh(needs, id, staleVersion)
      .then((outcome) => noted(id, outcome))
      .finally(() => inFlight.delete(id))
    inFlight.set(id, attempt)
    return attempt
  }

  function noted(id: string, outcome: Refreshed): Refreshed {
    if (outcome.kind === 'failed') {
      const lengthMs = Math.min((pauses.get(id)?.lengthMs ?? firstPauseMs / 2) * 2, longestPauseMs)
      pauses.set(id, { until: now() + lengthMs, lengthMs, failure: outcome })
    } else {
      pauses.delete(id)
    }
    needs.onRefresh(id, outcome.kind, outcome.kind === 'failed' ? outcome.reason : null)
    return outcome
  }

  async function use(id: string, outcome: Refreshed): Promise<AccessToken> {
    switch (outcome.kind) {
      case 'fresh':
        return accessTokenOf(outcome.open) ?? (await dead(outcome.open.connection))
      case 'dead':
        return dead(outcome.open.connection)
      case 'gone':
        throw new Failure('connection_not_found', `Connection ${id} was deleted.`)
      case 'failed':
        throw refreshFailed(outcome, { id, retryAfterMs: (pauses.get(id)?.until ?? now()) - now() })
    }
  }

  async function dead(connection: Connection): Promise<never> {
    throw reconnectRequired(connection, await needs.reconnectUrl(connection))
  }

  return {
    async current(id) {
      const open = await store.read(id)
      if (!open) throw new Failure('connection_not_found', `There is no connection ${id}.`)
      if (open.connection.status !== 'ACTIVE') return dead(open.connection)
      const token = accessTokenOf(open)
      const leftMs = (token?.expiresAt ?? 0) - now()
      if (token && leftMs > refreshAheadMs) return token
      const attempt = refreshOnce(id, open.connection.tokenVersion)
      if (!token || leftMs <= endMarginMs) return use(id, await attempt)
      // A failing token endpoint must not touch requests whose token is still good.
      attempt.catch(() => undefined)
      return token
    },

    async after(refused) {
      const { id } = refused.connection
      return use(id, await refreshOnce(id, refused.version))
    },
  }
}

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
  { id, retryAfterMs }: { id: string; retryAfterMs: number },
): Failure {
  const extras = { connection_id: id, retry_after_s: Math.max(1, Math.ceil(retryAfterMs / 1_000)) }
  return failure.fault === 'operator'
    ? new Failure(
        'app_not_configured',
        `The token endpoint refused this server's OAuth client (${failure.reason}). The operator has to check the client id and secret; the connection itself is kept.`,
        { extras },
      )
    : new Failure(
        'token_endpoint_failed',
        `The access token has run out and could not be refreshed: ${failure.reason}. The connection is kept; try again later.`,
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
