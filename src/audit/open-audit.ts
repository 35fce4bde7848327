import type { Database } from '../database/database.ts'
import { createSettingsStore } from '../database/settings-store.ts'
import type { Vault } from '../vault/vault.ts'
import { createActs, type Acts } from './acts.ts'
import { loadAuditKey } from './audit-key.ts'
import { createAuditStore, type AuditStore } from './audit-store.ts'
import { entryOf } from './entry.ts'
import { overdue, type Retention } from './retention.ts'
import { createTrail, noAudit, type Audit, type TrailNeeds } from './trail.ts'

export interface AuditRoom {
  readonly audit: Audit
  readonly acts: Acts
  readonly auditStore: AuditStore
  /** Removes what is older or more than the operator wants to keep. */
  readonly retain: (stopping: () => boolean) => Promise<void>
}

export interface AuditNeeds extends Pick<TrailNeeds, 'now' | 'onTrouble' | 'onLost'> {
  readonly database: Database
  readonly vault: Vault
  /** Null: nothing is recorded. What was recorded before can still be read. */
  readonly retention: Retention | null
}

export async function openAudit(needs: AuditNeeds): Promise<AuditRoom> {
  const { database, vault, retention, now } = needs
  const key = await loadAuditKey(createSettingsStore(database), vault)
  const auditStore = createAuditStore({ database, key })
  const audit = retention ? createTrail({ ...needs, append: auditStore.append }) : noAudit
  return {
    audit,
    acts: createActs(audit, now),
    auditStore,
    async retain(stopping) {
      if (!retention) return
      for (let rows = 1; rows > 0 && !stopping();) {
        rows = await auditStore.cut(overdue(retention, now()))
        if (rows > 0) {
          const detail = `${rows} rows that were too old or too many`
          const time = now()
          audit.note(entryOf({ time, kind: 'admin', actor: 'server', act: 'audit_cut', detail }))
        }
      }
    },
  }
}
