import { Counter } from './counter.ts'
import type { Family } from './family.ts'
import { Lookups, type LookedUp } from './lookups.ts'
import { ProxiedCalls, type FinishedCall } from './proxied.ts'

export type RefreshResult = 'ok' | 'invalid_grant' | 'failed' | 'gone'

/** What this process counts, and what others in it have to say when somebody asks. */
export interface Metrics {
  /** A request for an app has arrived. */
  readonly arrived: () => void
  /** It is over. To be called once for each that has arrived. */
  readonly finished: (call: FinishedCall, durationMs: number) => void
  /** Asks the store for what a request waits for. */
  readonly lookUp: <T>(of: LookedUp, look: () => Promise<T>) => Promise<T>
  readonly refreshed: (result: RefreshResult) => void
  /** Rows of the audit found no room. */
  readonly auditLost: (rows: number) => void
  /** Adds what somebody else in this process knows. */
  readonly add: (source: () => readonly Family[]) => void
  readonly read: () => Family[]
}

export function createMetrics(): Metrics {
  const proxied = new ProxiedCalls()
  const lookups = new Lookups()
  const refreshes = new Counter<RefreshResult>(
    {
      name: 'valetkey_token_refresh_total',
      help: 'Refreshes by what they came to. invalid_grant: the connection is dead, a person has to reconnect it.',
      label: 'result',
    },
    ['ok', 'invalid_grant', 'failed', 'gone'],
  )
  let auditLost = 0
  const sources: (() => readonly Family[])[] = [
    () => proxied.families(),
    () => [lookups.family(), refreshes.family(), lost(auditLost)],
    ofProcess,
  ]
  return {
    arrived: () => {
      proxied.arrived()
    },
    finished: (call, durationMs) => {
      proxied.finished(call, durationMs)
    },
    lookUp: (of, look) => lookups.timed(of, look),
    refreshed: (result) => {
      refreshes.add(result)
    },
    auditLost: (rows) => {
      auditLost += rows
    },
    add: (source) => sources.push(source),
    read: () => sources.flatMap((source) => source()),
  }
}

const lost = (value: number): Family =>
  single(
    'valetkey_audit_rows_lost_total',
    'Rows of the audit that found no room while the database took none.',
    {
      type: 'counter',
      value,
    },
  )

/** The names that every Prometheus client has for these. */
function ofProcess(): Family[] {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  const { active } = performance.eventLoopUtilization()
  return [
    single('process_cpu_seconds_total', 'Time on processors.', {
      type: 'counter',
      value: (user + system) / 1e6,
    }),
    single('process_resident_memory_bytes', 'Resident memory.', { value: rss }),
    single('process_start_time_seconds', 'When the process started, in seconds since 1970.', {
      value: performance.timeOrigin / 1_000,
      across: 'least',
    }),
    single('nodejs_heap_size_used_bytes', 'Memory that JavaScript objects take.', {
      value: heapUsed,
    }),
    single(
      'nodejs_eventloop_active_seconds_total',
      'Time that event loops were busy. Its rate is their utilization: 1 is one process at its limit.',
      { type: 'counter', value: active / 1_000 },
    ),
  ]
}

/** A family of one sample without labels. */
export function single(
  name: string,
  help: string,
  {
    value,
    type = 'gauge',
    across = 'sum',
  }: Pick<Partial<Family>, 'type' | 'across'> & { value: number },
): Family {
  return { name, help, type, across, samples: [{ labels: {}, value }] }
}
