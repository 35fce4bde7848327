import type { AuthenticatedKey } from '../keys/authenticate.ts'
import { oldestBeyond } from '../oldest-beyond.ts'
import { Lane, type Caller } from './lane.ts'
import { Tally } from './tally.ts'

/** The requests per second that an API key was given, over all its connections. */
export interface KeyPace {
  /** Null: go. Otherwise wait; throws or rejects with `rate_limited`. */
  readonly enter: (key: AuthenticatedKey, caller: Caller) => Promise<void> | null
  readonly tally: Tally
}

interface Needs {
  /** Monotonic milliseconds. */
  readonly clock: () => number
  /** How many servers share the keys of this store right now. */
  readonly servers: () => number
}

const maxKeys = 10_000

export function createKeyPace({ clock, servers }: Needs): KeyPace {
  const lanes = new Map<string, { lane: Lane; rps: number }>()
  const tally = new Tally()

  function laneOf(id: string, rps: number): Lane {
    const known = lanes.get(id)
    if (known?.rps === rps) return known.lane
    const quota = () => paceOf(rps, servers())
    const name = `the ${rps} requests a second of this API key`
    const lane = new Lane({ clock, quota, isSettled: () => true, name, reason: 'key_rate', tally })
    lanes.set(id, { lane, rps })
    for (const oldest of oldestBeyond(lanes, maxKeys, isInUse)) lanes.delete(oldest)
    return lane
  }

  return {
    tally,
    enter(key, caller) {
      const rps = key.restrictions?.rps ?? null
      return rps === null ? null : laneOf(key.id, rps).enter(key.id, caller)
    },
  }
}

/** The servers share a key's pace evenly; less than one a second becomes one in a longer time. */
function paceOf(rps: number, servers: number): { limit: number; windowMs: number } {
  const share = rps / servers
  const limit = Math.max(1, Math.floor(share))
  return { limit, windowMs: Math.ceil((1_000 * limit) / share) }
}

const isInUse = ({ lane }: { readonly lane: Lane }): boolean => lane.inUse()
