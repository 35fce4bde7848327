import type { Migration } from 'kysely'

/** What narrows a key. Keys from before have none of it and go on doing everything. */
export const keyPolicies: Migration = {
  async up(db) {
    // One statement for each column: SQLite adds no more at once (https://sqlite.org/lang_altertable.html).
    for (const name of ['policy', 'cidrs', 'profile']) {
      await db.schema.alterTable('api_keys').addColumn(name, 'text').execute()
    }
    for (const name of ['expires_at', 'rps', 'daily_writes']) {
      await db.schema.alterTable('api_keys').addColumn(name, 'bigint').execute()
    }
  },
}
