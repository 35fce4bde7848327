import { randomBytes } from 'node:crypto'

const lineFeed = 0x0a
const blank = 0x20
/** Of a SHA-256 in base64url. */
const digestBytes = 43
/** What stands in front of a row: a digest, and a blank. */
const frontBytes = digestBytes + 1
/** Most drafts of a quiet server hold a row or two. */
const firstBytes = 4_096

/** Memory of drafts that are stored. New memory for each makes the collector look through the whole heap every few seconds. */
const spare: Buffer[] = []
const mostSpare = 8

/** A draft on its way to another thread. */
export interface PackedDraft extends Pick<
  Draft,
  'seed' | 'isUrgent' | 'rows' | 'size' | 'startedAt' | 'endedAt'
> {
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * Rows that wait for their place in the chain, each a text without line feeds. They wait as bytes, out of sight of the collector:
 * thousands of strings that live for half a second are copied twice by it, which cost a tenth of all processor time. In front of each
 * row there is room for its digest, so that they are stored as they lie here: to join a block anew takes twice the time of all digests.
 */
export class Draft {
  /** What the first digest starts from; also tells one attempt to store the block from another. */
  readonly seed: string
  /** Holds a row that has to survive a power cut from the moment that it is written. */
  isUrgent = false
  rows = 0
  /** Characters of all rows. */
  size = 0
  /** Of its first and its last row, epoch milliseconds. */
  startedAt = 0
  endedAt = 0
  #bytes = spare.pop() ?? Buffer.alloc(firstBytes)
  #used = 0

  constructor(seed = randomBytes(12).toString('base64url')) {
    this.seed = seed
  }

  add(time: number, text: string): void {
    this.#makeRoom(frontBytes + text.length * 3 + 1)
    this.#used += digestBytes
    this.#bytes[this.#used++] = blank
    this.#used += this.#bytes.write(text, this.#used)
    this.#bytes[this.#used++] = lineFeed
    if (this.rows === 0) this.startedAt = time
    this.endedAt = time
    this.rows += 1
    this.size += text.length
  }

  /** Where the first row begins, and where the one behind a row does. Null: there is none. */
  next(place: number | null): number | null {
    const after = place === null ? 0 : this.#endOf(place) + 1
    return after < this.#used ? after : null
  }

  /** Puts a text of at most the length of a digest in front of a row, instead of what was there. */
  putInFront(place: number, text: string): void {
    this.#bytes.write(text, place + digestBytes - text.length, 'latin1')
  }

  /** A row with so many characters of what was put in front of it. */
  line(place: number, front: number): Buffer {
    return this.#bytes.subarray(place + digestBytes - front, this.#endOf(place))
  }

  /** All rows, each with the digest that was put in front of it, and line feeds between them. */
  lines(): Buffer {
    return this.#bytes.subarray(0, Math.max(0, this.#used - 1))
  }

  texts(): string[] {
    const texts: string[] = []
    for (let place = this.next(null); place !== null; place = this.next(place))
      texts.push(this.#bytes.toString('utf8', place + frontBytes, this.#endOf(place)))
    return texts
  }

  /** The bytes are a copy, because a draft whose writing failed is written again. */
  pack(): PackedDraft {
    const { seed, isUrgent, rows, size, startedAt, endedAt } = this
    const bytes = Uint8Array.from(this.#bytes.subarray(0, this.#used))
    return { seed, isUrgent, rows, size, startedAt, endedAt, bytes }
  }

  static unpack({ seed, bytes, ...facts }: PackedDraft): Draft {
    const draft = Object.assign(new Draft(seed), facts)
    draft.#bytes = Buffer.from(bytes.buffer)
    draft.#used = bytes.length
    return draft
  }

  /** Gives its memory to the next one. It has no rows then. */
  recycle(): void {
    if (spare.length < mostSpare && this.#bytes.length > firstBytes) spare.push(this.#bytes)
    this.#bytes = Buffer.alloc(0)
    this.#used = 0
    this.rows = 0
  }

  #endOf(place: number): number {
    return this.#bytes.indexOf(lineFeed, place + frontBytes)
  }

  #makeRoom(bytes: number): void {
    const needed = this.#used + bytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.alloc(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#used)
    this.#bytes = larger
  }
}
