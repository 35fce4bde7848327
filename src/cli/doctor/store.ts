import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { Failure } from '../../errors.ts'
import { createLog } from '../../log.ts'
import { fine, warning, wrong, type Finding } from './finding.ts'

/** Opens the store as the server would: reaches it, brings its tables up to date, and tries the sealing key on it. */
export async function storeFindings(config: Config, publicUrl: string): Promise<Finding[]> {
  const place = config.databaseUrl === null ? join(config.dataDir, 'valetkey.db') : 'PostgreSQL'
  if (config.databaseUrl === null && !existsSync(place)) {
    return [warning('database', `There is no database ${place} yet.`, 'Run "valetkey start" once.')]
  }
  const { openRooms } = await import('../../rooms.ts')
  const log = createLog({ level: 'silent', write: () => undefined, now: () => Date.now() })
  try {
    const rooms = await openRooms(config, { publicUrl, log, now: () => Date.now() })
    await rooms.close()
    return [
      fine('database', `${place} answers and its tables are up to date.`),
      fine('sealing_key', 'The sealing key opens what is stored.'),
    ]
  } catch (error) {
    return [ofFailure('database', error)]
  }
}

/** Our failures say what happened first and what to do after it. */
function ofFailure(check: string, error: unknown): Finding {
  if (!(error instanceof Failure)) {
    const kind = error instanceof Error ? error.name : 'an unknown error'
    return wrong(check, `It failed with ${kind}.`, 'Run "valetkey start" and read what it says.')
  }
  const [detail = '', ...rest] = error.message.split(/(?<=\.) /)
  return wrong(check, detail, rest.join(' ') || 'Correct this and run doctor again.')
}
