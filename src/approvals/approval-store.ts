import { randomUUID } from 'node:crypto'
import type { Database } from '../database/database.ts'
import type { ApprovalRow } from '../database/schema.ts'
import type { Vault } from '../vault/vault.ts'
import {
  approvedForMs,
  deniedForMs,
  mostPending,
  pendingForMs,
  type Approval,
  type ApprovalDetails,
  type ApprovalStatus,
} from './approval.ts'

export interface NewApproval {
  readonly fingerprint: string
  readonly ownerId: string
  readonly keyId: string
  readonly connectionId: string
  readonly app: string
  readonly operation: string
  readonly details: ApprovalDetails
}

export interface Decision {
  readonly ownerId: string
  readonly id: string
  readonly approve: boolean
  /** Who decides. Never the key that asked. */
  readonly by: string
}

export interface ApprovalFilter {
  /** Only what this key asked for. */
  readonly keyId?: string
  readonly pending?: boolean
  readonly limit: number
}

export interface ApprovalStore {
  /** The one that stands for this request: pending, approved and unused, or denied. */
  standing: (fingerprint: string) => Promise<Approval | null>
  /** Puts it up for decision. Two callers at once get the same one, and one of them made it. Null: too many wait already. */
  ask: (wish: NewApproval) => Promise<{ approval: Approval; isNew: boolean } | null>
  get: (ownerId: string, id: string) => Promise<Approval | null>
  list: (ownerId: string, filter: ApprovalFilter) => Promise<Approval[]>
  /** Null when it is not pending any more, has ended, or was asked for by whoever decides. */
  decide: (decision: Decision) => Promise<Approval | null>
  /** Takes the approval for one request, in one statement. False: somebody else was first, or it has ended. */
  use: (id: string) => Promise<boolean>
}

export interface ApprovalStoreNeeds {
  readonly database: Database
  readonly vault: Pick<Vault, 'seal' | 'open'>
}

export function createApprovalStore(needs: ApprovalStoreNeeds): ApprovalStore {
  return {
    standing: (fingerprint) => standing(needs, fingerprint),
    ask: (wish) => ask(needs, wish),
    get: (ownerId, id) => get(needs, ownerId, id),
    list: (ownerId, filter) => list(needs, ownerId, filter),
    decide: (decision) => decide(needs, decision),
    use: (id) => use(needs, id),
  }
}

const place = (id: string) => ({ table: 'approvals', id, column: 'details' })
/** Decisions are kept for whoever looks back; the audit keeps them longer. */
const sweepAfterMs = 30 * 24 * 60 * 60_000

async function standing(needs: ApprovalStoreNeeds, fingerprint: string): Promise<Approval | null> {
  const row = await needs.database.db
    .selectFrom('approvals')
    .selectAll()
    .where('slot', '=', fingerprint)
    .where('expires_at', '>', await needs.database.now())
    .executeTakeFirst()
  return row ? fromRow(needs, row) : null
}

async function ask(
  needs: ApprovalStoreNeeds,
  wish: NewApproval,
): Promise<{ approval: Approval; isNew: boolean } | null> {
  const { db } = needs.database
  const now = await needs.database.now()
  await clear(needs, wish.fingerprint, now)
  if ((await pendingOf(needs, wish.keyId, now)) >= mostPending) return null
  const row = rowOf(needs, wish, now)
  const inserted = await db
    .insertInto('approvals')
    .values(row)
    .onConflict((conflict) => conflict.column('slot').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) return { approval: fromRow(needs, row), isNew: true }
  const approval = await standing(needs, wish.fingerprint)
  if (!approval) throw new Error('the approval that was in the way is gone')
  return { approval, isNew: false }
}

/** Gives up the place of what has ended, and the rows that nobody asks for any more. */
async function clear(
  { database }: ApprovalStoreNeeds,
  fingerprint: string,
  now: number,
): Promise<void> {
  await database.db
    .updateTable('approvals')
    .set({ slot: null })
    .where('slot', '=', fingerprint)
    .where('expires_at', '<=', now)
    .execute()
  await database.db
    .deleteFrom('approvals')
    .where('expires_at', '<', now - sweepAfterMs)
    .execute()
}

async function pendingOf(
  { database }: ApprovalStoreNeeds,
  keyId: string,
  now: number,
): Promise<number> {
  const rows = await database.db
    .selectFrom('approvals')
    .select('id')
    .where('key_id', '=', keyId)
    .where('status', '=', 'PENDING')
    .where('expires_at', '>', now)
    .limit(mostPending)
    .execute()
  return rows.length
}

function rowOf({ vault }: ApprovalStoreNeeds, wish: NewApproval, now: number): ApprovalRow {
  const id = randomUUID()
  return {
    id,
    owner_id: wish.ownerId,
    key_id: wish.keyId,
    connection_id: wish.connectionId,
    app: wish.app,
    operation: wish.operation,
    slot: wish.fingerprint,
    status: 'PENDING',
    details: vault.seal(JSON.stringify(wish.details), place(id)),
    created_at: now,
    expires_at: now + pendingForMs,
    decided_at: null,
    decided_by: null,
    used_at: null,
  }
}

async function get(
  needs: ApprovalStoreNeeds,
  ownerId: string,
  id: string,
): Promise<Approval | null> {
  const row = await needs.database.db
    .selectFrom('approvals')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst()
  return row ? fromRow(needs, row) : null
}

async function list(
  needs: ApprovalStoreNeeds,
  ownerId: string,
  { keyId, pending, limit }: ApprovalFilter,
): Promise<Approval[]> {
  let query = needs.database.db.selectFrom('approvals').selectAll().where('owner_id', '=', ownerId)
  if (keyId !== undefined) query = query.where('key_id', '=', keyId)
  if (pending) {
    query = query
      .where('status', '=', 'PENDING')
      .where('expires_at', '>', await needs.database.now())
  }
  const rows = await query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute()
  return rows.map((row) => fromRow(needs, row))
}

async function decide(
  needs: ApprovalStoreNeeds,
  { ownerId, id, approve, by }: Decision,
): Promise<Approval | null> {
  const now = await needs.database.now()
  const row = await needs.database.db
    .updateTable('approvals')
    .set({
      status: approve ? 'APPROVED' : 'DENIED',
      decided_at: now,
      decided_by: by,
      expires_at: now + (approve ? approvedForMs : deniedForMs),
    })
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .where('status', '=', 'PENDING')
    .where('expires_at', '>', now)
    .where('key_id', '<>', by)
    .returningAll()
    .executeTakeFirst()
  return row ? fromRow(needs, row) : null
}

async function use({ database }: ApprovalStoreNeeds, id: string): Promise<boolean> {
  const now = await database.now()
  const row = await database.db
    .updateTable('approvals')
    .set({ used_at: now, slot: null })
    .where('id', '=', id)
    .where('status', '=', 'APPROVED')
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

const fromRow = ({ vault }: ApprovalStoreNeeds, row: ApprovalRow): Approval => ({
  id: row.id,
  ownerId: row.owner_id,
  keyId: row.key_id,
  connectionId: row.connection_id,
  app: row.app,
  operation: row.operation,
  status: row.status as ApprovalStatus,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  decidedAt: row.decided_at,
  decidedBy: row.decided_by,
  usedAt: row.used_at,
  details: detailsIn(vault.open(row.details, place(row.id))),
})

/** Rows of before know no headers. */
const detailsIn = (json: string): ApprovalDetails => ({
  headers: [],
  ...(JSON.parse(json) as Omit<ApprovalDetails, 'headers'>),
})
