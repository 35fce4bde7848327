import { PostgresAdapter, sql } from 'kysely'
import type { Kysely, Migration } from 'kysely'

/**
 * PostgreSQL compresses the rows of the audit. With lz4 it stores a block in half to a third of the time that it needs with its own
 * method, and in no more room. Servers before 14 and those built without lz4 do not offer it and go on as before. Blocks that are
 * there already stay as they are.
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
