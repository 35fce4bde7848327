import { randomUUID } from 'node:crypto'
import type { Database } from '../database/database.ts'

export interface Owner {
  readonly id: string
  readonly name: string
}

/** The owner whom a key created without `--owner` belongs to. */
export const defaultOwnerName = 'default'

export interface OwnerStore {
  /** Finds the owner by name, or makes it. Two callers at once get the same owner. */
  ensure: (name: string) => Promise<Owner>
  get: (id: string) => Promise<Owner | null>
}

export function createOwnerStore({ database }: { database: Database }): OwnerStore {
  const { db } = database
  return {
    async ensure(name) {
      await db
        .insertInto('owners')
        .values({ id: randomUUID(), name, created_at: await database.now() })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
      return db
        .selectFrom('owners')
        .select(['id', 'name'])
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
    },

    async get(id) {
      const row = await db
        .selectFrom('owners')
        .select(['id', 'name'])
        .where('id', '=', id)
        .executeTakeFirst()
      return row ?? null
    },
  }
}
