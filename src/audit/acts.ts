import { entryOf, type Entry } from './entry.ts'
import type { Audit } from './trail.ts'

/** Whose act it is and what it is about: ids, and words of ours. */
export type Act = Pick<Entry, 'actor'> & Partial<Omit<Entry, 'time' | 'kind' | 'act'>>

/** The one way in which rooms say that something was administered: `acts('signed_in', { … })`. */
export type Acts = (act: string, about: Act, kind?: Entry['kind']) => void

export function createActs({ note }: Pick<Audit, 'note'>, now: () => number): Acts {
  return (act, about, kind = 'admin') => {
    note(entryOf({ time: now(), kind, act, ...about }))
  }
}
