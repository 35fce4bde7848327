import type { ChangeFollower } from '../database/follow-changes.ts'
import { createTrustedAnswers } from '../database/trusted-answers.ts'
import { Failure } from '../errors.ts'
import { isInScope, type ConnectionScope } from '../policy/connection-scope.ts'
import type { AccessToken, AccessTokens } from './access-token.ts'
import { reconnectRequired } from './access-token.ts'
import type { AppClients } from './app-clients.ts'
import type { Connection } from './connection.ts'
import type { SealedConnection, SealedConnections } from './sealed-connections.ts'

/** Which connection a request wants: the one it names, or (null) the owner's default for that app. */
export interface Wish {
  readonly ownerId: string
  readonly app: string
  readonly connectionId: string | null
  /** The connections that the key may use at all; null: every one of the owner. */
  readonly scope: ConnectionScope | null
}

export interface LiveConnections {
  /** What was resolved within the last second or has not changed since, and is still good: the hot path's answer without waiting. */
  cached: (wish: Wish) => AccessToken | null
  /** Picks the connection and a good token for it. Everything that stands in the way is thrown as a failure with a next step. */
  resolve: (wish: Wish) => Promise<AccessToken>
  /** After upstream refused this token with 401. */
  resolveAfter: (wish: Wish, refused: AccessToken) => Promise<AccessToken>
  /** Waits for refreshes that are under way. To be awaited before the database is closed: an answer that nobody stores is a lost grant. */
  landed: () => Promise<void>
  /** Refreshes that are in flight in this process. */
  refreshing: () => number
}

/** A cached token has to outlive the request that it is put on. */
const endMarginMs = 10_000

interface Needs {
  readonly apps: AppClients
  readonly sealedConnections: SealedConnections
  readonly accessTokens: AccessTokens
  readonly reconnectUrl: (connection: Connection) => Promise<string>
  /** Told of every connection that is resolved for a request. Must not wait for anything. */
  readonly onUse?: (connection: Connection) => void
  readonly isStoreUnavailable?: (error: unknown) => boolean
  readonly changes?: ChangeFollower
  readonly now: () => number
}

export function createLiveConnections(needs: Needs): LiveConnections {
  const { accessTokens, now, isStoreUnavailable = () => false, changes } = needs
  const known = createTrustedAnswers<AccessToken>({
    now,
    isUnavailable: isStoreUnavailable,
    isGood: ({ expiresAt }, at) => expiresAt - at > endMarginMs,
    isRefusal: (error) => error instanceof Failure && error.code === 'connection_not_found',
    ...(changes && { follow: { changes, topicOf: withoutScope } }),
  })

  async function kept(wish: Wish, look: () => Promise<AccessToken>): Promise<AccessToken> {
    const token = await known.ask(keyOf(wish), look)
    needs.onUse?.(token.connection)
    return token
  }

  return {
    cached: (wish) => known.recent(keyOf(wish)),
    resolve: (wish) =>
      kept(wish, async () => accessTokens.currentOf((await pick(needs, wish)).open())),
    resolveAfter(wish, refused) {
      // What upstream refused is good for nobody, also while the store is away.
      known.forget(keyOf(wish))
      return kept(wish, () => accessTokens.after(refused))
    },
    landed: () => accessTokens.landed(),
    refreshing: () => accessTokens.refreshing(),
  }
}

/** No header value holds a line break, so nobody can spell another key's scope. */
const keyOf = ({ ownerId, app, connectionId, scope }: Wish): string =>
  `${ownerId} ${app} ${connectionId ?? ''}${scope === null ? '' : `\n${scope.text}`}`

const withoutScope = (key: string): string => {
  const end = key.indexOf('\n')
  return end < 0 ? key : key.slice(0, end)
}

/** The named connection, or the owner's oldest ACTIVE one of this app. Never another than the one that was named. */
async function pick(needs: Needs, wish: Wish): Promise<SealedConnection> {
  return wish.connectionId === null ? oldest(needs, wish) : named(needs, wish, wish.connectionId)
}

async function oldest(
  { apps, sealedConnections }: Needs,
  { ownerId, app, scope }: Wish,
): Promise<SealedConnection> {
  const appClient = apps.find(app)?.appClient
  const found = appClient
    ? await sealedConnections.oldestActive(ownerId, app, {
        issuer: appClient.issuer,
        clientId: appClient.client?.id ?? '',
        scope,
      })
    : null
  if (found) return found
  if (scope !== null) {
    throw new Failure(
      'connection_required',
      `This API key may use certain connections only, and none of them is an active ${app} connection. GET /connections lists them.`,
    )
  }
  throw new Failure(
    'connection_required',
    `There is no active ${app} connection for this API key. Create one with POST /connections {"app":"${app}"} and open its url in a browser, or run "valetkey connection create ${app}".`,
  )
}

async function named(
  { apps, sealedConnections, reconnectUrl }: Needs,
  wish: Wish,
  id: string,
): Promise<SealedConnection> {
  const found = await sealedConnections.named(wish.ownerId, id)
  const connection = found?.connection
  const isMine = connection && (wish.scope === null || isInScope(wish.scope, connection))
  if (!isMine || connection.app !== wish.app) {
    throw new Failure(
      'connection_not_found',
      `The connection header names no ${wish.app} connection ${wish.scope === null ? "of this API key's owner" : 'that this API key may use'}. GET /connections?app=${wish.app} lists them.`,
    )
  }
  const { status } = connection
  if (status === 'PENDING') {
    throw new Failure(
      'connection_pending',
      `Connection ${id} has not been authorised yet. Open its url (GET /connections/${id}) in a browser first.`,
      { extras: { connection_id: id } },
    )
  }
  if (status === 'FAILED') throw reconnectRequired(connection, await reconnectUrl(connection))
  const appClient = apps.find(wish.app)?.appClient
  if (!appClient || connection.issuer !== appClient.issuer) throw foreign(connection)
  if (connection.method === 'OAUTH2' && connection.clientId !== (appClient.client?.id ?? null))
    throw foreign(connection)
  return found
}

/** Kept, not used: the operator may have started the server with other settings by mistake. */
function foreign({ id }: Connection): Failure {
  return new Failure(
    'app_not_configured',
    `Connection ${id} was made with another OAuth client or authorization server than this server is set up with now. Start it with the former settings, or reconnect.`,
    { extras: { connection_id: id } },
  )
}
