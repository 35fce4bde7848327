import type { Policy } from '../policy/policy.ts'
import { areWithin, type Cidrs } from '../policy/cidr.ts'

/** Everything that narrows a key. */
export interface KeyRestrictions {
  /** Null: the key may do everything, managing included. */
  readonly policy: Policy | null
  /** Epoch milliseconds. */
  readonly expiresAt: number | null
  /** Where the key may be used from. */
  readonly cidrs: Cidrs | null
  /** Requests per second. */
  readonly rps: number | null
  /** How many calls a day may change something. */
  readonly dailyWrites: number | null
  readonly profile: KeyProfile | null
}

/** What is hidden in the answers that the key gets: names of groups of members. */
export interface KeyProfile {
  readonly mask: readonly string[]
}

export const unrestricted: KeyRestrictions = {
  policy: null,
  expiresAt: null,
  cidrs: null,
  rps: null,
  dailyWrites: null,
  profile: null,
}

/** Null where nothing is restricted, so that asking costs nothing. */
export function orNull(restrictions: KeyRestrictions): KeyRestrictions | null {
  return Object.values(restrictions).every((value) => value === null) ? null : restrictions
}

/**
 * Whether a key may mint and change keys, and create and delete connections of its owner. A key with a policy may not:
 * it could give itself what its policy denies.
 */
export const mayManage = (key: { readonly restrictions: KeyRestrictions | null }): boolean =>
  key.restrictions === null || key.restrictions.policy === null

/** Whether a key may look at what its owner's other keys do, and decide on it: it manages, and nothing is hidden from it. */
export const mayOversee = (key: { readonly restrictions: KeyRestrictions | null }): boolean =>
  mayManage(key) && (key.restrictions?.profile ?? null) === null

/** What `inner` lacks to be no wider than `outer`, which may manage: a name of a restriction, or null. */
export function widerIn(inner: KeyRestrictions, outer: KeyRestrictions): string | null {
  const atMost = (mine: number | null, limit: number | null): boolean =>
    limit === null || (mine !== null && mine <= limit)
  if (!atMost(inner.expiresAt, outer.expiresAt)) return 'the expiry'
  if (!atMost(inner.rps, outer.rps)) return 'the requests per second'
  if (!atMost(inner.dailyWrites, outer.dailyWrites)) return 'the daily writes'
  if (outer.cidrs && !(inner.cidrs && areWithin(inner.cidrs.texts, outer.cidrs.texts)))
    return 'the networks'
  const shown = (outer.profile?.mask ?? []).some((name) => !inner.profile?.mask.includes(name))
  return shown ? 'the profile' : null
}
