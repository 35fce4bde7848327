import type { Acts } from '../audit/acts.ts'
import type { ApprovalStore } from '../approvals/approval-store.ts'
import type { AppClients } from '../connections/app-clients.ts'
import type { ConnectLinks } from '../connections/connect-link.ts'
import type { ConnectionStore } from '../connections/connection-store.ts'
import type { Grants } from '../connections/grants.ts'
import type { Database } from '../database/database.ts'
import type { Authenticator } from '../keys/authenticate.ts'
import type { KeyStore } from '../keys/key-store.ts'
import type { Owner, OwnerStore } from '../keys/owner-store.ts'
import type { Log } from '../log.ts'
import type { Vault } from '../vault/vault.ts'
import type { Pages } from '../web/pages.ts'
import type { SignedIn, SignIns } from './sign-in.ts'

export interface DashboardNeeds {
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'stands'>
  readonly keys: Pick<KeyStore, 'create' | 'get' | 'list' | 'revoke'>
  readonly owners: Pick<OwnerStore, 'get'>
  readonly approvals: Pick<ApprovalStore, 'get' | 'list' | 'decide'>
  readonly connections: Pick<ConnectionStore, 'create' | 'get' | 'list' | 'remove'>
  readonly links: Pick<ConnectLinks, 'toConsent'>
  readonly grants: Pick<Grants, 'revoke'>
  readonly apps: AppClients
  readonly vault: Pick<Vault, 'seal' | 'open'>
  readonly database: Pick<Database, 'isUnavailable'>
  readonly acts: Acts
  readonly publicUrl: string
  readonly now: () => number
  readonly log: Pick<Log, 'info' | 'error'>
}

/** What the handlers of this room work with. */
export interface DashboardRoom extends DashboardNeeds {
  readonly pages: Pages
  readonly signIns: SignIns
}

/** Who looks at a page. */
export interface Visitor extends SignedIn {
  readonly owner: Owner
}
