import { maskNames } from '../apps/mask.ts'
import { Failure } from '../errors.ts'
import type { AppClients } from '../connections/app-clients.ts'
import type { ApiKey } from '../keys/key-store.ts'
import {
  orNull,
  unrestricted,
  widerIn,
  type KeyProfile,
  type KeyRestrictions,
} from '../keys/restrictions.ts'
import { parseCidrs, type Cidrs } from '../policy/cidr.ts'
import type { Policy, PolicyText } from '../policy/policy.ts'
import { checkPolicy, nothingNamed, policyOf } from '../policy/read-policy.ts'
import type { RestrictionWish } from './api-key-schemas.ts'

interface Context {
  readonly apps: AppClients
  readonly now: () => number
  /** The key that asks. What it hands out cannot be wider than itself. */
  readonly asking: ApiKey
  /** What the key has so far. */
  readonly before: KeyRestrictions | null
}

/** The restrictions that a request asks for: what it does not mention stays, and null takes away. */
export function askedRestrictions(wish: RestrictionWish, context: Context): KeyRestrictions | null {
  const before = context.before ?? unrestricted
  const after: KeyRestrictions = {
    ...before,
    policy: wish.policy === undefined ? before.policy : policyFrom(wish.policy, context.apps),
    expiresAt: expiryFrom(wish, before.expiresAt, context.now()),
    cidrs: wish.cidrs === undefined ? before.cidrs : networksFrom(wish.cidrs),
    rps: wish.requests_per_second === undefined ? before.rps : wish.requests_per_second,
    dailyWrites: wish.daily_writes === undefined ? before.dailyWrites : wish.daily_writes,
    profile: wish.mask === undefined ? before.profile : profileFrom(wish.mask),
  }
  const wider = widerIn(after, context.asking.restrictions ?? unrestricted)
  if (wider === null) return orNull(after)
  throw new Failure(
    'policy_denied',
    `A key can only hand out what it has itself, and ${wider} would be wider. Ask for less, or use a key that has more.`,
    { extras: { rule: 'no wider than itself' } },
  )
}

function policyFrom(wish: RestrictionWish['policy'], apps: AppClients): Policy | null {
  if (wish === null || wish === undefined) return null
  const named = typeof wish === 'string' ? { preset: wish } : wish
  const text: PolicyText = {
    preset: named.preset ?? null,
    apps: named.apps ?? null,
    connections: named.connections ?? null,
    allow: named.allow ?? nothingNamed.allow,
    approve: named.approve ?? nothingNamed.approve,
    deny: named.deny ?? nothingNamed.deny,
  }
  const known = apps.all().map(({ appClient }) => appClient.app)
  return policyOf(checkPolicy(text, known))
}

function expiryFrom(wish: RestrictionWish, before: number | null, now: number): number | null {
  const { expires_in: seconds, expires_at: instant } = wish
  if (seconds !== undefined && instant != null) {
    throw new Failure('invalid_request', 'expires_in and expires_at say the same. Send one.')
  }
  if (seconds !== undefined) return now + seconds * 1_000
  if (instant === undefined) return before
  if (instant === null) return null
  const at = Date.parse(instant)
  if (at > now) return at
  throw new Failure('invalid_request', 'expires_at: this moment has passed.')
}

function profileFrom(mask: RestrictionWish['mask']): KeyProfile | null {
  if (mask === null || mask === undefined) return null
  return { mask: maskNames.filter((name) => mask === 'all' || mask.includes(name)) }
}

function networksFrom(texts: readonly string[] | null): Cidrs | null {
  if (texts === null) return null
  const cidrs = parseCidrs(texts)
  if (cidrs) return cidrs
  throw new Failure(
    'invalid_request',
    'cidrs: each is an address or a network, like 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.',
  )
}
