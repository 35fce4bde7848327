import type { Kysely, Migration } from 'kysely'

/**
 * SQLite took the index on status and expiry for the question that is asked every minute, and read all active connections: 0.2 s
 * with 100,000 of them. An index that begins with the status as well leaves it no choice. The index on accounts gets the status
 * too, so that the new one does not look as good to those who ask for an account.
 */
export const dueQuestions: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.dropIndex('connections_identity').execute()
    await db.schema
      .createIndex('connections_identity')
      .on('connections')
      .columns(['status', 'identity_after'])
      .execute()
    await db.schema.dropIndex('connections_account').execute()
    await db.schema
      .createIndex('connections_account')
      .on('connections')
      .columns(['account_user_id', 'status'])
      .execute()
  },
}
