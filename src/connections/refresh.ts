import { setTimeout as sleep } from 'node:timers/promises'
import type { GrantedTokens, TokenOutcome } from '../oauth/token-answer.ts'
import type { TokenSet } from './connection.ts'
import type { Lease, OpenConnection, TokenStore } from './token-store.ts'

/** What a refresh came to. Only `dead` asks something of the person; `failed` leaves the connection as it was. */
export type Refreshed =
  | { readonly kind: 'fresh'; readonly open: OpenConnection }
  | { readonly kind: 'dead'; readonly open: OpenConnection }
  | { readonly kind: 'failed'; readonly fault: 'operator' | 'upstream'; readonly reason: string }
  | { readonly kind: 'gone' }

export interface RefreshNeeds {
  readonly store: TokenStore
  /** Asks the token endpoint once, with whatever credentials the connection's method calls for. */
  readonly ask: (open: OpenConnection) => Promise<TokenOutcome>
  readonly now: () => number
}

/** Longer than a stalled event loop, short enough that a dead holder is followed within seconds. A live holder renews it. */
const leaseMs = 15_000
const pollMs = 100
/** How long a caller waits for somebody else's refresh before it gives up. */
const waitMs = 70_000
/** How long a rotated pair is offered to a database that does not take it. Losing it would lose the grant. */
const commitForMs = 60_000

/**
 * Refreshes one connection, at most once across all servers, unless its tokens are already newer than `staleVersion`.
 *
 * Zoom's refresh tokens work once (Zoom, "OAuth 2.0": refresh). So: claim the lease; ask; commit the new pair where the
 * version is still the one that was asked for; only then is anything used. Nobody holds a transaction while asking.
 */
export async function refresh(
  needs: RefreshNeeds,
  id: string,
  staleVersion: number,
): Promise<Refreshed> {
  const { store, now } = needs
  const giveUpAt = now() + waitMs
  for (;;) {
    const lease = await store.claim(id, leaseMs)
    if (lease) return underLease(needs, lease, staleVersion)
    const open = await store.read(id)
    if (!open) return { kind: 'gone' }
    if (open.connection.tokenVersion > staleVersion) return { kind: 'fresh', open }
    if (open.connection.status !== 'ACTIVE') return { kind: 'dead', open }
    if (now() > giveUpAt)
      return { kind: 'failed', fault: 'upstream', reason: 'the refresh takes too long' }
    await sleep(pollMs)
  }
}

async function underLease(
  needs: RefreshNeeds,
  lease: Lease,
  staleVersion: number,
): Promise<Refreshed> {
  const { store } = needs
  const { connection, generation } = lease
  const release = () => store.release(connection.id, generation)
  if (connection.tokenVersion > staleVersion) {
    await release()
    return { kind: 'fresh', open: lease }
  }
  if (connection.status !== 'ACTIVE') {
    await release()
    return { kind: 'dead', open: lease }
  }
  // The renewal keeps a slow token endpoint from looking like a dead holder. Its failure only costs the lease, not the grant.
  const renewal = setInterval(() => {
    store.renew(connection.id, generation, leaseMs).catch(() => undefined)
  }, leaseMs / 3)
  renewal.unref()
  try {
    let outcome = await needs.ask(lease)
    // Nobody knows whether a lost answer carried a rotation. The stored token tells: if it still works, nothing was lost.
    if (outcome.kind === 'answer_lost') outcome = await needs.ask(lease)
    return await settle(needs, lease, outcome)
  } finally {
    clearInterval(renewal)
    await release().catch(() => undefined)
  }
}

async function settle(
  needs: RefreshNeeds,
  lease: Lease,
  outcome: TokenOutcome,
): Promise<Refreshed> {
  const { store, now } = needs
  const { id, tokenVersion } = lease.connection
  switch (outcome.kind) {
    case 'granted': {
      const tokens = tokenSet(outcome.tokens, { previous: lease, now: now() })
      const connection = await commit(needs, { id, version: tokenVersion, tokens })
      if (connection)
        return { kind: 'fresh', open: { connection, tokens, credentials: lease.credentials } }
      // The version moved: the person consented anew while we asked. That grant counts, ours is dead already.
      const newer = await store.read(id)
      return newer ? { kind: 'fresh', open: newer } : { kind: 'gone' }
    }
    case 'refused': {
      const failed = await store.failAtVersion(id, tokenVersion, deadGrant(outcome.reason))
      const open = await store.read(id)
      if (!open) return { kind: 'gone' }
      return failed || open.connection.status !== 'ACTIVE'
        ? { kind: 'dead', open }
        : { kind: 'fresh', open }
    }
    case 'misconfigured':
      return { kind: 'failed', fault: 'operator', reason: outcome.reason }
    case 'unreachable':
    case 'answer_lost':
      return { kind: 'failed', fault: 'upstream', reason: outcome.reason }
  }
}

/** Offers the pair to the store until it is taken. A caller waits meanwhile, because an uncommitted token must not be used. */
async function commit(
  { store, now }: RefreshNeeds,
  { id, version, tokens }: { id: string; version: number; tokens: TokenSet },
): ReturnType<TokenStore['commit']> {
  const giveUpAt = now() + commitForMs
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      return await store.commit(id, version, tokens)
    } catch (error) {
      if (now() > giveUpAt) throw error
      await sleep(pauseMs)
    }
  }
}

function deadGrant(reason: string): { code: 'expired' | 'revoked'; detail: string } {
  return {
    code: /expired/i.test(reason) ? 'expired' : 'revoked',
    detail:
      `The authorization server refused the refresh token (${reason}). ` +
      'The app was removed, the same person connected again elsewhere, or the grant was not used for too long.',
  }
}

/** Turns an answer into what is stored. Server-to-server grants bring no refresh token; a missing scope list means no change (RFC 6749, section 5.1). */
export function tokenSet(
  granted: GrantedTokens,
  { previous, now }: { previous: OpenConnection | null; now: number },
): TokenSet {
  return {
    accessToken: granted.accessToken,
    refreshToken: granted.refreshToken ?? previous?.tokens?.refreshToken ?? null,
    accessExpiresAt: now + granted.expiresIn * 1_000,
    scopes: granted.scopes.length > 0 ? granted.scopes : (previous?.connection.scopes ?? []),
    apiUrl: granted.apiUrl ?? previous?.connection.apiUrl ?? null,
  }
}
