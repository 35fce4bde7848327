import { setTimeout as sleep } from 'node:timers/promises'
import type { GrantedTokens, TokenOutcome } from '../oauth/token-answer.ts'
import type { TokenSet } from './connection.ts'
import { pause, unlessMended } from './shared-pause.ts'
import type { Spool } from './spool.ts'
import type { Lease, OpenConnection, TokenStore } from './token-store.ts'

/**
 * What a refresh came to. Only `dead` asks something of the person; `failed` leaves the connection as it was. `ending`: the
 * grant was refused, and its access token is good until its own end.
 */
export type Refreshed =
  | { readonly kind: 'fresh'; readonly open: OpenConnection }
  | { readonly kind: 'ending'; readonly open: OpenConnection }
  | { readonly kind: 'dead'; readonly open: OpenConnection }
  | {
      readonly kind: 'failed'
      readonly fault: 'operator' | 'upstream'
      readonly reason: string
      /** Until then nobody asks again, here or on another server. */
      readonly retryAfterMs?: number
    }
  | { readonly kind: 'gone' }

export interface RefreshNeeds {
  readonly store: TokenStore
  /** Asks the token endpoint once, with whatever credentials the connection's method calls for. */
  readonly ask: (open: OpenConnection) => Promise<TokenOutcome>
  /** Tells the credentials that `ask` uses from others. Without it, and when it is null, refused ones hold back this process alone. */
  readonly askedWith?: (open: OpenConnection) => string | null
  readonly now: () => number
  /** Where a pair waits that the store does not take. */
  readonly spool?: Spool
  readonly durations?: Partial<Durations>
}

export interface Durations {
  /** Longer than a stalled event loop, short enough that a dead holder is followed within seconds. A live holder renews it. */
  readonly leaseMs: number
  readonly pollMs: number
  /** How long a caller waits for a refresh before it gives up. */
  readonly waitMs: number
  /** How long the former holder of a lease has to store an answer that it may still carry. */
  readonly graceMs: number
  /** How long a rotated pair is offered to a database that does not take it. Losing it would lose the grant. */
  readonly commitForMs: number
  /** After this long a pair that is still being stored is made safe on disk against a power cut as well. */
  readonly spoolAfterMs: number
}

const usual: Durations = {
  leaseMs: 15_000,
  pollMs: 100,
  waitMs: 70_000,
  graceMs: 3_000,
  commitForMs: 10 * 60_000,
  spoolAfterMs: 50,
}

export const durationsOf = ({ durations }: Pick<RefreshNeeds, 'durations'>): Durations => ({
  ...usual,
  ...durations,
})

export const tooLong: Refreshed = {
  kind: 'failed',
  fault: 'upstream',
  reason: 'the refresh takes too long',
}

/**
 * Refreshes one connection, at most once across all servers, unless its tokens are already newer than `staleVersion`.
 *
 * A rotating refresh token works once (RFC 9700, section 4.14.2; Zoom gives no grace period). So: claim the lease; ask; commit
 * the new pair where the version is still the one that was asked for; only then is anything used. Nobody holds a
 * transaction while asking.
 */
export async function refresh(
  needs: RefreshNeeds,
  id: string,
  staleVersion: number,
): Promise<Refreshed> {
  const { store, now } = needs
  const { leaseMs, pollMs, waitMs } = durationsOf(needs)
  const giveUpAt = now() + waitMs
  for (;;) {
    const claimedAt = now()
    const lease = await store.claim(id, leaseMs)
    const end = lease
      ? await underLease(needs, { ...unlessMended(needs, lease), claimedAt }, staleVersion)
      : await elsewhere(needs, id, staleVersion)
    if (end) return end
    // With a lease, null means that the row moved on while we asked: what it holds now is the answer.
    if (lease) continue
    if (now() > giveUpAt) return tooLong
    await sleep(pollMs)
  }
}

/** What somebody else's refresh has come to. Null while it goes on. */
async function elsewhere(
  { store }: RefreshNeeds,
  id: string,
  staleVersion: number,
): Promise<Refreshed | null> {
  const open = await store.read(id)
  return open ? standing(open, staleVersion) : { kind: 'gone' }
}

/** Null when the connection is alive and its tokens are still the stale ones. */
function standing(open: OpenConnection, staleVersion: number): Refreshed | null {
  const { status, tokenVersion, error } = open.connection
  if (status !== 'ACTIVE') return { kind: 'dead', open }
  if (tokenVersion > staleVersion) return { kind: 'fresh', open }
  return error ? { kind: 'ending', open } : null
}

/** A lease, and when this process began to hold it by its own clock. */
interface Held extends Lease {
  readonly claimedAt: number
}

async function underLease(
  needs: RefreshNeeds,
  lease: Held,
  staleVersion: number,
): Promise<Refreshed | null> {
  const { store } = needs
  const { connection, generation } = lease
  const { leaseMs } = durationsOf(needs)
  // The renewal keeps a slow token endpoint from looking like a dead holder. Its failure only costs the lease, not the grant.
  const renewal = setInterval(() => {
    store.renew(connection.id, generation, leaseMs).catch(() => undefined)
  }, leaseMs / 3)
  renewal.unref()
  try {
    const spooled = needs.spool?.find(spooledName(lease))
    if (spooled) return await stored(needs, lease, { tokens: spooled, issuedAt: lease.issuedAt })
    const known = standing(lease, staleVersion) ?? paused(lease)
    return known ?? (await settle(needs, lease, await answer(needs, lease)))
  } finally {
    clearInterval(renewal)
    // A failure here must not hide what happened. The lease ends by itself.
    await store.release(connection.id, generation).catch(() => undefined)
  }
}

/** The token endpoint failed a short while ago, and not only this server knows. */
function paused({ pausedForMs, refusedClient }: Lease): Refreshed | null {
  if (pausedForMs <= 0) return null
  const [fault, what] =
    refusedClient === null
      ? (['upstream', 'the token endpoint failed'] as const)
      : (['operator', 'it did so a short while ago'] as const)
  const reason = `${what} and is not asked again yet`
  return { kind: 'failed', fault, reason, retryAfterMs: pausedForMs }
}

/** An answer, and when its question was sent: that is when the life of its token began (RFC 6749, section 5.1). */
interface Answer {
  readonly outcome: TokenOutcome
  readonly askedAt: number
  readonly calls: number
}

/**
 * Nobody knows whether a lost answer carried a rotation. The stored token tells: if it still works, nothing was lost. It is
 * asked with once more, and only by the holder of the lease: at once the first time, after the pause when the failures go on.
 * Null: the lease went to somebody else.
 */
async function answer(needs: RefreshNeeds, lease: Held): Promise<Answer | null> {
  const { connection, generation, claimedAt, failures } = lease
  const { leaseMs } = durationsOf(needs)
  const renewed = () => needs.store.renew(connection.id, generation, leaseMs)
  // This process may have stood still since it claimed. Whoever took over has used the token, and nobody may show it again.
  const heldMs = Math.abs(needs.now() - claimedAt)
  if (heldMs > leaseMs / 2 && !(await renewed())) return null
  const first = await askOnce(needs, lease)
  if (first.outcome.kind !== 'answer_lost' || failures > 0) return first
  return (await renewed()) ? { ...(await askOnce(needs, lease)), calls: 2 } : null
}

async function askOnce({ ask, now }: RefreshNeeds, lease: Lease): Promise<Answer> {
  const askedAt = now()
  return { askedAt, outcome: await ask(lease), calls: 1 }
}

/** Makes the answer true in the store. Null: the row has moved on, and what it holds now counts. */
async function settle(
  needs: RefreshNeeds,
  lease: Lease,
  answered: Answer | null,
): Promise<Refreshed | null> {
  if (!answered) return null
  const { outcome, askedAt } = answered
  switch (outcome.kind) {
    case 'granted': {
      const tokens = tokenSet(outcome.tokens, { previous: lease, now: askedAt })
      return stored(needs, lease, { tokens, issuedAt: askedAt })
    }
    case 'refused':
      // Perhaps refused because a former holder, which lost its lease to us, has rotated the token. It then has the pair.
      if (lease.takenOver) await sleep(durationsOf(needs).graceMs)
      await needs.store.failUnderLease(lease, deadGrant(outcome.reason), needs.now())
      return null
    case 'misconfigured': {
      const refusedClient = needs.askedWith?.(lease) ?? null
      if (refusedClient === null) return { ...failed, fault: 'operator', reason: outcome.reason }
      const retryAfterMs = await pause(needs, lease, { calls: answered.calls, refusedClient })
      return { ...failed, fault: 'operator', reason: outcome.reason, retryAfterMs }
    }
    case 'unreachable':
    case 'answer_lost': {
      const askedForMs = outcome.kind === 'unreachable' ? outcome.retryAfterMs : undefined
      const cause = { calls: answered.calls, refusedClient: null, askedForMs }
      const retryAfterMs = await pause(needs, lease, cause)
      return { ...failed, fault: 'upstream', reason: outcome.reason, retryAfterMs }
    }
  }
}

const failed = { kind: 'failed' } as const

const spooledName = ({ connection }: Lease) => ({
  id: connection.id,
  version: connection.tokenVersion,
})

/** Null: the person consented anew while we asked. That grant counts, this pair is dead already. */
async function stored(
  needs: RefreshNeeds,
  lease: Lease,
  { tokens, issuedAt }: { tokens: TokenSet; issuedAt: number | null },
): Promise<Refreshed | null> {
  const { credentials } = lease
  const name = spooledName(lease)
  const setAside = (): void => {
    needs.spool?.keep(name, tokens)
    needs.spool?.flush(name)
  }
  // From here on the end of this process loses nothing; after a flush, neither does the end of the machine.
  attempt(() => needs.spool?.keep(name, tokens))
  const late = setTimeout(() => {
    attempt(setAside)
  }, durationsOf(needs).spoolAfterMs)
  try {
    const connection = await commit(needs, lease, { tokens, setAside })
    needs.spool?.drop(name)
    return connection && { kind: 'fresh', open: { connection, tokens, credentials, issuedAt } }
  } finally {
    clearTimeout(late)
  }
}

/** A full disk must not keep the pair from being offered to the store. */
function attempt(write: () => void): void {
  try {
    write()
  } catch {
    return
  }
}

/** Offers the pair to the store until it is taken. A caller waits meanwhile, because an uncommitted token must not be used. */
async function commit(
  needs: RefreshNeeds,
  { connection }: Lease,
  { tokens, setAside }: { tokens: TokenSet; setAside: () => void },
): ReturnType<TokenStore['commit']> {
  const { store, now } = needs
  const giveUpAt = now() + durationsOf(needs).commitForMs
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      return await store.commit(connection.id, connection.tokenVersion, tokens)
    } catch (error) {
      attempt(setAside)
      if (now() > giveUpAt) throw error
      await sleep(pauseMs)
    }
  }
}

function deadGrant(reason: string): { code: 'expired' | 'revoked'; detail: string } {
  return {
    code: /expired|no refresh token/i.test(reason) ? 'expired' : 'revoked',
    detail:
      `Its grant could not be renewed (${reason}). ` +
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
