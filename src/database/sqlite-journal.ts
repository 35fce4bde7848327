import type { DatabaseSyncInstance } from '@photostructure/sqlite'

/** How long a statement waits for whoever else writes. It blocks this thread meanwhile. */
export const busyTimeoutMs = 5_000

/** Copying keeps no other writer away. Emptying does, and has nothing left to copy then, nor to flush (https://sqlite.org/wal.html). */
const copying = 'pragma wal_checkpoint(passive)'
const emptying = 'pragma wal_checkpoint(truncate)'

/**
 * Copies SQLite's journal into the file that it belongs to, and leaves it empty. False: somebody else is at work just now, for whom it
 * does not wait.
 */
export function emptyJournal(handle: DatabaseSyncInstance): boolean {
  return withoutWaiting(handle, () => {
    handle.exec(copying)
    const { busy } = handle.prepare(emptying).get() as { busy: number }
    return busy === 0
  })
}

/**
 * Closes a connection with all that was written in the file alone, if nobody else is at work: who stops a server may copy that file.
 * SQLite does so itself behind its last connection, but not while prepared statements are left, and those live until they are collected.
 * So none is prepared here: a connection that is closed that late would remove the journal of whatever file has the name by then.
 */
export function closeEmptied(handle: DatabaseSyncInstance): void {
  try {
    withoutWaiting(handle, () => {
      handle.exec(`${copying}; ${emptying}`)
    })
  } catch {
    // A full disk, for one. Nothing is lost: whoever opens the file next finds the journal.
  } finally {
    handle.close()
  }
}

function withoutWaiting<T>(handle: DatabaseSyncInstance, work: () => T): T {
  handle.exec('pragma busy_timeout = 0')
  try {
    return work()
  } finally {
    handle.exec(`pragma busy_timeout = ${busyTimeoutMs}`)
  }
}
