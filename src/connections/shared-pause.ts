import { pauseAfter } from './pause-after.ts'
import type { Refreshed } from './refreshed.ts'
import type { OpenConnection } from './open-connection.ts'
import type { Lease, TokenStore } from './token-store.ts'

/** What other credentials than ours were refused for says nothing about ours: the operator may just have mended them. */
export function unlessMended(
  { askedWith }: { readonly askedWith?: (open: OpenConnection) => string | null },
  lease: Lease,
): Lease {
  const { refusedClient } = lease
  if (refusedClient === null || refusedClient === askedWith?.(lease)) return lease
  return { ...lease, failures: 0, pausedForMs: 0, refusedClient: null }
}

interface Cause {
  /** Token calls that failed just now. */
  readonly calls: number
  readonly refusedClient: string | null
  /** By the token endpoint itself. */
  readonly askedForMs?: number | undefined
}

/** Holds all servers back. If the store does not take it, this process holds back alone. */
export async function pause(
  { store }: { readonly store: Pick<TokenStore, 'postpone'> },
  lease: Lease,
  { calls, refusedClient, askedForMs }: Cause,
): Promise<number> {
  const failures = lease.failures + calls
  const forMs = pauseAfter(failures, askedForMs)
  await store.postpone(lease, { failures, forMs, refusedClient }).catch(() => undefined)
  return forMs
}

/** The token endpoint failed a short while ago, and not only this server knows. */
export function paused({ pausedForMs, refusedClient }: Lease): Refreshed | null {
  if (pausedForMs <= 0) return null
  const [fault, what] =
    refusedClient === null
      ? (['upstream', 'the token endpoint failed'] as const)
      : (['operator', 'it did so a short while ago'] as const)
  const reason = `${what} and is not asked again yet`
  return { kind: 'failed', fault, reason, retryAfterMs: pausedForMs }
}
