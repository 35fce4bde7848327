import type { Migration } from 'kysely'

import { initial } from './0001_initial.ts'
import { lifeOfAGrant } from './0002_life_of_a_grant.ts'
import { changes } from './0003_changes.ts'
import { changeHints } from './0004_change_hints.ts'
import { largeStores } from './0005_large_stores.ts'
import { keyPolicies } from './0006_key_policies.ts'
import { servers } from './0007_servers.ts'
import { audit } from './0008_audit.ts'
import { approvals } from './0009_approvals.ts'
import { dailyBudgets } from './0010_daily_budgets.ts'
import { idempotentRequests } from './0011_idempotent_requests.ts'
import { refusedClients } from './0012_refused_clients.ts'
import { unnamedGrants } from './0013_unnamed_grants.ts'
import { dueQuestions } from './0014_due_questions.ts'
import { sameAccount } from './0015_same_account.ts'
import { auditCompression } from './0016_audit_compression.ts'

/**
 * Every migration, oldest first. Append only: a published one is never edited, renamed or taken back.
 * They are code and not files to be found at run time, so that a built package cannot lose one.
 */
export const migrations: Record<string, Migration> = {
  '0001_initial': initial,
  '0002_life_of_a_grant': lifeOfAGrant,
  '0003_changes': changes,
  '0004_change_hints': changeHints,
  '0005_large_stores': largeStores,
  '0006_key_policies': keyPolicies,
  '0007_servers': servers,
  '0008_audit': audit,
  '0009_approvals': approvals,
  '0010_daily_budgets': dailyBudgets,
  '0011_idempotent_requests': idempotentRequests,
  '0012_refused_clients': refusedClients,
  '0013_unnamed_grants': unnamedGrants,
  '0014_due_questions': dueQuestions,
  '0015_same_account': sameAccount,
  '0016_audit_compression': auditCompression,
}
