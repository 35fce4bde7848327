import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../errors.ts'
import type { AuditWriter } from './audit-writer.ts'
import { Draft } from './draft.ts'
import { entryOf, textOf, type Entry } from './entry.ts'

export interface Audit {
  /** On disk within a second. Costs the caller no waiting. */
  readonly note: (entry: Entry) => void
  /** Resolves once the row is on disk. Throws `store_unavailable` when it cannot be put there. */
  readonly durable: (entry: Entry) => Promise<void>
  /** Rows that are not in the store yet. */
  readonly waiting: () => number
  /** Writes what waits, as long as the store takes it. */
  readonly close: () => Promise<void>
}

export interface TrailNeeds {
  readonly writer: Pick<AuditWriter, 'append' | 'close'>
  readonly now: () => number
  /** Told when the store begins to refuse rows, and how many found no room by the time it takes them again. */
  readonly onTrouble: (error: unknown) => void
  readonly onLost: (rows: number) => void
  readonly limits?: Partial<Limits>
}

interface Limits {
  readonly flushMs: number
  readonly retryMs: number
  /** A block is closed at this size: one takes 2 ms of work, and whoever else writes to SQLite waits. */
  readonly blockBytes: number
  /** What may wait in memory while the store is away: about 60,000 calls. */
  readonly heldBytes: number
}

/** Between two blocks, for whoever waits meanwhile: requests for this core, other writers for the lock of SQLite. More blocks at once share the time. */
const pauseMs = { most: 10, altogether: 250 }

const usual: Limits = { flushMs: 500, retryMs: 1_000, blockBytes: 262_144, heldBytes: 16_777_216 }

/** Rows on their way to the store: gathered in memory, bounded, and written block by block. */
export function createTrail(needs: TrailNeeds): Audit {
  const trail = new Trail(needs)
  return {
    note: (entry) => {
      trail.note(entry)
    },
    durable: (entry) => trail.durable(entry),
    waiting: () => trail.waiting(),
    close: () => trail.close(),
  }
}

/** For a server whose operator wants no audit. */
export const noAudit: Audit = {
  note: () => undefined,
  durable: () => Promise.resolve(),
  waiting: () => 0,
  close: () => Promise.resolve(),
}

type Settle = (error: unknown) => void

class Trail {
  readonly #needs: TrailNeeds
  readonly #limits: Limits
  /** Oldest first. Rows are added to the last one, unless it is being written. */
  readonly #drafts: Draft[] = []
  #open: Draft | null = null
  #heldBytes = 0
  #lost = 0
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> | null = null
  #waiting: { readonly draft: Draft; readonly settle: Settle }[] = []
  #failing = false
  /** Somebody waits for what is in memory, or should not be able to undo it by pulling the plug. */
  #urgent = false

  constructor(needs: TrailNeeds) {
    this.#needs = needs
    this.#limits = { ...usual, ...needs.limits }
  }

  note(entry: Entry): void {
    const text = textOf(entry)
    if (this.#heldBytes + text.length > this.#limits.heldBytes) {
      this.#lost += 1
      return
    }
    if (this.#lost > 0) this.#sayWhatIsLost()
    const draft = this.#add(entry.time, text)
    // What people do is rare.
    if (entry.kind === 'admin' || entry.kind === 'approval') this.#hurry(draft)
    this.#plan()
  }

  async durable(entry: Entry): Promise<void> {
    const draft = this.#add(entry.time, textOf(entry))
    const written = new Promise<void>((resolve, reject) => {
      const settle: Settle = (error) => {
        if (error === null) resolve()
        else reject(notStored(error))
      }
      this.#waiting.push({ draft, settle })
    })
    this.#hurry(draft)
    this.#plan()
    return written
  }

  waiting(): number {
    return this.#drafts.reduce((sum, { rows }) => sum + rows, 0)
  }

  async close(): Promise<void> {
    // Twice: what came while a block was being written may be in no block yet.
    await this.#write()
    await this.#write()
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const left = this.waiting() + this.#lost
    if (left > 0) this.#needs.onLost(left)
    await this.#needs.writer.close()
  }

  #add(time: number, text: string): Draft {
    let draft = this.#open
    if (!draft || draft.size + text.length > this.#limits.blockBytes) {
      draft = new Draft()
      this.#open = draft
      this.#drafts.push(draft)
    }
    draft.add(time, text)
    this.#heldBytes += text.length
    return draft
  }

  /** Does not put off a write that is urgent already, or a stream of such rows would never be written. */
  #hurry(draft: Draft): void {
    draft.isUrgent = true
    if (this.#urgent) return
    this.#urgent = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #sayWhatIsLost(): void {
    const rows = this.#lost
    this.#lost = 0
    this.#needs.onLost(rows)
    const time = this.#needs.now()
    const detail = `${rows} rows found no room while the store did not take any`
    this.#add(time, textOf(entryOf({ time, kind: 'lost', actor: 'server', detail })))
  }

  /** One timer, and only while something waits. Not before the next turn, so that calls that arrive together share one flush to the disk. */
  #plan(): void {
    if (this.#writing || this.#timer) return
    const { retryMs, flushMs } = this.#limits
    const usualMs = this.#failing ? retryMs : flushMs
    const inMs = this.#urgent ? 0 : usualMs
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#write()
    }, inMs)
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null
      if (this.#drafts.length > 0) this.#plan()
    })
    return this.#writing
  }

  /** Writes what is there now. What comes in meanwhile waits for its own turn: a block of few rows costs as much as a full one. */
  async #writeAll(): Promise<void> {
    this.#open = null
    this.#urgent = false
    const drafts = [...this.#drafts]
    const betweenMs = Math.min(pauseMs.most, pauseMs.altogether / drafts.length)
    for (const draft of drafts) {
      try {
        await this.#needs.writer.append(draft)
        this.#failing = false
      } catch (error) {
        if (!this.#failing) this.#needs.onTrouble(error)
        this.#failing = true
        this.#settle(() => true, error)
        return
      }
      this.#drafts.shift()
      this.#heldBytes -= draft.size
      const done = draft
      this.#settle((other) => other === done, null)
      draft.recycle()
      await (draft === drafts.at(-1) ? nextTurn() : this.#pause(betweenMs))
    }
  }

  /** None once somebody waits for a row of theirs to be on disk. */
  async #pause(ms: number): Promise<void> {
    await (this.#urgent ? nextTurn() : sleep(ms))
  }

  #settle(concerned: (draft: Draft) => boolean, error: unknown): void {
    const waiting = this.#waiting
    this.#waiting = waiting.filter(({ draft }) => !concerned(draft))
    for (const { draft, settle } of waiting) if (concerned(draft)) settle(error)
  }
}

const notStored = (cause: unknown): Failure =>
  new Failure(
    'store_unavailable',
    'Nothing was sent: a call that destroys something is written to the audit first, and the database did not take the row. Try again in a moment.',
    { extras: { retry_after_s: 1 }, cause },
  )
