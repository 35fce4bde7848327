import { setTimeout as sleep } from 'node:timers/promises'
import { durationsOf } from './refresh-durations.ts'
import { refresh, type RefreshNeeds } from './refresh.ts'
import { tooLong, type Refreshed } from './refreshed.ts'
import { createRefreshPauses } from './refresh-pauses.ts'

export interface FlightNeeds extends RefreshNeeds {
  readonly onRefresh: (id: string, outcome: Refreshed['kind'], reason: string | null) => void
}

/** The refreshes of this process: one in flight for each version of a connection's tokens, and none while it is paused. */
export interface RefreshFlights {
  /** Joins the flight that replaces this version, or starts it. While it is paused, the last failure at once. */
  join: (id: string, staleVersion: number) => Promise<Refreshed>
  retryAfterMs: (id: string, staleVersion: number) => number
  /** How many there are now. */
  count: () => number
  /** For a server that ends: waits until every answer is stored or safe on disk, for one that is neither is a lost grant. */
  landed: () => Promise<void>
}

export function createRefreshFlights(needs: FlightNeeds): RefreshFlights {
  const flights = new Map<string, { landing: Promise<Refreshed>; answer: Promise<Refreshed> }>()
  const pauses = createRefreshPauses(needs)
  let isLeaving = false
  const own = { ...needs, leaving: () => isLeaving }
  return {
    join(id, staleVersion) {
      const key = keyOf(id, staleVersion)
      const flight = flights.get(key)
      if (flight) return flight.answer
      const failure = pauses.current(key)
      if (failure) return Promise.resolve(failure)
      const landing = fly(own, id, staleVersion)
        .then((outcome) => pauses.after(key, outcome))
        .finally(() => flights.delete(key))
      // A flight goes on until its pair is stored. Whoever waits for it may stop waiting before that.
      const patience = sleep(durationsOf(needs).waitMs, tooLong, { ref: false })
      const answer = Promise.race([landing, patience])
      flights.set(key, { landing, answer })
      return answer
    },
    retryAfterMs: (id, staleVersion) => pauses.leftMs(keyOf(id, staleVersion)),
    count: () => flights.size,
    async landed() {
      // An answer that comes now is stored like any other, unless the database stays away.
      const leaves = setTimeout(() => (isLeaving = true), durationsOf(needs).leaveAfterMs)
      await Promise.allSettled([...flights.values()].map(({ landing }) => landing))
      clearTimeout(leaves)
    },
  }
}

const keyOf = (id: string, version: number): string => `${id} ${version}`

async function fly(needs: FlightNeeds, id: string, staleVersion: number): Promise<Refreshed> {
  try {
    const outcome = await refresh(needs, id, staleVersion)
    needs.onRefresh(id, outcome.kind, outcome.kind === 'failed' ? outcome.reason : null)
    return outcome
  } catch (error) {
    needs.onRefresh(id, 'failed', 'this server or its database failed')
    throw error
  }
}
