import type { Migration } from 'kysely'

/** What keeps a repeated request from being sent twice. */
export const idempotentRequests: Migration = {
  async up(db) {
    await db.schema
      .createTable('idempotent_requests')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('claim', 'text', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('answer', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('alive_until', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('idempotent_requests_created')
      .on('idempotent_requests')
      .column('created_at')
      .execute()
  },
}
