import type { Migration } from 'kysely'

/** What a store with many connections is asked for: one person's other grants, a page of one owner's list, and ended links. */
export const largeStores: Migration = {
  async up(db) {
    // Without it every new grant reads all connections, to find those of the same account that it ends.
    await db.schema
      .createIndex('connections_account')
      .on('connections')
      .column('account_user_id')
      .execute()
    // One owner may have the connections of all users of a product; a page must not sort them all.
    await db.schema
      .createIndex('connections_list')
      .on('connections')
      .columns(['owner_id', 'created_at', 'id'])
      .execute()
    await db.schema
      .createIndex('connect_sessions_expiry')
      .on('connect_sessions')
      .column('expires_at')
      .execute()
  },
}
