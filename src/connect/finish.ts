import type { Context } from 'hono'
import type { LinkKind } from '../connections/connect-session.ts'
import type { Connection } from '../connections/connection.ts'
import type { ConsentOutcome } from '../connections/grants.ts'
import { Failure } from '../errors.ts'
import { boundBrowser } from './browser-cookie.ts'
import { deletedConnection, otherBrowser, startedAgain, type ConnectEnding } from './endings.ts'
import { followLink } from './link.ts'
import type { ConnectRoom } from './needs.ts'
import { logOutcome } from './outcome-log.ts'
import {
  connected,
  declined,
  operatorFault,
  otherAccount,
  refused,
  upstreamDown,
  type Attempt,
} from './outcomes.ts'
import { showEnding } from './show.ts'
import { redirectUriOf } from './start.ts'

/**
 * GET /connect/callback: the authorization server sent the person back (RFC 6749, section 4.1.2). The session is used up
 * before the code is, so that a replay finds nothing.
 */
export async function finishConsent(room: ConnectRoom, c: Context): Promise<Response> {
  return showEnding(room, c, await endOfConsent(room, c))
}

async function endOfConsent(room: ConnectRoom, c: Context): Promise<ConnectEnding> {
  const callback = new URL(c.req.url).searchParams
  const state = callback.get('state') ?? ''
  const browser = boundBrowser(c, room.pages, state)
  // A HEAD comes from no person, and Hono would route it here like a GET.
  if (!browser || c.req.method !== 'GET') return otherBrowser(room.publicUrl)
  const consumed = await room.sessions.consume({ state, browser: browser.nonce })
  if (!consumed) {
    const link = await followLink(room, browser.sessionToken)
    return link.kind === 'ended' ? link.ending : startedAgain()
  }
  const connection = await room.connections.getById(consumed.connectionId)
  if (!connection) return deletedConnection()
  const { sameAccount } = consumed
  const codeVerifier = consumed.codeVerifier.reveal()
  return exchange(room, connection, { callback, state, codeVerifier, sameAccount })
}

interface Arrival {
  readonly callback: URLSearchParams
  readonly state: string
  readonly codeVerifier: string
  readonly sameAccount: boolean
}

async function exchange(
  room: ConnectRoom,
  connection: Connection,
  arrival: Arrival,
): Promise<ConnectEnding> {
  const { sameAccount } = arrival
  const attempt = { before: connection, title: titleOf(room, connection), sameAccount }
  const passing = passingError(arrival.callback)
  if (passing !== null) return upstreamDown(attempt, passing, await retryUrl(room, attempt))
  try {
    const consent = { ...arrival, redirectUri: redirectUriOf(room) }
    const outcome = await room.grants.fromConsent(connection, consent)
    logOutcome(room, connection, outcome)
    return await endingOf(room, attempt, { outcome, error: arrival.callback.get('error') })
  } catch (error) {
    if (error instanceof Failure && error.code === 'connection_not_found')
      return deletedConnection()
    throw error
  }
}

type LinkedAttempt = Attempt & LinkKind

async function endingOf(
  room: ConnectRoom,
  attempt: LinkedAttempt,
  { outcome, error }: { outcome: ConsentOutcome; error: string | null },
): Promise<ConnectEnding> {
  if (outcome.kind === 'active') return connected(attempt, outcome.connection)
  if (error === 'access_denied') return declined(attempt)
  const again = await retryUrl(room, attempt)
  if (outcome.kind === 'other_account') return otherAccount(attempt, again)
  const operators = { detail: outcome.detail, redirectUri: redirectUriOf(room), retryUrl: again }
  // Every other error of the authorization endpoint is about our request (RFC 6749, section 4.1.2.1).
  if (error !== null || outcome.fault === 'operator') return operatorFault(attempt, operators)
  return outcome.fault === 'person'
    ? refused(attempt, again)
    : upstreamDown(attempt, outcome.detail, again)
}

/** The two answers of an authorization endpoint that say "later" (RFC 6749, section 4.1.2.1). They decide nothing about the connection. */
function passingError(callback: URLSearchParams): string | null {
  const error = callback.get('error')
  if (error === 'server_error') return 'its authorization server failed'
  if (error === 'temporarily_unavailable') return 'its authorization server is overloaded or closed'
  return null
}

/** The session is used up, and the person is still the one who was let in: they get a fresh link of the same kind. */
async function retryUrl(
  { sessions, publicUrl }: ConnectRoom,
  { before, sameAccount }: LinkedAttempt,
): Promise<string> {
  const token = await sessions.tokenFor(before.id, { sameAccount })
  return `${publicUrl}/connect?session_token=${token.reveal()}`
}

const titleOf = ({ apps }: ConnectRoom, { app }: Connection): string =>
  apps.find(app)?.appClient.app.title ?? app
