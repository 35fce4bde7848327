import type { Migration } from 'kysely'

/** What is counted by the UTC day. */
export const dailyBudgets: Migration = {
  async up(db) {
    await db.schema
      .createTable('daily_budgets')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('used', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('daily_budgets_key', ['scope', 'day'])
      .execute()
  },
}
