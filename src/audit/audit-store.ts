import type { KeyObject } from 'node:crypto'
import { sql, type RawBuilder, type Transaction } from 'kysely'
import type { Database } from '../database/database.ts'
import type { AuditBlockRow, Schema } from '../database/schema.ts'
import {
  chained,
  genesis,
  isSealed,
  proofOf,
  sealEnd,
  type Block,
  type Chained,
  type End,
  type EndName,
  type GiveWay,
} from './chain.ts'
import { Draft } from './draft.ts'
import { entryOf, textOf } from './entry.ts'

export interface BlockFilter {
  /** Blocks that hold rows behind this one. */
  readonly after?: number
  /** Blocks that hold rows before this one. */
  readonly before?: number
  /** Epoch milliseconds: blocks that ended then or later. */
  readonly since?: number
}

export interface AuditStore {
  /** Adds a block to the end of the chain. One writer at a time, also among replicas: they wait on the head's row. */
  readonly append: (draft: Draft) => Promise<void>
  readonly blocks: (
    filter: BlockFilter,
    page: { order: 'asc' | 'desc'; limit: number },
  ) => Promise<Block[]>
  /** Null before the first row, and null when the row that says it is no longer there. */
  readonly end: (name: EndName) => Promise<End | null>
  /** Removes whole blocks from the old end, up to the one that `choose` picks among the oldest, and moves the floor. Returns how many rows went. */
  readonly cut: (choose: Choose) => Promise<number>
}

export type BlockHead = Omit<Block, 'rows' | 'seed' | 'firstSeq'>
export type Choose = (
  oldest: readonly BlockHead[],
  ends: { readonly head: End; readonly floor: End },
) => BlockHead | null

interface Room {
  readonly database: Database
  readonly key: KeyObject
  /** A block is written in pieces, with this between them. */
  readonly giveWay?: GiveWay
}

export function createAuditStore(room: Room): AuditStore {
  const { db } = room.database
  return {
    append: (draft) => append(room, draft),
    async blocks({ after, before, since }, { order, limit }) {
      let query = db.selectFrom('audit_blocks').selectAll()
      if (after !== undefined) query = query.where('last_seq', '>', after)
      if (before !== undefined) query = query.where('first_seq', '<', before)
      if (since !== undefined) query = query.where('ended_at', '>=', since)
      const rows = await query.orderBy('first_seq', order).limit(limit).execute()
      return rows.map(fromRow)
    },
    end: async (name) => {
      const row = await db
        .selectFrom('settings')
        .select('value')
        .where('name', '=', settingOf[name])
        .executeTakeFirst()
      return row ? endIn(row.value) : null
    },
    cut: (choose) => cut(room, choose),
  }
}

type Proven = Omit<End, 'seal'>

const settingOf: Record<EndName, string> = { head: 'audit_head', floor: 'audit_floor' }

async function append(room: Room, draft: Draft): Promise<void> {
  const { database, giveWay } = room
  // Before the head is locked, for which other servers wait.
  const whole = await complete(draft, giveWay)
  await giveWay?.()
  try {
    await write(room, whole)
  } catch (error) {
    if (!database.isUniqueViolation(error)) throw error
    // A commit whose answer was lost had written it. Otherwise the head is older than the rows.
    if (await isStored(database, draft)) return
    await write(room, whole, await newestEnd(database))
  }
}

interface Complete extends Chained {
  readonly draft: Draft
}

const complete = async (draft: Draft, giveWay?: GiveWay): Promise<Complete> => ({
  draft,
  ...(await chained(draft, giveWay)),
})

async function write(
  { database, key, giveWay }: Room,
  whole: Complete,
  instead?: Proven,
): Promise<void> {
  await inTransaction(database, whole.draft.isUrgent, async (transaction) => {
    const head = await lockEnd(transaction, key, 'head')
    const isGood = instead === undefined && isSealed(key, 'head', head)
    const { draft, rows, digest } = isGood ? whole : await complete(tampered(whole.draft))
    const before = instead ?? head
    const facts = {
      firstSeq: before.seq + 1,
      lastSeq: before.seq + draft.rows,
      seed: draft.seed,
      startedAt: draft.startedAt,
      endedAt: draft.endedAt,
      totalBytes: before.totalBytes + draft.size,
    }
    const proof = proofOf(key, facts, { before: before.proof, digest })
    const block = { ...toRow({ ...facts, proof }), rows: textOfBytes(database, rows) }
    await transaction.insertInto('audit_blocks').values(block).execute()
    const end = { seq: facts.lastSeq, proof, totalBytes: facts.totalBytes }
    await putEnd(transaction, 'head', sealEnd(key, 'head', end))
    // SQLite writes with the commit, which takes as long as all before it.
    await giveWay?.()
  })
}

function inTransaction(
  database: Database,
  isUrgent: boolean,
  work: (transaction: Transaction<Schema>) => Promise<void>,
): Promise<void> {
  if (isUrgent) return database.db.transaction().execute(work)
  return database.unflushed((db) => db.transaction().execute(work))
}

/** Rows go on being written, and this one says for ever that what stands before it proves less. */
function tampered(draft: Draft): Draft {
  const copy = new Draft(draft.seed)
  for (const text of draft.texts()) copy.add(draft.startedAt, text)
  const time = draft.endedAt
  const detail = 'the head of the chain had been changed by somebody without the key'
  copy.add(time, textOf(entryOf({ time, kind: 'tampered', actor: 'server', detail })))
  return copy
}

async function newestEnd({ db }: Database): Promise<Proven> {
  const row = await db
    .selectFrom('audit_blocks')
    .select(['last_seq as seq', 'proof', 'total_bytes as totalBytes'])
    .orderBy('first_seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? { seq: 0, proof: genesis, totalBytes: 0 }
}

async function isStored({ db }: Database, { seed }: Draft): Promise<boolean> {
  const row = await db
    .selectFrom('audit_blocks')
    .select('seed')
    .where('seed', '=', seed)
    .executeTakeFirst()
  return row !== undefined
}

/** An update that changes nothing takes the row's lock on both engines. The first writer ever makes the row. */
async function lockEnd(
  transaction: Transaction<Schema>,
  key: KeyObject,
  name: EndName,
): Promise<End> {
  const first = sealEnd(key, name, { seq: 0, proof: genesis, totalBytes: 0 })
  const row = await transaction
    .insertInto('settings')
    .values({ name: settingOf[name], value: JSON.stringify(first) })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((set) => ({ value: set.ref('settings.value') })),
    )
    .returning('value')
    .executeTakeFirstOrThrow()
  return endIn(row.value)
}

async function putEnd(transaction: Transaction<Schema>, name: EndName, end: End): Promise<void> {
  await transaction
    .updateTable('settings')
    .set({ value: JSON.stringify(end) })
    .where('name', '=', settingOf[name])
    .execute()
}

/** Ten milliseconds' work for SQLite, which overwrites what it deletes. */
const cutAtOnce = 8

async function cut({ database, key }: Room, choose: Choose): Promise<number> {
  return database.db.transaction().execute(async (transaction) => {
    // The head first, as a writer does: whoever takes the same locks in the same order waits for nobody in a circle.
    const head = await lockEnd(transaction, key, 'head')
    const floor = await lockEnd(transaction, key, 'floor')
    // A chain that was tampered with is evidence, and nothing of it is removed.
    if (!isSealed(key, 'head', head) || !isSealed(key, 'floor', floor)) return 0
    const oldest = await transaction
      .selectFrom('audit_blocks')
      .select(['last_seq as lastSeq', 'started_at as startedAt', 'ended_at as endedAt'])
      .select(['total_bytes as totalBytes', 'proof'])
      .orderBy('first_seq')
      .limit(cutAtOnce)
      .execute()
    const last = choose(oldest, { head, floor })
    if (!last) return 0
    await transaction.deleteFrom('audit_blocks').where('last_seq', '<=', last.lastSeq).execute()
    const end = { seq: last.lastSeq, proof: last.proof, totalBytes: last.totalBytes }
    await putEnd(transaction, 'floor', sealEnd(key, 'floor', end))
    return last.lastSeq - floor.seq
  })
}

/** What somebody else wrote there reads as an end that nobody sealed. */
function endIn(value: string): End {
  const { seq, proof, totalBytes, seal } = membersOf(value)
  return {
    seq: Number.isSafeInteger(seq) ? Number(seq) : 0,
    proof: typeof proof === 'string' ? proof : '',
    totalBytes: Number.isSafeInteger(totalBytes) ? Number(totalBytes) : 0,
    seal: typeof seal === 'string' ? seal : '',
  }
}

function membersOf(value: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(value)
    return typeof found === 'object' && found !== null ? { ...found } : {}
  } catch {
    return {}
  }
}

/** As they lie in memory: as a string a block would be copied four times on its way, each time into new memory. */
const textOfBytes = ({ engine }: Database, bytes: Buffer): RawBuilder<string> =>
  engine === 'sqlite' ? sql`cast(${bytes} as text)` : sql`convert_from(${bytes}, 'UTF8')`

const toRow = (block: Omit<Block, 'rows'>): Omit<AuditBlockRow, 'rows'> => ({
  first_seq: block.firstSeq,
  last_seq: block.lastSeq,
  seed: block.seed,
  started_at: block.startedAt,
  ended_at: block.endedAt,
  total_bytes: block.totalBytes,
  proof: block.proof,
})

const fromRow = (row: AuditBlockRow): Block => ({
  firstSeq: row.first_seq,
  lastSeq: row.last_seq,
  seed: row.seed,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  totalBytes: row.total_bytes,
  proof: row.proof,
  rows: row.rows,
})
