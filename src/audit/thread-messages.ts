import type { KeyObject } from 'node:crypto'
import type { PackedDraft } from './draft.ts'
import type { Retention } from './retention.ts'

/** What the thread that writes the audit has to know at its start. */
export interface ThreadData {
  /** Of the SQLite store. */
  readonly dataDir: string
  readonly key: KeyObject
}

export type Task =
  | { readonly kind: 'append'; readonly draft: PackedDraft }
  | { readonly kind: 'cut'; readonly retention: Retention; readonly now: number }
  | { readonly kind: 'scrub' | 'close' }

export interface Asked {
  readonly id: number
  readonly task: Task
}

/** How many rows went, for a cut. An error arrives as a copy, with its message and stack alone: its code goes beside it. */
export type Answered = { readonly id: number } & (
  { readonly done: number } | { readonly error: unknown; readonly code: string | undefined }
)
