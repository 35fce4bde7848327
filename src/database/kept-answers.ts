import { oldestBeyond } from '../oldest-beyond.ts'
import type { ChangeFollower } from './follow-changes.ts'

/** How long an answer of the store is trusted: a change made elsewhere is seen within this time. */
const trustedForMs = 1_000
/**
 * An answer that the log of changes does not contradict is asked for again after this time: nothing rests on the log alone for long. It is
 * less than the five minutes before a token's end in which a request has it renewed.
 */
const followedForMs = { least: 180_000, spread: 60_000 }
/** A thousand answers take about two megabytes. */
const maxKept = 20_000

/** How answers outlive their second: the log of changes names those that ended, by topic. */
export interface Follow {
  readonly changes: ChangeFollower
  readonly topicOf: (key: string) => string
}

/** When a question to the store began, and how much of the log had been read by then. */
interface Asked {
  readonly at: number
  readonly readings: number
}

interface Kept<T> {
  readonly answer: T
  readonly askedAt: number
  /** Until when the log of changes may prolong it, if at all. */
  followedUntil: number
}

interface Needs<T> {
  readonly now: () => number
  readonly isGood?: (answer: T, at: number) => boolean
  readonly follow?: Follow
}

/** What the store answered, by key. An answer ends by its age, by the log of changes, or by itself. */
export class KeptAnswers<T> {
  readonly #now: () => number
  readonly #isGood: (answer: T, at: number) => boolean
  readonly #follow: Follow | null
  readonly #kept = new Map<string, Kept<T>>()
  /** Several answers may rest on one topic: the same connection under two policies. What is its own topic is not noted here. */
  readonly #keysOf = new Map<string, Set<string>>()
  #count = 0

  constructor({ now, isGood = () => true, follow }: Needs<T>) {
    this.#now = now
    this.#isGood = isGood
    this.#follow = follow ?? null
    follow?.changes.onChange((topics) => {
      this.#end(topics)
    })
  }

  /** To be taken before the store is asked. */
  asking(): Asked {
    return { at: this.#now(), readings: this.#follow?.changes.readings() ?? 0 }
  }

  /** An answer of the last second, or one that the log, read within the last second, has not named since. */
  recent(key: string): T | null {
    this.#follow?.changes.use()
    return this.within(key, trustedForMs)
  }

  within(key: string, ms: number): T | null {
    const hit = this.#kept.get(key)
    if (!hit) return null
    const at = this.#now()
    const age = at - hit.askedAt
    // A clock that was set back must not prolong anything.
    if (age < 0 || (age >= ms && !this.#isFollowed(hit, at))) return null
    return this.#isGood(hit.answer, at) ? hit.answer : null
  }

  keep(key: string, answer: T, asked: Asked): void {
    this.forget(key)
    this.#kept.set(key, { answer, askedAt: asked.at, followedUntil: this.#followUntil(asked) })
    if (this.#follow) this.#note(key, this.#follow.topicOf(key))
    // They are those that were looked up longest ago.
    for (const oldest of oldestBeyond(this.#kept, maxKept)) this.forget(oldest)
  }

  forget(key: string): void {
    if (!this.#kept.delete(key) || !this.#follow) return
    const topic = this.#follow.topicOf(key)
    const keys = this.#keysOf.get(topic)
    if (keys?.delete(key) && keys.size === 0) this.#keysOf.delete(topic)
  }

  #isFollowed({ followedUntil }: Kept<T>, at: number): boolean {
    if (!this.#follow || at >= followedUntil) return false
    const sinceRead = at - this.#follow.changes.readAt()
    return sinceRead >= 0 && sinceRead < trustedForMs
  }

  /** A reading that ended while the store was asked may have named what comes in only now. Such an answer is not followed. */
  #followUntil({ at, readings }: Asked): number {
    if (!this.#follow || readings !== this.#follow.changes.readings()) return at
    // Answers that came together are not asked for again together.
    const share = (this.#count++ % 64) / 64
    return at + followedForMs.least + share * followedForMs.spread
  }

  #note(key: string, topic: string): void {
    if (topic === key) return
    const keys = this.#keysOf.get(topic)
    if (keys) keys.add(key)
    else this.#keysOf.set(topic, new Set([key]))
  }

  #end(topics: readonly string[] | null): void {
    if (topics === null) for (const entry of this.#kept.values()) entry.followedUntil = 0
    for (const topic of topics ?? []) {
      this.#kept.delete(topic)
      for (const key of this.#keysOf.get(topic) ?? []) this.#kept.delete(key)
      this.#keysOf.delete(topic)
    }
  }
}
