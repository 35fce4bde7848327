import { randomUUID } from 'node:crypto'
import type { Database } from '../database/database.ts'
import type { ApiKeyRow } from '../database/schema.ts'
import type { Secret } from '../secret.ts'
import { hashApiKey, mintApiKey } from './api-key.ts'
import { restrictionColumns, restrictionsIn } from './restriction-row.ts'
import type { KeyRestrictions } from './restrictions.ts'

/** What may be said about a key. The key itself exists only in the answer to its creation. */
export interface ApiKey {
  readonly id: string
  readonly ownerId: string
  readonly name: string
  readonly createdAt: number
  readonly revokedAt: number | null
  /** Null: the key may do everything, for ever, from anywhere. */
  readonly restrictions: KeyRestrictions | null
}

export interface NewKey {
  readonly ownerId: string
  readonly name: string
  /** None when left out. */
  readonly restrictions?: KeyRestrictions | null
}

export interface KeyChanges {
  readonly name?: string
  readonly restrictions?: KeyRestrictions | null
}

export interface KeyStore {
  create: (input: NewKey) => Promise<{ key: ApiKey; secret: Secret }>
  list: (ownerId: string) => Promise<ApiKey[]>
  get: (ownerId: string, id: string) => Promise<ApiKey | null>
  /** Null when the owner has no such key, or revoked it. */
  update: (ownerId: string, id: string, changes: KeyChanges) => Promise<ApiKey | null>
  /** False when the owner has no such key. Revoking twice is not an error: the key ends up revoked. */
  revoke: (ownerId: string, id: string) => Promise<boolean>
  /** The key that hashes to this, unless it was revoked. */
  findByHash: (hash: string) => Promise<ApiKey | null>
  /** Whether any key was ever created on this server. */
  any: () => Promise<boolean>
}

interface Needs {
  readonly database: Database
}

export function createKeyStore(needs: Needs): KeyStore {
  return {
    create: (input) => create(needs, input),
    list: (ownerId) => list(needs, ownerId),
    get: (ownerId, id) => get(needs, ownerId, id),
    update: (ownerId, id, changes) => update(needs, { ownerId, id }, changes),
    revoke: (ownerId, id) => revoke(needs, ownerId, id),
    findByHash: (hash) => findByHash(needs, hash),
    any: () => any(needs),
  }
}

async function create(
  { database }: Needs,
  { ownerId, name, restrictions = null }: NewKey,
): Promise<{ key: ApiKey; secret: Secret }> {
  const secret = mintApiKey()
  const row: ApiKeyRow = {
    id: randomUUID(),
    owner_id: ownerId,
    name,
    hash: hashApiKey(secret.reveal()),
    created_at: await database.now(),
    revoked_at: null,
    ...restrictionColumns(restrictions),
  }
  await database.db.insertInto('api_keys').values(row).execute()
  return { key: fromRow(row), secret }
}

async function list({ database }: Needs, ownerId: string): Promise<ApiKey[]> {
  const rows = await database.db
    .selectFrom('api_keys')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

async function get({ database }: Needs, ownerId: string, id: string): Promise<ApiKey | null> {
  const row = await database.db
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

async function update(
  { database }: Needs,
  { ownerId, id }: { ownerId: string; id: string },
  { name, restrictions }: KeyChanges,
): Promise<ApiKey | null> {
  const row = await database.db
    .updateTable('api_keys')
    .set({
      ...(name !== undefined && { name }),
      ...(restrictions !== undefined && restrictionColumns(restrictions)),
    })
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

async function revoke({ database }: Needs, ownerId: string, id: string): Promise<boolean> {
  const at = await database.now()
  const row = await database.db
    .updateTable('api_keys')
    // The first revocation is the one that counts, and the one that an audit asks for.
    .set((set) => ({ revoked_at: set.fn.coalesce('revoked_at', set.val(at)) }))
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

async function findByHash({ database }: Needs, hash: string): Promise<ApiKey | null> {
  const row = await database.db
    .selectFrom('api_keys')
    .selectAll()
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

async function any({ database }: Needs): Promise<boolean> {
  const row = await database.db.selectFrom('api_keys').select('id').limit(1).executeTakeFirst()
  return row !== undefined
}

const fromRow = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  ownerId: row.owner_id,
  name: row.name,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
  restrictions: restrictionsIn(row),
})
