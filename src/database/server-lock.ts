import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { Failure } from '../errors.ts'
import { openSqliteFile } from './sqlite.ts'
import { sqliteCode } from './sqlite-errors.ts'

const busy = 5

/** A handle that nobody refers to is closed by the garbage collector, and its lock would be gone. A caller may forget ours. */
const held = new Set<object>()

/**
 * Takes the data folder for one server and returns the function that gives it back. SQLite serves one server: a second one would
 * not see the first one's refreshes in flight. The CLI does not ask for the lock.
 *
 * The lock is an exclusive transaction on an empty SQLite file, held for life. The operating system drops it with the process, so
 * that `kill -9` leaves no stale lock and a reused process id cannot be mistaken for a holder.
 */
export function lockForServer(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  // Beside the lock and not inside: POSIX drops a process's locks when it closes any descriptor of the locked file
  // (https://sqlite.org/howtocorrupt.html, section 2.2), so nobody may open that file only to read it.
  const pidFile = join(dataDir, 'server.pid')
  const handle = openSqliteFile(join(dataDir, 'server.lock'))
  try {
    handle.exec('begin exclusive')
  } catch (error) {
    handle.close()
    if (sqliteCode(error) === busy) throw alreadyServed(dataDir, pidFile)
    throw error
  }
  held.add(handle)
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  return () => {
    if (!held.delete(handle)) return
    try {
      rmSync(pidFile, { force: true })
    } catch {
      // The disk turned read-only. Whoever takes the lock next writes its own number there.
    }
    handle.close()
  }
}

function alreadyServed(dataDir: string, pidFile: string): Failure {
  const pid = readPid(pidFile)
  const holder = pid === null ? 'Another server' : `Another server (process ${pid})`
  return new Failure(
    'conflict',
    `${holder} already works on the data folder ${dataDir}. Stop it first, give this one another folder with --data-dir, or set DATABASE_URL to a PostgreSQL database that several servers can share.`,
  )
}

function readPid(pidFile: string): string | null {
  try {
    const text = readFileSync(pidFile, 'utf8').trim()
    return /^\d+$/.test(text) ? text : null
  } catch {
    return null
  }
}
