import type { Kysely, Migration } from 'kysely'

interface IdentityColumns {
  connections: {
    status: string
    account_user_id: string | null
    identity_after: number | null
    identity_attempts: number | null
  }
}

/** Whose grant it is, is asked again when the first question failed: also for those where it failed before this migration. */
export const unnamedGrants: Migration = {
  async up(db: Kysely<IdentityColumns>) {
    for (const name of ['identity_after', 'identity_attempts']) {
      await db.schema.alterTable('connections').addColumn(name, 'bigint').execute()
    }
    await db
      .updateTable('connections')
      .set({ identity_after: 0, identity_attempts: 1 })
      .where('status', '=', 'ACTIVE')
      .where('account_user_id', 'is', null)
      .execute()
    await db.schema
      .createIndex('connections_identity')
      .on('connections')
      .column('identity_after')
      .execute()
  },
}
