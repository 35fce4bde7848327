import { setTimeout as sleep } from 'node:timers/promises'
import type { TokenOutcome } from '../oauth/token-answer.ts'
import type { TokenSet } from './connection.ts'
import { deadGrant } from './dead-grant.ts'
import { dropPair, keepPair, spooledName, type KeepNeeds } from './keep-pair.ts'
import { durationsOf } from './refresh-durations.ts'
import { tooLong, type Refreshed } from './refreshed.ts'
import { pause, paused, unlessMended } from './shared-pause.ts'
import type { OpenConnection } from './open-connection.ts'
import type { Lease, TokenStore } from './token-store.ts'
import { tokenSet } from './token-set.ts'

export interface RefreshNeeds extends KeepNeeds {
  readonly store: TokenStore
  /** Asks the token endpoint once, with whatever credentials the connection's method calls for. */
  readonly ask: (open: OpenConnection) => Promise<TokenOutcome>
  /** Tells the credentials that `ask` uses from others. Without it, and when it is null, refused ones hold back this process alone. */
  readonly askedWith?: (open: OpenConnection) => string | null
  /** Ends a grant whose connection was deleted while it was refreshed. */
  readonly abandon?: (open: OpenConnection) => Promise<unknown>
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
    // Not after a throw: our pair may be on this disk only, so nobody may ask at once. If this fails, the lease ends by itself.
    if (lease) await store.release(id, lease.generation).catch(() => undefined)
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
  }
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

/** Null: the row has moved on. Either the person consented anew, and this pair is dead already, or the connection is gone. */
async function stored(
  needs: RefreshNeeds,
  lease: Lease,
  { tokens, issuedAt }: { tokens: TokenSet; issuedAt: number | null },
): Promise<Refreshed | null> {
  const { store, abandon } = needs
  const connection = await keepPair(needs, lease, tokens)
  if (connection) {
    dropPair(needs, lease)
    const { credentials } = lease
    return { kind: 'fresh', open: { connection, tokens, credentials, issuedAt } }
  }
  if (abandon && !(await store.read(lease.connection.id))) {
    // Whoever deleted it could revoke the tokens before these only.
    const { accessExpiresAt } = tokens
    await abandon({ ...lease, tokens, connection: { ...lease.connection, accessExpiresAt } })
  }
  dropPair(needs, lease)
  return null
}
