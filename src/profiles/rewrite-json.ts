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

/** What happens to one JSON value and what is in it. */
export interface Treatment {
  /** For the member of this name; null leaves it out. Items of a list are treated like the list. */
  readonly member: (name: string) => Treatment | null
  /** What stands for a text, number, true, false or null, given as it is written. Null: it stays. */
  readonly scalar: ((source: string) => string) | null
  /** Only a text with a marked character or an escape is asked about. Null: every scalar is. */
  readonly marks: Characters | null
}

export const kept: Treatment = { member: () => kept, scalar: null, marks: null }

/** A stretch of the source, and what stands there instead. */
interface Cut {
  readonly from: number
  readonly to: number
  readonly put: string
}

/**
 * Rewrites JSON (RFC 8259) without reading it into values: what is not treated stays byte for byte, so that an id of twenty digits
 * is the same id afterwards. Null when it is not JSON, or deeper than anybody nests.
 */
export function rewriteJson(body: Buffer, treatment: Treatment): Buffer | null {
  // One character for each byte: positions are those of the bytes, and what is cut out is put back unchanged.
  const text = body.toString('latin1')
  const cuts = new Walk(text).cuts(treatment)
  if (!cuts) return null
  if (cuts.length === 0) return body
  const parts: string[] = []
  let at = 0
  for (const { from, to, put } of cuts) {
    parts.push(text.slice(at, from), put)
    at = to
  }
  parts.push(text.slice(at))
  return Buffer.from(parts.join(''), 'latin1')
}

const deepest = 200
const blank = new Set([0x20, 0x09, 0x0a, 0x0d])
class NotJson extends Error {}
const words = new Map<string | undefined, string>([
  ['t', 'true'],
  ['f', 'false'],
  ['n', 'null'],
])

class Walk {
  readonly #text: string
  #at = 0
  readonly #cuts: Cut[] = []

  constructor(text: string) {
    this.#text = text
  }

  cuts(treatment: Treatment): readonly Cut[] | null {
    try {
      this.#space()
      this.#value(treatment, 0)
      this.#space()
      return this.#at === this.#text.length ? this.#cuts : null
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
        : (JSON.parse(utf8(this.#text.slice(start, this.#at))) as string),
    )
    this.#space()
    this.#demand(':')
    this.#space()
    return inner
  }

  #scalar({ scalar, marks }: Treatment): void {
    const start = this.#at
    const seen = this.#text[start] === '"' ? this.#string(marks ?? unmarked) : this.#bare()
    if (!scalar || (marks && (seen & (marked | escape)) === 0)) return
    const written = this.#text.slice(start, this.#at)
    const source = (seen & wide) === 0 ? written : utf8(written)
    const put = scalar(source)
    if (put !== source) this.#cut(start, this.#at, latin1(put))
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
    this.#cuts.push({ from, to, put })
  }

  #space(): void {
    while (blank.has(this.#text.charCodeAt(this.#at))) this.#at++
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

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8')

const latin1 = (text: string): string =>
  /[^\0-\x7f]/.test(text) ? Buffer.from(text).toString('latin1') : text
