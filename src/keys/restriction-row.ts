import type { ApiKeyRow } from '../database/schema.ts'
import { parseCidrs } from '../policy/cidr.ts'
import { storedPolicy } from '../policy/read-policy.ts'
import { orNull, type KeyProfile, type KeyRestrictions } from './restrictions.ts'

type RestrictionColumns = Pick<
  ApiKeyRow,
  'policy' | 'expires_at' | 'cidrs' | 'rps' | 'daily_writes' | 'profile'
>

export function restrictionColumns(restrictions: KeyRestrictions | null): RestrictionColumns {
  const { policy, cidrs, profile } = restrictions ?? {}
  return {
    policy: policy ? JSON.stringify(policy.text) : null,
    expires_at: restrictions?.expiresAt ?? null,
    cidrs: cidrs ? cidrs.texts.join(' ') : null,
    rps: restrictions?.rps ?? null,
    daily_writes: restrictions?.dailyWrites ?? null,
    profile: profile ? JSON.stringify(profile) : null,
  }
}

export function restrictionsIn(row: RestrictionColumns): KeyRestrictions | null {
  return orNull({
    policy: row.policy === null ? null : storedPolicy(row.policy),
    expiresAt: row.expires_at,
    cidrs: row.cidrs === null ? null : networks(row.cidrs),
    rps: row.rps,
    dailyWrites: row.daily_writes,
    profile: row.profile === null ? null : (JSON.parse(row.profile) as KeyProfile),
  })
}

/** Networks that cannot be understood contain nobody. */
const networks = (text: string) =>
  parseCidrs(text.split(' ')) ?? { texts: [text], contains: () => false }
