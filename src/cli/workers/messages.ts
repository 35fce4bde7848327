import type { Family } from '../../metrics/family.ts'

/** What the supervising process tells a worker. */
export type Order =
  | {
      readonly kind: 'serve'
      readonly port: number
      /** Where people open it, once the first worker has said so: then nothing has to wait for the port. */
      readonly publicUrl: string | null
      readonly simulatorUrl: string | null
      /** One worker at a time looks after what all of them share. */
      readonly keepsHouse: boolean
    }
  | { readonly kind: 'stop' }
  | { readonly kind: 'tell_metrics'; readonly inquiry: number }
  | {
      readonly kind: 'metrics_of_others'
      readonly inquiry: number
      readonly families: readonly (readonly Family[])[]
    }

/** What a worker tells the supervising process. */
export type Report =
  /** It listens for orders. What is sent before that is lost. */
  | { readonly kind: 'here' }
  | { readonly kind: 'ready'; readonly url: string; readonly publicUrl: string }
  /** It cannot start, and the sentence says why. */
  | { readonly kind: 'failed'; readonly sentence: string }
  | MetricsReport

/** What it counts: because it was asked to tell, or because it wants to know what the others count. */
export interface MetricsReport {
  readonly kind: 'metrics' | 'metrics_wanted'
  readonly inquiry: number
  readonly families: readonly Family[]
}

/** Both ends are the same program, so the kind proves the rest. */
export function isMessage(value: unknown): value is { readonly kind: string } {
  return typeof value === 'object' && value !== null && 'kind' in value
}
