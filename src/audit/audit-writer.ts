import type { Database } from '../database/database.ts'
import type { AuditStore } from './audit-store.ts'
import type { Draft } from './draft.ts'
import { overdue, type Retention } from './retention.ts'

/** What adds rows to the audit and takes them away. */
export interface AuditWriter {
  /** Adds the rows to the chain, in one transaction. Adding the same draft twice adds it once. */
  readonly append: (draft: Draft) => Promise<void>
  /** Removes some of what is older or more than is to be kept, and returns how many rows: none once all of it is gone. */
  readonly cut: (retention: Retention, now: number) => Promise<number>
  /** `Database.scrub`, by the connection that writes here. */
  readonly scrub: () => Promise<void>
  /** Everything that was asked for is done before. */
  readonly close: () => Promise<void>
}

/** Writes in this thread. PostgreSQL does the work elsewhere anyway; SQLite holds up everything else meanwhile. */
export const writerHere = (
  { append, cut }: AuditStore,
  { scrub }: Pick<Database, 'scrub'>,
): AuditWriter => ({
  append,
  cut: (retention, now) => cut(overdue(retention, now)),
  scrub,
  close: () => Promise.resolve(),
})
