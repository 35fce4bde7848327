import { randomUUID } from 'node:crypto'
import type { Database } from '../database/database.ts'
import type { ApiKeyRow } from '../database/schema.ts'
import type { Secret } from '../secret.ts'
import { hashApiKey, mintApiKey } from './api-key.ts'

/** What may be said about a key. The key itself exists only in the answer to its creation. */
export interface ApiKey {
  readonly id: string
  readonly ownerId: string
  readonly name: string
  readonly createdAt: number
  readonly revokedAt: number | null
}

export interface KeyStore {
  create: (input: { ownerId: string; name: string }) => Promise<{ key: ApiKey; secret: Secret }>
  list: (ownerId: string) => Promise<ApiKey[]>
  /** False when the owner has no such key. Revoking twice is not an error: the key ends up revoked. */
  revoke: (ownerId: string, id: string) => Promise<boolean>
  /** The key that hashes to this, unless it was revoked. */
  findByHash: (hash: string) => Promise<ApiKey | null>
  /** Whether any key was ever created on this server. */
  any: () => Promise<boolean>
}

export function createKeyStore({ database }: { database: Database }): KeyStore {
  const { db } = database
  return {
    async create({ ownerId, name }) {
      const secret = mintApiKey()
      const row: ApiKeyRow = {
        id: randomUUID(),
        owner_id: ownerId,
        name,
        hash: hashApiKey(secret.reveal()),
        created_at: await database.now(),
        revoked_at: null,
      }
      await db.insertInto('api_keys').values(row).execute()
      return { key: fromRow(row), secret }
    },

    async list(ownerId) {
      const rows = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('owner_id', '=', ownerId)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(fromRow)
    },

    async revoke(ownerId, id) {
      const row = await db
        .updateTable('api_keys')
        .set({ revoked_at: await database.now() })
        .where('id', '=', id)
        .where('owner_id', '=', ownerId)
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },

    async findByHash(hash) {
      const row = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('hash', '=', hash)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async any() {
      const row = await db.selectFrom('api_keys').select('id').limit(1).executeTakeFirst()
      return row !== undefined
    },
  }
}

const fromRow = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  ownerId: row.owner_id,
  name: row.name,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
})
