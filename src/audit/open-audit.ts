import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../database/database.ts'
import { createSettingsStore } from '../database/settings-store.ts'
import type { Vault } from '../vault/vault.ts'
import { createActs, type Acts } from './acts.ts'
import { loadAuditKey } from './audit-key.ts'
import { createAuditStore, type AuditStore } from './audit-store.ts'
import { writerHere } from './audit-writer.ts'
import type { Retention } from './retention.ts'
import { writerInThread } from './thread-writer.ts'
import { createTrail, noAudit, type Audit, type TrailNeeds } from './trail.ts'

export interface AuditRoom {
  readonly audit: Audit
  readonly acts: Acts
  readonly auditStore: AuditStore
  /** Removes what is older or more than the operator wants to keep. */
  readonly retain: (stopping: () => boolean) => Promise<void>
}

export interface OpenedAudit extends AuditRoom {
  /** `Database.scrub`, where it holds up no request: it flushes to the disk, which takes 10 to 50 ms. */
  readonly scrub: Database['scrub']
}

export interface AuditNeeds extends Omit<TrailNeeds, 'writer' | 'limits'> {
  readonly database: Database
  readonly vault: Vault
  /** Null: nothing is recorded. What was recorded before can still be read. */
  readonly retention: Retention | null
  /** The folder of a SQLite store whose server has requests to answer meanwhile: the audit is written in a thread of its own. */
  readonly asideIn?: string | null
}

export async function openAudit(needs: AuditNeeds): Promise<OpenedAudit> {
  const { database, vault, retention, now, asideIn } = needs
  const key = await loadAuditKey(createSettingsStore(database), vault)
  const auditStore = createAuditStore({ database, key })
  const aside = asideIn ? writerInThread({ dataDir: asideIn, key }) : null
  const writer = aside ?? writerHere(auditStore, database)
  const audit = retention ? createTrail({ ...needs, writer }) : noAudit
  const acts = createActs(audit, now)
  return {
    audit,
    acts,
    auditStore,
    // Without an audit no thread has started, and there is little to empty.
    scrub: retention ? writer.scrub : database.scrub,
    async retain(stopping) {
      if (!retention) return
      let rows = 0
      try {
        const cut = (): Promise<number> => writer.cut(retention, now())
        for await (const some of cuts(cut, stopping)) rows += some
      } finally {
        // Also when the store did not take the last cut.
        if (rows > 0)
          acts('audit_cut', {
            actor: 'server',
            detail: `${rows} rows that were too old or too many`,
          })
      }
    },
  }
}

/** Others want to write as well, and on SQLite a cut holds the only lock. */
const betweenCutsMs = 10

async function* cuts(cut: () => Promise<number>, stopping: () => boolean): AsyncGenerator<number> {
  while (!stopping()) {
    const rows = await cut()
    if (rows === 0) return
    yield rows
    await sleep(betweenCutsMs)
  }
}
