import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'

import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import { sealedColumns } from './sealed-columns.ts'
import type { SealedColumn } from './sealed-columns.ts'

/** How many values of one column are sealed with one key. */
export interface SealedCount {
  readonly table: string
  readonly column: string
  readonly keyId: string
  readonly records: number
}

export interface SealedValue {
  readonly id: string
  readonly sealed: string
}

/** The sealed values of all tables as texts. Nothing here can open one. */
export interface SealedRecords {
  readonly columns: readonly SealedColumn[]
  readonly countByKey: () => Promise<SealedCount[]>
  /** Some values of a column that another key than `keyId` seals, in the order of their rows, from behind `after` on. */
  readonly pageOfOthers: (
    column: SealedColumn,
    page: { keyId: string; after: string; limit: number },
  ) => Promise<SealedValue[]>
  /** Puts each new text in place of the old one, where the old one still stands. Returns how many did. */
  readonly replace: (
    column: SealedColumn,
    changes: readonly { id: string; from: string; to: string }[],
  ) => Promise<number>
}

export function createSealedRecords({ db }: Pick<Database, 'db'>): SealedRecords {
  return {
    columns: sealedColumns,
    countByKey: async () => {
      const counts: SealedCount[] = []
      for (const column of sealedColumns) counts.push(...(await count(db, column)))
      return counts
    },
    pageOfOthers: (column, page) => pageOfOthers(db, column, page),
    replace: (column, changes) => replace(db, column, changes),
  }
}

/** A sealed text begins with `v1.`, eight digits of the key id, and a dot. */
const looksSealed = (value: RawBuilder<unknown>) =>
  sql`${value} like 'v1.%' and substr(${value}, 12, 1) = '.'`
const keyIdIn = (value: RawBuilder<unknown>) => sql`substr(${value}, 4, 8)`

async function count(db: Kysely<Schema>, { table, column }: SealedColumn): Promise<SealedCount[]> {
  const value = sql.ref(column)
  const { rows } = await sql<{ key_id: string; records: number }>`
    select ${keyIdIn(value)} as key_id, count(*) as records from ${sql.table(table)}
    where ${looksSealed(value)} group by ${keyIdIn(value)} order by key_id`.execute(db)
  return rows.map((row) => ({ table, column, keyId: row.key_id, records: row.records }))
}

async function pageOfOthers(
  db: Kysely<Schema>,
  { table, key, column }: SealedColumn,
  { keyId, after, limit }: { keyId: string; after: string; limit: number },
): Promise<SealedValue[]> {
  const value = sql.ref(column)
  const id = sql.ref(key)
  const { rows } = await sql<SealedValue>`
    select ${id} as id, ${value} as sealed from ${sql.table(table)}
    where ${id} > ${after} and ${looksSealed(value)} and ${keyIdIn(value)} <> ${keyId}
    order by ${id} limit ${limit}`.execute(db)
  return rows
}

/** One short transaction: one flush to the disk for all of them, and nobody waits long for the write lock. */
async function replace(
  db: Kysely<Schema>,
  { table, key, column }: SealedColumn,
  changes: readonly { id: string; from: string; to: string }[],
): Promise<number> {
  const value = sql.ref(column)
  return db.transaction().execute(async (transaction) => {
    let replaced = 0n
    for (const { id, from, to } of changes) {
      const { numAffectedRows } = await sql`
        update ${sql.table(table)} set ${value} = ${to}
        where ${sql.ref(key)} = ${id} and ${value} = ${from}`.execute(transaction)
      replaced += numAffectedRows ?? 0n
    }
    return Number(replaced)
  })
}
