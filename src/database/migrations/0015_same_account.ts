import type { Migration } from 'kysely'

/** Which connect links renew a grant only, and for nobody but the person whose it was. Links from before are for any account. */
export const sameAccount: Migration = {
  async up(db) {
    await db.schema.alterTable('connect_sessions').addColumn('same_account', 'bigint').execute()
  },
}
