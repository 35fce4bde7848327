import { join } from 'node:path'

import { Failure } from '../errors.ts'
import { openSqliteFile } from './sqlite.ts'
import { sqliteCode } from './sqlite-errors.ts'

const busy = 5

/** A handle that nobody refers to is closed by the garbage collector, and its lock would be gone. */
const held = new Set<object>()

/**
 * Lets one process at a time change the key file, and returns the function that ends its turn. Of two rotations at once, the slower
 * one would write its key file over the other's key, with which records are sealed already. Ends with the process, like the lock
 * of the server.
 */
export function lockKeyFile(dataDir: string): () => void {
  const handle = openSqliteFile(join(dataDir, 'sealing-key.lock'))
  try {
    handle.exec('begin exclusive')
  } catch (error) {
    handle.close()
    if (sqliteCode(error) !== busy) throw error
    throw new Failure(
      'conflict',
      `Another command is at work on the sealing keys in ${dataDir}. Wait until it has ended. Nothing was changed.`,
    )
  }
  held.add(handle)
  return () => {
    if (held.delete(handle)) handle.close()
  }
}
