import type { DatabaseSyncInstance } from '@photostructure/sqlite'

/** How long a statement waits for whoever else writes. It blocks this thread meanwhile. */
export const busyTimeoutMs = 5_000

/**
 * Copies SQLite's journal into the file that it belongs to, and leaves it empty (https://sqlite.org/wal.html). False: somebody else is
 * at work just now, for whom it does not wait.
 */
export function emptyJournal(handle: DatabaseSyncInstance): boolean {
  handle.exec('pragma busy_timeout = 0')
  try {
    // Copying keeps no other writer away. Emptying does, and has nothing left to copy then, nor to flush.
    handle.exec('pragma wal_checkpoint(passive)')
    const { busy } = handle.prepare('pragma wal_checkpoint(truncate)').get() as { busy: number }
    return busy === 0
  } finally {
    handle.exec(`pragma busy_timeout = ${busyTimeoutMs}`)
  }
}

/**
 * Closes a connection with all that was written in the file alone, if nobody else is at work: who stops a server may copy that file.
 * SQLite does so itself behind its last connection, but not while prepared statements are left, and those live until they are collected.
 */
export function closeEmptied(handle: DatabaseSyncInstance): void {
  try {
    emptyJournal(handle)
  } catch {
    // A full disk, for one. Nothing is lost: whoever opens the file next finds the journal.
  } finally {
    handle.close()
  }
}
