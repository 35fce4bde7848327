import type { Effect } from '../apps/app.ts'
import type { ConnectionScope } from './connection-scope.ts'
import type { PathPattern } from './path-pattern.ts'

/** `approve`: a person has to say yes to this one request first. */
export type Decision = 'allow' | 'approve' | 'deny'

export const presetNames = ['full', 'careful', 'read-only'] as const
export type PresetName = (typeof presetNames)[number]

/** What happens to an operation that nothing else is said about. */
export type Effects = Readonly<Record<Effect, Decision>>

/** A policy as people write it: what is stored with a key and shown again. */
export interface PolicyText {
  /** What the rest adds to. Null: nothing is allowed but what is named. */
  readonly preset: PresetName | null
  /** Null: every app. */
  readonly apps: readonly string[] | null
  /** Ids, and labels as `label:…`. Null: every connection of the owner. */
  readonly connections: readonly string[] | null
  /** Operations by id, paths like `/app/v1/things/*` with or without a method before them, or `effect:destroy`. */
  readonly allow: readonly string[]
  readonly approve: readonly string[]
  readonly deny: readonly string[]
}

/** An operation or path for which the effect does not decide. */
export type Exception = {
  readonly decision: Decision
  /** As it was written. */
  readonly text: string
} & ({ readonly operation: string } | { readonly pattern: PathPattern })

/** What a key may do, ready to decide. A key without a policy may do everything, managing included. */
export interface Policy {
  readonly text: PolicyText
  readonly apps: ReadonlySet<string> | null
  readonly connections: ConnectionScope | null
  readonly effects: Effects
  readonly exceptions: readonly Exception[]
}

const strictness: Readonly<Record<Decision, number>> = { allow: 0, approve: 1, deny: 2 }

export const isStricter = (one: Decision, other: Decision): boolean =>
  strictness[one] > strictness[other]
