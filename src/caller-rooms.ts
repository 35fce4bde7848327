import { NotTold } from './approvals/announce.ts'
import { openApprovals, type ApprovalRoom } from './approvals/open-approvals.ts'
import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import type { ChangeFollower } from './database/follow-changes.ts'
import { createAuthenticator, type Authenticator } from './keys/authenticate.ts'
import { createKeyStore, type KeyStore } from './keys/key-store.ts'
import { createOwnerStore, type OwnerStore } from './keys/owner-store.ts'
import type { Log } from './log.ts'
import type { Vault } from './vault/vault.ts'

/** Who calls, by which right, and whom they have to ask. */
export interface CallerRooms extends ApprovalRoom {
  readonly owners: OwnerStore
  readonly keys: KeyStore
  readonly authenticator: Authenticator
}

interface Ground {
  readonly database: Database
  readonly vault: Vault
  readonly changes: ChangeFollower
  /** Told of every look-up of a key that a request waits for. */
  readonly metrics: { readonly lookUp: <T>(of: 'key', look: () => Promise<T>) => Promise<T> }
  readonly publicUrl: string
  readonly log: Log
  readonly now: () => number
  readonly turnNow: () => number
}

export function callerRooms(config: Config, ground: Ground): CallerRooms {
  return { ...keyRooms(config, ground), ...approvalRoom(config, ground) }
}

function keyRooms(
  { trustedProxies }: Config,
  { database, changes, metrics, turnNow }: Ground,
): Omit<CallerRooms, keyof ApprovalRoom> {
  const keys = createKeyStore({ database })
  return {
    owners: createOwnerStore({ database }),
    keys,
    authenticator: createAuthenticator({
      keys: { findByHash: (hash) => metrics.lookUp('key', () => keys.findByHash(hash)) },
      now: turnNow,
      changes,
      isStoreUnavailable: (error) => database.isUnavailable(error),
      trustedProxies,
    }),
  }
}

const approvalRoom = ({ announcements }: Config, ground: Ground): ApprovalRoom =>
  openApprovals({
    ...ground,
    settings: announcements,
    onTrouble: (way, { id }, error) => {
      const problem = error instanceof NotTold ? error.message : null
      ground.log.error('announcement_failed', { way, approval_id: id, problem }, error)
    },
  })
