import type { Migration } from 'kysely'

/** What happened, block by block. The ends of the chain and its key are settings. */
export const audit: Migration = {
  async up(db) {
    await db.schema
      .createTable('audit_blocks')
      .addColumn('first_seq', 'bigint', (column) => column.primaryKey().notNull())
      .addColumn('last_seq', 'bigint', (column) => column.notNull())
      .addColumn('seed', 'text', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('ended_at', 'bigint', (column) => column.notNull())
      .addColumn('total_bytes', 'bigint', (column) => column.notNull())
      .addColumn('proof', 'text', (column) => column.notNull())
      .addColumn('rows', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('audit_blocks_seed')
      .unique()
      .on('audit_blocks')
      .column('seed')
      .execute()
    // Who searches the audit knows the time.
    await db.schema.createIndex('audit_blocks_time').on('audit_blocks').column('ended_at').execute()
  },
}
