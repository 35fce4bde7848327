import { maskNames } from '../apps/mask.ts'
import type { ApiKey, KeyRestrictions, Policy, PolicyPreset } from '../client/objects.ts'
import { UsageError, type Input, type Option } from './command.ts'
import { facts } from './table.ts'

const presets: readonly PolicyPreset[] = ['full', 'careful', 'read-only']

/** What a key may do, as options. */
export const restrictionOptions: Readonly<Record<string, Option>> = {
  policy: {
    value: 'PRESET',
    summary:
      'full, careful (a person approves what cannot be taken back) or read-only. With the options below and without this: only what they name.',
  },
  app: { value: 'APP', multiple: true, summary: 'Only this app. May be given several times.' },
  connection: {
    value: 'ID',
    multiple: true,
    summary: 'Only this connection, or label:TEXT. May be given several times.',
  },
  allow: {
    value: 'WHAT',
    multiple: true,
    summary: 'An operation id, a path like /app/v1/things/*, or effect:read, write or destroy.',
  },
  approve: { value: 'WHAT', multiple: true, summary: 'The same, after a person said yes.' },
  deny: { value: 'WHAT', multiple: true, summary: 'The same, never.' },
  expires: { value: 'TIME', summary: 'When the key ends: 30d, 12h, 45m, a date, or never.' },
  cidr: {
    value: 'NETWORK',
    multiple: true,
    summary: 'Only from this address or network. May be given several times.',
  },
  rps: { value: 'N', summary: 'At most so many requests per second, or none for no limit.' },
  'daily-writes': {
    value: 'N',
    summary: 'At most so many changing calls a day, or none for no limit.',
  },
  mask: {
    value: 'NAMES',
    summary: `Hide this in answers: all, none, or some of ${maskNames.join(',')}.`,
  },
}

export function restrictionsOf(input: Input): KeyRestrictions {
  const cidrs = input.texts('cidr')
  const rps = limit(input, 'rps')
  const writes = limit(input, 'daily-writes')
  const policy = policyOf(input)
  return {
    ...(policy !== undefined && { policy }),
    ...expiry(input.text('expires')),
    ...(cidrs.length > 0 && { cidrs: cidrs.includes('any') ? null : cidrs }),
    ...(rps !== undefined && { requests_per_second: rps }),
    ...(writes !== undefined && { daily_writes: writes }),
    ...maskOf(input.text('mask')),
  }
}

function policyOf(input: Input): PolicyPreset | Partial<Policy> | undefined {
  const typed = input.text('policy')
  const preset = presets.find((name) => name === typed)
  if (typed !== undefined && preset === undefined)
    throw new UsageError(`--policy is one of ${presets.join(', ')}.`)
  const named = {
    ...some('apps', input.texts('app')),
    ...some('connections', input.texts('connection')),
    ...some('allow', input.texts('allow')),
    ...some('approve', input.texts('approve')),
    ...some('deny', input.texts('deny')),
  }
  if (Object.keys(named).length === 0) return preset
  return { ...(preset !== undefined && { preset }), ...named }
}

function maskOf(text: string | undefined): KeyRestrictions {
  if (text === undefined) return {}
  if (text === 'all') return { mask: text }
  if (text === 'none') return { mask: null }
  const typed = text.split(',')
  const mask = maskNames.filter((name) => typed.includes(name))
  if (typed.every((name) => maskNames.some((known) => known === name))) return { mask }
  throw new UsageError(`--mask is all, none, or some of ${maskNames.join(',')}.`)
}

const some = (name: string, values: readonly string[]) =>
  values.length > 0 ? { [name]: values } : {}

const units = { m: 60, h: 3_600, d: 86_400 } as const

function expiry(text: string | undefined): KeyRestrictions {
  if (text === undefined) return {}
  if (text === 'never') return { expires_at: null }
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined)
    return { expires_in: Number(count) * units[unit as keyof typeof units] }
  const at = Date.parse(text)
  if (Number.isNaN(at)) {
    throw new UsageError('--expires is a time like 30d, 12h or 45m, a date, or never.')
  }
  return { expires_at: new Date(at).toISOString() }
}

function limit(input: Input, name: string): number | null | undefined {
  const text = input.text(name)
  if (text === undefined) return undefined
  if (text === 'none') return null
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} is a whole number, or none.`)
}

/** What a person needs to know of a key. */
export function keyFacts(key: ApiKey): string {
  const { policy } = key
  const list = (values: readonly string[] | null): string | null => values && values.join(', ')
  const { read, write, destroy } = policy.effects
  return facts([
    ['id', key.key_id],
    ['name', key.name],
    ['created', key.creation_time],
    ['revoked', key.revocation_time],
    ['policy', policy.preset ?? 'only what is named'],
    ['effects', `read ${read}, write ${write}, destroy ${destroy}`],
    ['apps', list(policy.apps)],
    ['connections', list(policy.connections)],
    ['allow', list(policy.allow)],
    ['approve', list(policy.approve)],
    ['deny', list(policy.deny)],
    ['may manage', key.manage ? 'yes' : 'no'],
    ['expires', key.expires_at],
    ['only from', list(key.cidrs)],
    ['requests per second', numberText(key.requests_per_second)],
    ['daily writes', numberText(key.daily_writes)],
    ['hidden in answers', list(key.mask)],
  ])
}

const numberText = (value: number | null): string | null => (value === null ? null : String(value))
