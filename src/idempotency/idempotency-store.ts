import { createHash } from 'node:crypto'
import type { Database } from '../database/database.ts'
import { deleteInPieces } from '../database/in-pieces.ts'
import type { IdempotentRequestRow } from '../database/schema.ts'
import type { Vault } from '../vault/vault.ts'
import type { Attempt, StoredAnswer } from './attempt.ts'

/** One request's claim on an idempotency key of its API key. */
export interface Slot {
  readonly keyId: string
  readonly idempotencyKey: string
  /** Unique to this claim: a later holder's slot is never touched by an earlier one. */
  readonly claim: string
}

export interface IdempotencyStore {
  /** Reserves the slot for this request. Null: it is ours. Otherwise what is known of the one that has it. */
  readonly begin: (slot: Slot, fingerprint: string) => Promise<Attempt | null>
  readonly read: (slot: Slot) => Promise<Attempt | null>
  /** Says that this server is still at work on it. */
  readonly keepAlive: (slot: Slot) => Promise<void>
  /** Keeps the answer. It has to be awaited before the answer is given. */
  readonly settle: (slot: Slot, answer: StoredAnswer) => Promise<void>
  /** Frees the slot of a request that was certainly not carried out. */
  readonly release: (slot: Slot) => Promise<void>
  /** Nobody is at work any more on a request that was sent and got no answer. */
  readonly giveUp: (slot: Slot) => Promise<void>
  /** Drops what is older than a day. */
  readonly sweep: (stopping: () => boolean) => Promise<void>
  readonly now: () => Promise<number>
}

const keptForMs = 24 * 3_600_000
/** A server that has not said so for this long is not at work any more. */
export const aliveForMs = 6_000

interface Needs {
  readonly database: Database
  readonly vault: Vault
}

export function createIdempotencyStore(needs: Needs): IdempotencyStore {
  const { db, now } = needs.database
  return {
    now,
    begin: (slot, fingerprint) => begin(needs, slot, fingerprint),
    read: (slot) => read(needs, idOf(slot)),
    async keepAlive(slot) {
      await change(needs, slot, { alive_until: (await now()) + aliveForMs })
    },
    giveUp: (slot) => change(needs, slot, { alive_until: 0 }),
    async settle(slot, answer) {
      const sealed = needs.vault.seal(write(answer), placeOf(idOf(slot)))
      await change(needs, slot, { answer: sealed })
    },
    async release(slot) {
      await db
        .deleteFrom('idempotent_requests')
        .where('id', '=', idOf(slot))
        .where('claim', '=', slot.claim)
        .where('answer', 'is', null)
        .execute()
    },
    async sweep(stopping) {
      const before = (await now()) - keptForMs
      await deleteInPieces(needs.database, stopping, (on, most) => {
        const old = on.selectFrom('idempotent_requests').where('created_at', '<', before)
        return on
          .deleteFrom('idempotent_requests')
          .where('id', 'in', old.select('id').limit(most))
          .executeTakeFirst()
      })
    },
  }
}

async function change(
  { database }: Needs,
  slot: Slot,
  values: { alive_until: number } | { answer: string },
): Promise<void> {
  await database.db
    .updateTable('idempotent_requests')
    .set(values)
    .where('id', '=', idOf(slot))
    .where('claim', '=', slot.claim)
    .where('answer', 'is', null)
    .execute()
}

async function begin(
  { database, vault }: Needs,
  slot: Slot,
  fingerprint: string,
): Promise<Attempt | null> {
  const at = await database.now()
  const id = idOf(slot)
  // A day is over: the key may be used again, also before anybody has swept.
  await database.db
    .deleteFrom('idempotent_requests')
    .where('id', '=', id)
    .where('created_at', '<', at - keptForMs)
    .execute()
  const row: IdempotentRequestRow = {
    id,
    key_id: slot.keyId,
    claim: slot.claim,
    fingerprint,
    answer: null,
    created_at: at,
    alive_until: at + aliveForMs,
  }
  const made = await database.db
    .insertInto('idempotent_requests')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) return null
  // Released between the two statements: whoever asks next begins anew.
  return (await read({ database, vault }, id)) ?? begin({ database, vault }, slot, fingerprint)
}

async function read({ database, vault }: Needs, id: string): Promise<Attempt | null> {
  const row = await database.db
    .selectFrom('idempotent_requests')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  return {
    fingerprint: row.fingerprint,
    aliveUntil: row.alive_until,
    answer: row.answer === null ? null : parse(vault.open(row.answer, placeOf(id))),
  }
}

/** The caller's text may be anything up to 255 characters and may say something about people: only its hash is kept. */
function idOf({ keyId, idempotencyKey }: Slot): string {
  return createHash('sha256')
    .update(JSON.stringify([keyId, idempotencyKey]))
    .digest('hex')
}

const placeOf = (id: string) => ({ table: 'idempotent_requests', id, column: 'answer' })

/** An answer may hold start links and passcodes, so it sleeps sealed. */
function write({ status, reason, headers, body }: StoredAnswer): string {
  return JSON.stringify({ status, reason, headers, body: body.toString('base64') })
}

/** The seal proves that the text is one that `write` made. */
function parse(text: string): StoredAnswer {
  const plain = JSON.parse(text) as Omit<StoredAnswer, 'body'> & { body: string }
  return { ...plain, body: Buffer.from(plain.body, 'base64') }
}
