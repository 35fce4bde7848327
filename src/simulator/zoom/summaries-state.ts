import { createHash } from 'node:crypto'
import type { Instance } from './instances.ts'

const MINUTE = 60_000

/** AI Companion wrote one for meetings that lasted: two in three of those that had an audience. */
export function hasSummary({ uuid, startedAt, endedAt, participants }: Instance): boolean {
  if (endedAt === undefined || endedAt - startedAt < 20 * MINUTE || participants < 2) return false
  return createHash('sha256').update(uuid).digest().readUInt8(0) % 3 !== 0
}
