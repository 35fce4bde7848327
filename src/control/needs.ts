import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Acts } from '../audit/acts.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import type { ApprovalStore } from '../approvals/approval-store.ts'
import type { AppClients } from '../connections/app-clients.ts'
import type { ConnectLinks } from '../connections/connect-link.ts'
import type { ConnectionStore } from '../connections/connection-store.ts'
import type { Grants } from '../connections/grants.ts'
import type { Database } from '../database/database.ts'
import type { AuthenticatedKey, Authenticator } from '../keys/authenticate.ts'
import type { KeyStore } from '../keys/key-store.ts'
import type { OwnerStore } from '../keys/owner-store.ts'
import type { Log } from '../log.ts'

/** What the control plane works with. It opens nothing and reads no environment. */
export interface ControlNeeds {
  readonly authenticator: Authenticator
  readonly keys: KeyStore
  readonly owners: OwnerStore
  readonly approvals: Pick<ApprovalStore, 'get' | 'list' | 'decide'>
  readonly connections: ConnectionStore
  readonly grants: Grants
  readonly links: ConnectLinks
  readonly auditStore: AuditStore
  /** Told of everything that is administered here. */
  readonly acts: Acts
  readonly apps: AppClients
  readonly database: Pick<Database, 'ping' | 'isUnavailable'>
  /** Where people and programs reach this server, without a slash at the end. */
  readonly publicUrl: string
  readonly now: () => number
  readonly version: string
  /** Whether the server was told to stop, so that it should get no more requests. */
  readonly isLeaving?: () => boolean
  readonly log: Log
}

export interface ControlEnv {
  Variables: { requestId: string; key: AuthenticatedKey }
}

export type ControlApp = OpenAPIHono<ControlEnv>
