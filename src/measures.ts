import type { LanesStanding } from './gateway/lanes.ts'
import type { Upstream } from './gateway/upstream.ts'
import type { Tally } from './limits/tally.ts'
import type { Family } from './metrics/family.ts'
import { single } from './metrics/metrics.ts'
import type { Rooms } from './rooms.ts'

/** Puts what the rooms know of themselves into the words of the metrics. They are asked when somebody reads, and not before. */
export function measure(
  { metrics, governor, keyPace, presence, audit, live }: Rooms,
  { upstream, version }: { upstream: Upstream; version: string },
): void {
  const limits = { account: governor.tally, key: keyPace.tally }
  metrics.add(() => [
    {
      ...single('valetkey_build_info', 'What runs here.', { value: 1, across: 'most' }),
      samples: [{ labels: { version, node: process.versions.node }, value: 1 }],
    },
    single('valetkey_servers', 'Processes that work on the same database and were alive lately.', {
      value: presence.servers(),
      across: 'most',
    }),
    single('valetkey_token_refreshes_in_flight', 'Refreshes that are not over yet.', {
      value: live.refreshing(),
    }),
    single('valetkey_audit_rows_waiting', 'Rows of the audit that are not in the database yet.', {
      value: audit.waiting(),
    }),
    ...ofLimits(limits),
    ...ofUpstream(upstream.standing()),
  ])
}

type Limits = Readonly<Record<'account' | 'key', Tally>>

/** `account` is what the vendor allows to one of its accounts, `key` the pace that an API key was given. */
function ofLimits(limits: Limits): Family[] {
  const each = (of: (tally: Tally) => number) =>
    Object.entries(limits).map(([limit, tally]) => ({ labels: { limit }, value: of(tally) }))
  const counter = { type: 'counter', across: 'sum' } as const
  return [
    {
      name: 'valetkey_limit_waiting',
      help: 'Requests that wait for their turn within a limit.',
      type: 'gauge',
      across: 'sum',
      samples: each(({ waiting }) => waiting),
    },
    {
      ...counter,
      name: 'valetkey_limit_waits_total',
      help: 'Requests that waited for their turn and went.',
      samples: each(({ waited }) => waited),
    },
    {
      ...counter,
      name: 'valetkey_limit_wait_seconds_total',
      help: 'How long they waited in all.',
      samples: each(({ waitedMs }) => waitedMs / 1_000),
    },
    {
      ...counter,
      name: 'valetkey_rate_limited_total',
      help: 'Requests that were turned away: by us, because the wait would have been too long, or by the vendor with a 429.',
      samples: [
        ...each(({ refused }) => refused).map(({ labels, value }) => ({
          labels: { side: 'gateway', ...labels },
          value,
        })),
        { labels: { side: 'upstream', limit: 'account' }, value: limits.account.refusedUpstream },
      ],
    },
  ]
}

/** The origins come from the apps' data, so they are few. */
function ofUpstream(standings: readonly LanesStanding[]): Family[] {
  const each = (of: (standing: LanesStanding) => number) =>
    standings.map((standing) => ({ labels: { origin: standing.origin }, value: of(standing) }))
  const states = ['busy', 'idle'] as const
  const gauge = { type: 'gauge', across: 'sum' } as const
  return [
    {
      name: 'valetkey_upstream_request_duration_seconds',
      help: 'From sending a request to the head of its answer. Every attempt counts.',
      type: 'histogram',
      across: 'sum',
      samples: standings.flatMap(({ origin, answered }) => answered.samples({ origin })),
    },
    {
      ...gauge,
      name: 'valetkey_upstream_connections',
      help: 'Connections to an origin, with a request on them or kept for the next one.',
      samples: standings.flatMap((standing) =>
        states.map((state) => ({
          labels: { origin: standing.origin, state },
          value: standing[state],
        })),
      ),
    },
    {
      ...gauge,
      name: 'valetkey_upstream_waiting',
      help: 'Requests that wait because all connections to an origin are busy.',
      samples: each(({ waiting }) => waiting),
    },
    {
      ...gauge,
      across: 'most',
      name: 'valetkey_upstream_circuit_open',
      help: '1 while an origin counts as dead and only one attempt at a time is made to connect to it.',
      samples: each(({ isCircuitOpen }) => (isCircuitOpen ? 1 : 0)),
    },
  ]
}
