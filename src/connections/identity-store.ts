import type { Database } from '../database/database.ts'

export interface IdentityStore {
  /** Takes connections of nobody knows whom, whose next question is due, so that no other replica asks it too. */
  takeDue: (limit: number) => Promise<string[]>
}

const minuteMs = 60_000
const longestPauseMs = 6 * 60 * minuteMs
/** In about a day. An app without the scope to ask would be asked for ever. */
const maxAttempts = 12

/** Whoever stores a grant asks first, perhaps after a slow refresh. A process that dies before that leaves the question to others. */
export const firstQuestion = (at: number, userId: string | null) =>
  userId === null ? { identity_after: at + 1.5 * minuteMs, identity_attempts: 1 } : noQuestion

/** What the columns hold when there is nothing (more) to ask. */
export const noQuestion = { identity_after: null, identity_attempts: null } as const

export function createIdentityStore({ database }: { database: Database }): IdentityStore {
  return { takeDue: (limit) => takeDue(database, limit) }
}

async function takeDue(database: Database, limit: number): Promise<string[]> {
  const { db } = database
  const now = await database.now()
  const rows = await db
    .selectFrom('connections')
    .select(['id', 'identity_after', 'identity_attempts'])
    .where('identity_after', '<=', now)
    .where('status', '=', 'ACTIVE')
    .orderBy('identity_after')
    .limit(limit)
    .execute()
  const taken: string[] = []
  for (const row of rows) {
    const ours = await db
      .updateTable('connections')
      .set(nextQuestion(now, row.identity_attempts ?? 1))
      .where('id', '=', row.id)
      .where('identity_after', '=', row.identity_after)
      .returning('id')
      .executeTakeFirst()
    if (ours) taken.push(row.id)
  }
  return taken
}

/** `made` counts the questions before the one that is being taken. */
function nextQuestion(now: number, made: number) {
  if (made + 1 >= maxAttempts) return noQuestion
  const pauseMs = Math.min(minuteMs * 2 ** made, longestPauseMs)
  return { identity_after: now + pauseMs, identity_attempts: made + 1 }
}
