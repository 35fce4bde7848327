import type { RateLimits } from '../apps/app.ts'
import type { AppClient } from '../oauth/app-client.ts'
import { oldestBeyond } from '../oldest-beyond.ts'
import { Lane, type Caller } from './lane.ts'
import {
  learnt,
  shareOf,
  strictest,
  unknown,
  type RateAnswer,
  type Rates,
  type Standing,
} from './quota.ts'
import { retryAfterMs, untilMidnightUtc } from './retry-after.ts'
import type { Quota } from './sliding-window.ts'
import { Tally } from './tally.ts'

export interface GovernorNeeds {
  /** Monotonic milliseconds, for windows. */
  readonly clock: () => number
  /** Epoch milliseconds, for instants that the vendor names. */
  readonly now: () => number
  /** How many servers share the accounts of this store right now. */
  readonly servers: () => number
}

/** Keeps the requests of all keys to one vendor's account within what the vendor allows, so that it never has to refuse one. */
export interface Governor {
  /** The lane of one account and rate class. Null: the app has no limits that we know of. */
  readonly lane: (client: AppWithPlan, account: string, rateClass: string) => GovernedLane | null
  readonly tally: Tally
}

type AppWithPlan = Pick<AppClient, 'app' | 'plan'>

export interface GovernedLane {
  readonly enter: Lane['enter']
  /** Whether `heard` wants this answer. Costs nothing for an account that nobody limits. */
  readonly hears: (status: number) => boolean
  readonly heard: (answer: RateAnswer) => void
  /** Whether the vendor counts this account, as far as anybody knows. */
  readonly counted: () => boolean
  /** `RateLimit-Policy` and `RateLimit` as a flat list (draft-ietf-httpapi-ratelimit-headers); empty when nothing is limited. */
  readonly headers: () => string[]
}

const maxAccounts = 20_000
/** A refusal halves the pace; half a minute without one doubles it again. Others may use the account beside us. */
const strikeMs = 30_000
const maxStrikes = 3

export function createGovernor(needs: GovernorNeeds): Governor {
  const vendors = new Map<RateLimits, Map<string, Account>>()
  const tally = new Tally()
  return {
    tally,
    lane({ app: { rateLimits }, plan }, account, rateClass) {
      if (rateLimits === null) return null
      let accounts = vendors.get(rateLimits)
      if (!accounts) vendors.set(rateLimits, (accounts = new Map<string, Account>()))
      let known = accounts.get(account)
      if (!known) {
        known = new Account({ ...needs, tally }, ratesOf(rateLimits, plan))
        accounts.set(account, known)
        // Those that were met longest ago, unless requests of them wait.
        for (const id of oldestBeyond(accounts, maxAccounts, isInUse)) accounts.delete(id)
      }
      return known.lane(rateClass)
    },
  }
}

function ratesOf(limits: RateLimits, plan = limits.usualPlan): Rates {
  return { limits, assumed: limits.plans.find(({ name }) => name === plan) ?? strictest(limits) }
}

interface AccountNeeds extends GovernorNeeds {
  readonly tally: Tally
}

const isInUse = (account: Account): boolean => account.inUse()

/** One account at the vendor, whoever uses it here: its limits are shared by all users and apps (Zoom, "Rate limits"). */
class Account {
  readonly #needs: AccountNeeds
  readonly #rates: Rates
  readonly #lanes = new Map<string, LaneOfAccount>()
  #standing: Standing = unknown
  #strikes = 0
  #struckAt = 0

  constructor(needs: AccountNeeds, rates: Rates) {
    this.#needs = needs
    this.#rates = rates
  }

  lane(rateClass: string): LaneOfAccount {
    const known = this.#lanes.get(rateClass)
    if (known) return known
    const { clock, now, tally } = this.#needs
    const name = `the ${rateClass} requests of this account`
    const lane = new Lane({
      clock,
      name,
      tally,
      reason: 'account_limit',
      quota: () => this.#quota(rateClass),
      isSettled: () => this.#standing.kind !== 'unknown',
    })
    const made = new LaneOfAccount({
      account: this,
      lane,
      rateClass,
      limits: this.#rates.limits,
      now,
    })
    this.#lanes.set(rateClass, made)
    return made
  }

  inUse(): boolean {
    return [...this.#lanes.values()].some((lane) => lane.inUse())
  }

  hears(status: number): boolean {
    return status === 429 || this.#standing.kind !== 'unlimited'
  }

  learn(answer: RateAnswer, rateClass: string): void {
    if (answer.status === 429) this.#needs.tally.refusedUpstream += 1
    const before = this.#standing
    this.#standing = learnt(before, answer, { rates: this.#rates, rateClass })
    if (this.#standing !== before) for (const lane of this.#lanes.values()) lane.wake()
  }

  /** The vendor counted more than we did. Refusals of one burst count once. */
  strike(): void {
    const at = this.#needs.clock()
    const current = this.#currentStrikes(at)
    if (current > 0 && at - this.#struckAt < 1_000) return
    this.#strikes = Math.min(current + 1, maxStrikes)
    this.#struckAt = at
  }

  #currentStrikes(at: number): number {
    return Math.max(0, this.#strikes - Math.floor((at - this.#struckAt) / strikeMs))
  }

  #quota(rateClass: string): Quota | null {
    const standing = this.#standing
    if (standing.kind === 'unlimited') return null
    const plan = standing.kind === 'unknown' ? strictest(this.#rates.limits) : standing.plan
    const quota = plan.quotas[rateClass]
    if (!quota) return null
    const narrowed = 2 ** this.#currentStrikes(this.#needs.clock())
    return shareOf(quota, { servers: this.#needs.servers(), narrowed })
  }
}

interface LaneParts {
  readonly account: Account
  readonly lane: Lane
  readonly rateClass: string
  readonly limits: RateLimits
  readonly now: () => number
}

class LaneOfAccount implements GovernedLane {
  readonly #parts: LaneParts

  constructor(parts: LaneParts) {
    this.#parts = parts
  }

  enter(keyId: string, caller: Caller): Promise<void> | null {
    return this.#parts.lane.enter(keyId, caller)
  }

  inUse(): boolean {
    return this.#parts.lane.inUse()
  }

  wake(): void {
    this.#parts.lane.wake()
  }

  counted(): boolean {
    return this.#parts.account.hears(200)
  }

  hears(status: number): boolean {
    return this.#parts.account.hears(status)
  }

  heard(answer: RateAnswer): void {
    const { account, lane, rateClass, limits, now } = this.#parts
    account.learn(answer, rateClass)
    const { limit, remaining, type } = limits.headers
    const spent = answer.header(limit) !== null && answer.header(remaining) === '0'
    const daily = answer.header(type) === limits.dailyType
    if (answer.status === 429) {
      const told = retryAfterMs(answer.header('retry-after'), now())
      if (daily) lane.close(told ?? untilMidnightUtc(now()))
      else if (answer.header(type) !== null) account.strike()
      if (!daily && told !== null) lane.close(told)
    } else if (spent) lane.close(untilMidnightUtc(now()))
    lane.wake()
  }

  headers(): string[] {
    const standing = this.#parts.lane.standing()
    if (!standing) return []
    const name = this.#parts.rateClass.toLowerCase()
    const seconds = (ms: number): number => Math.ceil(ms / 1_000)
    const { quota, left, resetMs } = standing
    return [
      'RateLimit-Policy',
      `"${name}";q=${quota.limit};w=${seconds(quota.windowMs)}`,
      'RateLimit',
      `"${name}";r=${left};t=${seconds(resetMs)}`,
    ]
  }
}
