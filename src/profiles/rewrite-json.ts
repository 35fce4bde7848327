/** What happens to one JSON value and what is in it. */
export interface Treatment {
  /** For the member of this name; null leaves it out. Items of a list are treated like the list. */
  readonly member: (name: string) => Treatment | null
  /** What stands for a text, number, true, false or null, given as it is written. Null: it stays. */
  readonly scalar: ((source: string) => string) | null
}

export const kept: Treatment = { member: () => kept, scalar: null }

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
const bare = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
// RFC 8259, section 7: what ends a string, begins an escape, or may not stand in a string as it is.
const special = /["\\\0-\x1f]/g
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

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
    this.#string()
    const inner = treatment.member(nameIn(this.#text.slice(start, this.#at)))
    this.#space()
    this.#demand(':')
    this.#space()
    return inner
  }

  #scalar({ scalar }: Treatment): void {
    const start = this.#at
    if (this.#text[start] === '"') this.#string()
    else this.#match(bare)
    if (!scalar) return
    const source = utf8(this.#text.slice(start, this.#at))
    const put = scalar(source)
    if (put !== source) this.#cut(start, this.#at, Buffer.from(put).toString('latin1'))
  }

  #string(): void {
    this.#demand('"')
    for (;;) {
      special.lastIndex = this.#at
      const found = special.exec(this.#text)
      if (!found) throw new NotJson()
      this.#at = found.index
      if (this.#takes('"')) return
      this.#match(escaped)
    }
  }

  #cut(from: number, to: number, put = ''): void {
    this.#cuts.push({ from, to, put })
  }

  #space(): void {
    while (blank.has(this.#text.charCodeAt(this.#at))) this.#at++
  }

  #match(pattern: RegExp): void {
    pattern.lastIndex = this.#at
    if (!pattern.test(this.#text)) throw new NotJson()
    this.#at = pattern.lastIndex
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

/** Names are compared as they are read, however they are written: `"\u0061"` is `"a"`. */
function nameIn(source: string): string {
  return /[^\x20-\x7e]|\\/.test(source) ? (JSON.parse(utf8(source)) as string) : source.slice(1, -1)
}
