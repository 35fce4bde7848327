import { PostgresAdapter, sql } from 'kysely'
import type { Kysely, Migration } from 'kysely'

/**
 * On PostgreSQL the log of changes calls out when it grows, so that the other servers read it at once. The message leaves with
 * the commit: never before the change can be seen, never for one that was undone. It says nothing else.
 */
export const changeHints: Migration = {
  async up(db: Kysely<unknown>) {
    if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return
    await sql`
      create function call_out_changes() returns trigger language plpgsql as $$ begin
        perform pg_notify('valetkey_changes', ''); return null; end $$`.execute(db)
    await sql`
      create trigger changes_call_out after insert on changes
      for each statement execute function call_out_changes()`.execute(db)
  },
}
