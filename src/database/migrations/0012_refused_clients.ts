import type { Migration } from 'kysely'

/** A pause after refused client credentials is for whoever asks with the same ones, and ends when they are mended. */
export const refusedClients: Migration = {
  async up(db) {
    await db.schema.alterTable('connections').addColumn('refused_client', 'text').execute()
  },
}
