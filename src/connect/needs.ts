import type { Acts } from '../audit/acts.ts'
import type { AppClients, ConfiguredApp } from '../connections/app-clients.ts'
import type { ConnectSessions } from '../connections/connect-session.ts'
import type { Connection } from '../connections/connection.ts'
import type { ConnectionStore } from '../connections/connection-store.ts'
import type { Grants } from '../connections/grants.ts'
import type { Database } from '../database/database.ts'
import type { Owner, OwnerStore } from '../keys/owner-store.ts'
import type { Log } from '../log.ts'
import type { Pages } from '../web/pages.ts'

export interface ConnectNeeds {
  readonly sessions: ConnectSessions
  readonly connections: Pick<ConnectionStore, 'getById' | 'fail'>
  readonly owners: Pick<OwnerStore, 'get'>
  readonly grants: Pick<Grants, 'fromConsent' | 'fromServerToServer'>
  readonly apps: AppClients
  readonly publicUrl: string
  readonly now: () => number
  readonly database: Pick<Database, 'isUnavailable'>
  readonly acts: Acts
  /** Gets ids and reasons, never a token, a code or a link. */
  readonly log: Pick<Log, 'info' | 'error'>
}

/** What the handlers of this room work with. */
export interface ConnectRoom extends ConnectNeeds {
  readonly pages: Pages
}

/** A connect link that works, and all that its page speaks about. */
export interface OpenLink {
  readonly sessionId: string
  readonly token: string
  readonly expiresAt: number
  readonly sameAccount: boolean
  readonly connection: Connection
  readonly app: ConfiguredApp
  readonly owner: Owner
}
