import type { StoreCounts } from './counts-store.ts'
import type { Family } from './family.ts'
import { single } from './metrics.ts'

/** What is true of the store, whichever process tells it. */
export interface StoreFigures {
  readonly read: () => Promise<Family[]>
}

interface Needs {
  readonly count: () => Promise<StoreCounts>
  /** Monotonic milliseconds. */
  readonly clock: () => number
  readonly onTrouble: (error: unknown) => void
}

const freshForMs = 10_000
/** Counting takes at most a five-hundredth of the time, however large the store is and however often somebody asks. */
const restPerWork = 500
/** A store that is away must not hold up the figures that are here. */
const patienceMs = 2_000

/** Counts again only when the last count is old enough, and never twice at once. */
export function createStoreFigures({ count, clock, onTrouble }: Needs): StoreFigures {
  let latest: StoreCounts | null = null
  let freshUntil = -Infinity
  let counting: Promise<void> | null = null

  async function again(): Promise<void> {
    const startedAt = clock()
    try {
      latest = await count()
    } catch (error) {
      latest = null
      onTrouble(error)
    }
    freshUntil = clock() + Math.max(freshForMs, (clock() - startedAt) * restPerWork)
    counting = null
  }

  return {
    async read() {
      if (clock() >= freshUntil) counting ??= again()
      if (counting) {
        const isDone = await Promise.race([counting.then(() => true), later(patienceMs)])
        if (!isDone) return familiesOf(null)
      }
      return familiesOf(latest)
    },
  }
}

const later = (ms: number): Promise<false> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms, false).unref()
  })

function familiesOf(counts: StoreCounts | null): Family[] {
  const gauge = { type: 'gauge', across: 'most' } as const
  const connections = counts?.connections ?? []
  return [
    single('valetkey_store_up', '1 when the database answered the last time it was asked.', {
      ...gauge,
      value: counts ? 1 : 0,
    }),
    {
      ...gauge,
      name: 'valetkey_connections',
      help: 'Connections in the store. FAILED ones wait for a person to reconnect them.',
      samples: connections.map(({ app, status, count: value }) => ({
        labels: { app, status },
        value,
      })),
    },
    {
      ...gauge,
      name: 'valetkey_approvals_pending',
      help: 'Requests that wait for a person.',
      samples: counts ? [{ labels: {}, value: counts.approvalsPending }] : [],
    },
    {
      ...gauge,
      name: 'valetkey_audit_chain_length',
      help: 'Rows of the audit since its beginning, removed ones included.',
      samples: counts ? [{ labels: {}, value: counts.auditRows }] : [],
    },
  ]
}
