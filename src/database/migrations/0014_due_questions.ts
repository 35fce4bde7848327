import type { Kysely, Migration } from 'kysely'

/**
 * SQLite took the index on status and expiry for the question that is asked every minute, and read all active connections: 0.2 s
 * with 100,000 of them. An index that begins with the status as well leaves it no choice.
 */
export const dueQuestions: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.dropIndex('connections_identity').execute()
    await db.schema
      .createIndex('connections_identity')
      .on('connections')
      .columns(['status', 'identity_after'])
      .execute()
  },
}
