import { Failure } from '../errors.ts'
import type { AppClients } from '../connections/app-clients.ts'
import type { Connection } from '../connections/connection.ts'
import type { AuthenticatedKey } from '../keys/authenticate.ts'
import type { BudgetStore } from '../limits/budget-store.ts'
import type { Governor, GovernedLane } from '../limits/governor.ts'
import type { KeyPace } from '../limits/key-pace.ts'
import { untilMidnightUtc } from '../limits/retry-after.ts'
import type { Call } from './call.ts'
import { headerValue } from './destination.ts'
import type { Gate, Subject } from './gate.ts'

export interface LimitsNeeds {
  readonly apps: AppClients
  readonly governor: Governor
  readonly keyPace: KeyPace
  readonly budgets: BudgetStore
  readonly now: () => number
}

/**
 * Holds a request back until it may go: first within the pace that its own key was given, then within what the vendor
 * allows to the account. Budgets of the day are counted last, when nothing else stands in the way.
 */
export function limitsGate(needs: LimitsNeeds): Gate {
  return (call, subject) => {
    const lane = laneOf(needs, call, subject)
    call.lane = lane
    const { key, matched } = subject
    const budgets = matched.endpoint.effect === 'read' ? none : budgetsOf(call, subject, lane)
    if (budgets.length === 0 && (key.restrictions === null || key.restrictions.rps === null)) {
      const waiting = lane?.enter(key.id, call.response) ?? null
      return waiting && passes(waiting)
    }
    return inTurn(needs, call, { key, budgets })
  }
}

const passes = async (waiting: Promise<void>): Promise<'pass'> => {
  await waiting
  return 'pass'
}

/** Lets the lane learn from an answer, and tells the caller what is left. Returns headers for the answer. */
export function heard(lane: GovernedLane, status: number, raw: readonly string[]): string[] {
  lane.heard({ status, header: (name) => headerValue(raw, name) })
  return lane.headers()
}

/** Zoom limits accounts, whoever uses them. Of some connections only the connection is known. */
function laneOf(
  { apps, governor }: LimitsNeeds,
  call: Call,
  { matched, token }: Subject,
): GovernedLane | null {
  const client = apps.find(call.app.name)?.appClient
  const { accountId, id } = token.connection
  return client ? governor.lane(client, accountId ?? id, matched.endpoint.rateClass) : null
}

/** How often something may be done before the day is over. */
interface Budget {
  readonly scope: string
  readonly limit: number
  readonly reason: string
  readonly sentence: string
}

const none: readonly Budget[] = []

/** The budgets that a call which changes something takes from: its key's, and its host's where the vendor counts the account. */
function budgetsOf(
  { app, path }: Call,
  { key, matched, token }: Subject,
  lane: GovernedLane | null,
): readonly Budget[] {
  const budgets: Budget[] = []
  const own = key.restrictions?.dailyWrites ?? null
  if (own !== null) {
    const sentence = `This API key may write ${own} times a day, and today's are used up.`
    budgets.push({ scope: `key ${key.id}`, limit: own, reason: 'key_budget', sentence })
  }
  const day = app.rateLimits?.hostDay
  if (day?.endpoints.includes(matched.endpoint.id) === true && lane?.counted() === true) {
    const sentence = `${app.title} accepts ${day.limit} creates and updates a day for each host, and today's of this host are used up.`
    const scope = `host ${hostOf(path, token.connection)}`
    budgets.push({ scope, limit: day.limit, reason: 'host_budget', sentence })
  }
  return budgets
}

async function inTurn(
  { keyPace, budgets: store, now }: LimitsNeeds,
  { lane, response }: Call,
  { key, budgets }: { key: AuthenticatedKey; budgets: readonly Budget[] },
): Promise<'pass'> {
  await keyPace.enter(key, response)
  await lane?.enter(key.id, response)
  for (const budget of budgets) {
    if (!(await store.take(budget.scope, budget.limit))) throw usedUp(budget, now())
  }
  return 'pass'
}

function usedUp({ sentence, reason }: Budget, now: number): Failure {
  return new Failure('rate_limited', `Not sent: ${sentence} They begin anew at 00:00 UTC.`, {
    extras: { reason, retry_after_s: Math.ceil(untilMidnightUtc(now) / 1_000) },
  })
}

/**
 * Whose day a create or update counts to. A path names the host of what is created, as an id or an e-mail address; of what
 * is updated it names only the meeting, and then it is taken for the connected person's own (a guess for administrators).
 */
function hostOf(path: string, connection: Connection): string {
  const named = /^\/v2\/users\/([^/]+)\//.exec(path)?.[1] ?? 'me'
  const own = connection.accountUserId ?? connection.id
  const isOwn = named === 'me' || decoded(named) === connection.accountEmail?.toLowerCase()
  return isOwn ? own : decoded(named)
}

function decoded(segment: string): string {
  try {
    const text = decodeURIComponent(segment)
    return text.includes('@') ? text.toLowerCase() : text
  } catch {
    return segment
  }
}
