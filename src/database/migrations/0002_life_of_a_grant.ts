import type { Kysely, Migration } from 'kysely'

/** What the upkeep between requests has to know of a grant, and the grants that still have to be revoked. */
export const lifeOfAGrant: Migration = {
  async up(db: Kysely<LifeColumns>) {
    await addColumns(db)
    // The best that is known of older rows: every consent and every refresh wrote this time.
    await db
      .updateTable('connections')
      .set((row) => ({ granted_at: row.ref('updated_at'), issued_at: row.ref('updated_at') }))
      .where('tokens', 'is not', null)
      .execute()
    await createRevocations(db)
  },
}

interface LifeColumns {
  connections: {
    updated_at: number
    tokens: string | null
    granted_at: number | null
    issued_at: number | null
  }
}

/** One statement for each column: SQLite adds no more at once (https://sqlite.org/lang_altertable.html). */
async function addColumns(db: Kysely<LifeColumns>): Promise<void> {
  const names = ['granted_at', 'issued_at', 'last_used_at', 'refresh_after', 'refresh_failures']
  for (const name of names) {
    await db.schema.alterTable('connections').addColumn(name, 'bigint').execute()
  }
}

async function createRevocations(db: Kysely<LifeColumns>): Promise<void> {
  await db.schema
    .createTable('revocations')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('issuer', 'text')
    .addColumn('client_id', 'text')
    .addColumn('secrets', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('revocations_next')
    .on('revocations')
    .columns(['next_at', 'id'])
    .execute()
}
