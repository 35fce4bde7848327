import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection, TokenSet } from './connection.ts'
import { durationsOf, type Durations } from './refresh-durations.ts'
import type { Spool, SpooledName } from './spool.ts'
import type { Lease, TokenStore } from './token-store.ts'

export interface KeepNeeds {
  readonly store: Pick<TokenStore, 'commit'>
  readonly now: () => number
  /** Where a pair waits that the store does not take. */
  readonly spool?: Spool
  /** Told when it cannot wait there, so that the operator learns of it. */
  readonly onSpoolTrouble?: (error: unknown) => void
  /** The server has to end now: what is safe on disk is left to the next one. */
  readonly leaving?: () => boolean
  readonly durations?: Partial<Durations>
}

/**
 * Puts a rotated pair where nothing loses it: on disk, where the end of this process does not; into the store; and where
 * the store is slow, on the platter, where a power cut does not. Null: the row has moved on, and the pair is worth nothing.
 */
export async function keepPair(
  needs: KeepNeeds,
  lease: Lease,
  tokens: TokenSet,
): Promise<Connection | null> {
  const { spool } = needs
  const name = spooledName(lease)
  const keep = (): void => spool?.keep(name, tokens)
  attempt(needs, keep)
  const setAside = (): boolean =>
    attempt(needs, () => {
      keep()
      spool?.flush(name)
    })
  const late = setTimeout(setAside, durationsOf(needs).spoolAfterMs)
  try {
    return await commit(needs, lease, { tokens, setAside })
  } finally {
    clearTimeout(late)
  }
}

/** Only after everything that the pair was for: until then, a process that dies leaves it to the next one. */
export function dropPair(needs: KeepNeeds, lease: Lease): void {
  attempt(needs, () => needs.spool?.drop(spooledName(lease)))
}

export const spooledName = ({ connection }: Lease): SpooledName => ({
  id: connection.id,
  version: connection.tokenVersion,
})

/** Offers the pair until it is taken. Callers wait meanwhile, because an uncommitted token must not be used. */
async function commit(
  needs: KeepNeeds,
  { connection: { id, tokenVersion } }: Lease,
  { tokens, setAside }: { tokens: TokenSet; setAside: () => boolean },
): Promise<Connection | null> {
  const { store, now, leaving = () => false } = needs
  const offeredUntil = now() + durationsOf(needs).commitForMs
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      return await store.commit(id, tokenVersion, tokens)
    } catch (error) {
      const onDisk = setAside()
      const isLate = now() > offeredUntil
      // A pair that is nowhere but here is offered for as long as this process lives.
      if (onDisk ? isLate || leaving() : isLate && leaving()) throw error
      await sleep(pauseMs)
    }
  }
}

/** A full disk must not keep the pair from being offered to the store. */
function attempt({ onSpoolTrouble }: KeepNeeds, write: () => void): boolean {
  try {
    write()
    return true
  } catch (error) {
    onSpoolTrouble?.(error)
    return false
  }
}
