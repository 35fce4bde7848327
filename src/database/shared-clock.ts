import type { Database } from './database.ts'

/** A machine this far from the database's clock is wrong. Less than that is the time that a question takes. */
const toleratedMs = 2_000

/**
 * The clock that servers of one database share, without asking it each time: this machine's, corrected by what the database said
 * when it was last asked. Otherwise a server whose clock is wrong would take good tokens for ended ones, and ended ones for good.
 */
export function shareClock(
  database: Database,
  own: () => number,
): { readonly database: Database; readonly now: () => number } {
  let offMs = 0
  const asked = async (): Promise<number> => {
    const before = own()
    const at = await database.now()
    const after = own()
    // The database looked at its clock somewhere in between.
    const difference = at - (before + after) / 2
    if (after - before < toleratedMs) offMs = Math.abs(difference) > toleratedMs ? difference : 0
    return at
  }
  return { database: { ...database, now: asked }, now: () => Math.round(own() + offMs) }
}
