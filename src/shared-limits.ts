import type { Database } from './database/database.ts'
import { createBudgetStore, type BudgetStore } from './limits/budget-store.ts'
import { createGovernor, type Governor } from './limits/governor.ts'
import { createKeyPace, type KeyPace } from './limits/key-pace.ts'
import { createPresence, type Presence } from './presence/presence.ts'
import { createServerStore } from './presence/server-store.ts'

/** The limits that all servers of a store keep together, and how many servers those are. */
export interface SharedLimits {
  /** Who else works on this store. A server joins; commands do not. */
  readonly presence: Presence
  readonly governor: Governor
  readonly keyPace: KeyPace
  readonly budgets: BudgetStore
}

export function createSharedLimits({
  database,
  now,
}: {
  database: Database
  now: () => number
}): SharedLimits {
  const presence = createPresence({ store: createServerStore({ database }) })
  const pace = { clock: () => performance.now(), now, servers: () => presence.servers() }
  return {
    presence,
    governor: createGovernor(pace),
    keyPace: createKeyPace(pace),
    budgets: createBudgetStore({ database }),
  }
}
