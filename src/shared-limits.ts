import type { Database } from './database/database.ts'
import { createBudgetStore, type BudgetStore } from './limits/budget-store.ts'
import { createGovernor, type Governor } from './limits/governor.ts'
import { createKeyPace, type KeyPace } from './limits/key-pace.ts'
import { createIdempotencyStore, type IdempotencyStore } from './idempotency/idempotency-store.ts'
import { createPresence, type Presence } from './presence/presence.ts'
import { createServerStore } from './presence/server-store.ts'
import type { Vault } from './vault/vault.ts'

/** What all servers of a store keep together: limits, requests that are not sent twice, and how many servers there are. */
export interface SharedLimits {
  /** Who else works on this store. A server joins; commands do not. */
  readonly presence: Presence
  readonly governor: Governor
  readonly keyPace: KeyPace
  readonly budgets: BudgetStore
  readonly idempotency: IdempotencyStore
}

interface Ground {
  readonly database: Database
  readonly vault: Vault
  readonly now: () => number
}

export function createSharedLimits({ database, vault, now }: Ground): SharedLimits {
  const presence = createPresence({ store: createServerStore({ database }) })
  const pace = { clock: () => performance.now(), now, servers: () => presence.servers() }
  return {
    presence,
    governor: createGovernor(pace),
    keyPace: createKeyPace(pace),
    budgets: createBudgetStore({ database }),
    idempotency: createIdempotencyStore({ database, vault }),
  }
}
