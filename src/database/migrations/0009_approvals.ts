import type { Kysely, Migration } from 'kysely'

/** Requests that a person has to decide on. */
export const approvals: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('approvals')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('owner_id', 'text', (column) =>
        column.notNull().references('owners.id').onDelete('cascade'),
      )
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('connection_id', 'text', (column) => column.notNull())
      .addColumn('app', 'text', (column) => column.notNull())
      .addColumn('operation', 'text', (column) => column.notNull())
      .addColumn('slot', 'text')
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('details', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('decided_at', 'bigint')
      .addColumn('decided_by', 'text')
      .addColumn('used_at', 'bigint')
      .execute()
    // At most one approval stands for the same request, whoever asks at once.
    await db.schema.createIndex('approvals_slot').unique().on('approvals').column('slot').execute()
    await db.schema
      .createIndex('approvals_owner')
      .on('approvals')
      .columns(['owner_id', 'created_at'])
      .execute()
    await db.schema
      .createIndex('approvals_key')
      .on('approvals')
      .columns(['key_id', 'status', 'expires_at'])
      .execute()
    await db.schema.createIndex('approvals_end').on('approvals').column('expires_at').execute()
  },
}
