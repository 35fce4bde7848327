import {
  control,
  escape,
  escapeLength,
  marked,
  quote,
  unmarked,
  wide,
  type Characters,
} from './json-characters.ts'
import { Splice } from './splice.ts'

/** What happens to one JSON value and what is in it. */
export interface Treatment {
  /** For the member of this name; null leaves it out. Items of a list are treated like the list. */
  readonly member: (name: string) => Treatment | null
  /** What stands for a text, number, true, false or null, given as it is written. Null: it stays. */
  readonly scalar: ((source: string) => string) | null
  /** Only a text with a marked character, or one written by its number, is asked about. Null: every scalar is. */
  readonly marks: Characters | null
}

export const kept: Treatment = { member: () => kept, scalar: null, marks: null }

/**
 * Rewrites JSON (RFC 8259) without reading it into values: what is not treated stays byte for byte, so that an id of twenty digits
 * is the same id afterwards. Null when it is not JSON, or deeper than anybody nests. Throws when the rest is too large to be held.
 */
export function rewriteJson(body: Buffer, treatment: Treatment): Buffer | null {
  return new Walk(body).rewritten(treatment)
}

const deepest = 200
class NotJson extends Error {}
const words = new Map<string | undefined, string>([
  ['t', 'true'],
  ['f', 'false'],
  ['n', 'null'],
])

class Walk {
  readonly #body: Buffer
  /** One character for each byte: positions are those of the bytes. */
  readonly #text: string
  readonly #splice: Splice
  #at = 0

  constructor(body: Buffer) {
    this.#body = body
    this.#text = body.toString('latin1')
    this.#splice = new Splice(body)
  }

  rewritten(treatment: Treatment): Buffer | null {
    try {
      this.#space()
      this.#value(treatment, 0)
      this.#space()
      return this.#at === this.#text.length ? this.#splice.end() : null
    } catch (error) {
      if (error instanceof NotJson) return null
      throw error
    }
  }

  #value(treatment: Treatment, depth: number): void {
    if (depth > deepest) throw new NotJson()
    const first = this.#text[this.#at]
    if (first === '{') this.#object(treatment, depth)
    else if (first === '[') this.#list(treatment, depth)
    else this.#scalar(treatment)
  }

  #list(treatment: Treatment, depth: number): void {
    this.#at++
    this.#space()
    if (this.#takes(']')) return
    for (;;) {
      this.#value(treatment, depth + 1)
      this.#space()
      if (this.#takes(']')) return
      this.#demand(',')
      this.#space()
    }
  }

  #object(treatment: Treatment, depth: number): void {
    this.#at++
    this.#space()
    if (this.#takes('}')) return
    let [lastKept, open] = [-1, -1]
    for (;;) {
      const start = this.#at
      if (open >= 0) this.#cut(open, start)
      open = -1
      const inner = this.#name(treatment)
      this.#value(inner ?? kept, depth + 1)
      if (inner) {
        lastKept = this.#at
      } else if (lastKept >= 0) {
        this.#cut(lastKept, this.#at)
        lastKept = this.#at
      } else {
        open = start
      }
      this.#space()
      if (this.#text[this.#at] === '}') break
      this.#demand(',')
      this.#space()
    }
    if (open >= 0) this.#cut(open, this.#at)
    this.#at++
  }

  /** The treatment for the member whose name stands here, up to its value. */
  #name(treatment: Treatment): Treatment | null {
    const start = this.#at
    const seen = this.#string(unmarked)
    // Names are compared as they are read, however they are written: `"\u0061"` is `"a"`.
    const inner = treatment.member(
      (seen & (wide | escape)) === 0
        ? this.#text.slice(start + 1, this.#at - 1)
        : (JSON.parse(this.#written(start, seen)) as string),
    )
    this.#space()
    this.#demand(':')
    this.#space()
    return inner
  }

  #scalar({ scalar, marks }: Treatment): void {
    const start = this.#at
    const seen = this.#text[start] === '"' ? this.#string(marks ?? unmarked) : this.#bare()
    if (!scalar || (marks && (seen & marked) === 0)) return
    const source = this.#written(start, seen)
    const put = scalar(source)
    if (put !== source) this.#cut(start, this.#at, put)
  }

  /** What was written from there on, as it is read. */
  #written(start: number, seen: number): string {
    return (seen & wide) === 0
      ? this.#text.slice(start, this.#at)
      : this.#body.toString('utf8', start, this.#at)
  }

  /** Goes behind the string that stands here, and says what is in it. */
  #string(characters: Characters): number {
    this.#demand('"')
    const text = this.#text
    let at = this.#at
    let [seen, one] = [0, 0]
    for (;;) {
      one = characters[text.charCodeAt(at)] ?? control
      if (one >= quote) break
      seen |= one
      const length = one === escape ? escapeLength(text, at) : 1
      if (length === 0) throw new NotJson()
      // Written by its number it may be any character.
      if (length > 2) seen |= marked
      at += length
    }
    if (one !== quote) throw new NotJson()
    this.#at = at + 1
    return seen
  }

  /** Goes behind a number, true, false or null (RFC 8259, sections 3 and 6), in which there is nothing to see. */
  #bare(): 0 {
    const word = words.get(this.#text[this.#at])
    if (word !== undefined) {
      if (!this.#text.startsWith(word, this.#at)) throw new NotJson()
      this.#at += word.length
      return 0
    }
    this.#takes('-')
    if (!this.#takes('0')) this.#digits()
    if (this.#takes('.')) this.#digits()
    if (this.#takes('e') || this.#takes('E')) {
      if (!this.#takes('+')) this.#takes('-')
      this.#digits()
    }
    return 0
  }

  #digits(): void {
    const start = this.#at
    let code = this.#text.charCodeAt(start)
    while (code >= 0x30 && code <= 0x39) code = this.#text.charCodeAt(++this.#at)
    if (this.#at === start) throw new NotJson()
  }

  #cut(from: number, to: number, put = ''): void {
    this.#splice.replace(from, to, put)
  }

  #space(): void {
    let code = this.#text.charCodeAt(this.#at)
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09)
      code = this.#text.charCodeAt(++this.#at)
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #demand(character: string): void {
    if (!this.#takes(character)) throw new NotJson()
  }
}
