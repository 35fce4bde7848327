import { maxBytes, tooLarge } from './largest-answer.ts'

/** Up to here a loop is done before a call into the runtime has begun. */
const short = 64

/**
 * A copy of the source in which stretches are replaced, front to back. It is written as it grows, because an answer may have a
 * million secrets, and it grows no larger than an answer may be.
 */
export class Splice {
  readonly #source: Buffer
  #copy = Buffer.alloc(0)
  #length = 0
  /** How much of the source is copied or replaced. */
  #done = 0

  constructor(source: Buffer) {
    this.#source = source
  }

  replace(from: number, to: number, put: string): void {
    this.#keep(from)
    this.#put(put)
    this.#done = to
  }

  /** The source itself when nothing was replaced. */
  end(): Buffer {
    if (this.#done === 0) return this.#source
    this.#keep(this.#source.length)
    return this.#copy.subarray(0, this.#length)
  }

  /** Copies the source up to there. */
  #keep(to: number): void {
    const count = to - this.#done
    this.#reserve(count)
    const [source, from, copy, at] = [this.#source, this.#done, this.#copy, this.#length]
    if (count > short) source.copy(copy, at, from, to)
    else for (let i = 0; i < count; i++) copy[at + i] = source[from + i] ?? 0
    this.#length += count
  }

  #put(text: string): void {
    const count = text.length
    this.#reserve(count)
    if (count <= short && this.#putAscii(text)) {
      this.#length += count
      return
    }
    this.#reserve(Buffer.byteLength(text))
    this.#length += this.#copy.write(text, this.#length)
  }

  /** Whether it was no more than ASCII. */
  #putAscii(text: string): boolean {
    const [copy, at] = [this.#copy, this.#length]
    let seen = 0
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      seen |= code
      copy[at + i] = code
    }
    return seen < 0x80
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed > maxBytes) throw tooLarge()
    if (needed <= this.#copy.length) return
    const room = Math.max(needed, this.#source.length, 2 * this.#copy.length)
    const larger = Buffer.allocUnsafe(Math.min(room, maxBytes))
    this.#copy.copy(larger, 0, 0, this.#length)
    this.#copy = larger
  }
}
