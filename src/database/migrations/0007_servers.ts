import type { Migration } from 'kysely'

/** The processes that share the store, so that each can know its part of a limit that they have in common. */
export const servers: Migration = {
  async up(db) {
    await db.schema
      .createTable('servers')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
