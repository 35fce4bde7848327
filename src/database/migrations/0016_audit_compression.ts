import { PostgresAdapter, sql } from 'kysely'
import type { Kysely, Migration } from 'kysely'

/**
 * PostgreSQL compresses the rows of the audit, and most of what a block costs it is that. lz4 takes a third of the time that its own
 * method takes and not more room. Servers before 14 and those built without lz4 do not offer it; they go on as before, and so do
 * blocks that are there already.
 */
export const auditCompression: Migration = {
  async up(db: Kysely<unknown>) {
    if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return
    const { rows } = await sql`
      select 1 from pg_settings
      where name = 'default_toast_compression' and 'lz4' = any(enumvals)`.execute(db)
    if (rows.length === 0) return
    await sql`alter table audit_blocks alter column rows set compression lz4`.execute(db)
  },
}
