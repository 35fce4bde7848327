import type { RateLimits, RatePlan } from '../apps/app.ts'
import type { Quota } from './sliding-window.ts'

/** The vendor's limits, and the plan of accounts whose answers tell no number. */
export interface Rates {
  readonly limits: RateLimits
  readonly assumed: RatePlan
}

/** What is known of how the vendor limits one account: nothing yet, that it does not, or by which plan. */
export type Standing =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unlimited' }
  | { readonly kind: 'limited'; readonly plan: RatePlan }

export const unknown: Standing = { kind: 'unknown' }

/** The part of an upstream answer that speaks of limits. */
export interface RateAnswer {
  readonly status: number
  /** Value of a header by its lower-case name. */
  readonly header: (name: string) => string | null
}

/**
 * What an answer teaches. Zoom names the category in each answer, and numbers only to free accounts (observed 2026-09), so
 * an answer without a number comes from a paid one. A success without any category comes from something that does not count.
 */
export function learnt(
  before: Standing,
  answer: RateAnswer,
  { rates, rateClass }: { rates: Rates; rateClass: string },
): Standing {
  const { limits, assumed } = rates
  if (answer.header(limits.headers.category) === null)
    return before.kind === 'unknown' && answer.status < 300 ? { kind: 'unlimited' } : before
  const told = answer.header(limits.headers.limit)
  const plan =
    told === null
      ? // A refusal may leave the number out, and teaches nothing of the plan then.
        answer.status === 429 && before.kind === 'limited'
        ? before.plan
        : assumed
      : limits.plans.find(({ daily }) => daily?.[rateClass] === Number(told))
  if (plan)
    return before.kind === 'limited' && before.plan === plan ? before : { kind: 'limited', plan }
  return before.kind === 'limited' ? before : { kind: 'limited', plan: strictest(limits) }
}

export const strictest = ({ plans: [first] }: RateLimits): RatePlan => first

/** Requests that left a window apart may arrive in the same one: the network is not even. */
const marginMs = 150

/** The vendor's quota, divided among the servers that share the account, and narrowed after a refusal. */
export function shareOf(
  quota: Quota,
  { servers, narrowed }: { servers: number; narrowed: number },
): Quota {
  const share = quota.limit / (servers * narrowed)
  const limit = Math.max(1, Math.floor(share))
  // Less than one per window: one in a longer window.
  return { limit, windowMs: Math.ceil(((quota.windowMs + marginMs) * limit) / share) }
}
