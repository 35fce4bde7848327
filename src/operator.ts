import type { Config } from './config.ts'
import { createControl } from './control/routes.ts'
import { operatorKey } from './keys/authenticate.ts'
import { createLog } from './log.ts'
import { openRooms } from './rooms.ts'

/** The control plane on a store, without a port and without a key. */
export interface Operator {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly close: () => Promise<void>
}

export interface OperatorOptions {
  /** Whose keys and connections. */
  readonly ownerName: string
  /** What consent links start with. */
  readonly publicUrl: string
  readonly version: string
  readonly now: () => number
}

/**
 * Opens the store for commands of the person who runs the server. They go through the same routes as everybody's requests, so
 * rules and answers cannot differ.
 */
export async function openOperator(
  config: Config,
  { ownerName, publicUrl, version, now }: OperatorOptions,
): Promise<Operator> {
  const log = createLog({
    level: config.logLevel === 'info' ? 'warn' : config.logLevel,
    write: (lines) => process.stderr.write(lines),
    now,
  })
  const rooms = await openRooms(config, { publicUrl, log, now })
  const key = operatorKey((await rooms.owners.ensure(ownerName)).id)
  const control = createControl({
    ...rooms,
    authenticator: {
      cached: () => key,
      authenticate: () => Promise.resolve(key),
      stands: () => true,
    },
    version,
  })
  return {
    fetch: async (url, init) => control.fetch(new Request(url, init)),
    close: () => rooms.close(),
  }
}
