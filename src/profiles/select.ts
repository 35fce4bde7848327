import { kept, rewriteJson, type Treatment } from './rewrite-json.ts'

/** Which members of an answer are wanted. */
export interface Selection {
  /** The way to it, like `meetings.topic`; nothing at the root. */
  readonly path: string
  /** Null: it is wanted as a whole. */
  readonly members: ReadonlyMap<string, Selection> | null
}

/** The request cannot be understood; `why` says what is wrong with it. */
export interface NotASelection {
  readonly why: string
}

const longest = 2_000
const deepest = 16
const token = /[A-Za-z0-9_-]+|[(),./]/g

/**
 * Reads `meetings(id,topic),next_page_token`: names with commas between them, and what is wanted of one in parentheses or, for one
 * name, behind a dot or slash. This is the grammar of partial responses that many JSON APIs share, without its wildcard.
 */
export function parseSelection(text: string): Selection | NotASelection {
  if (text.length > longest) return { why: `it is longer than ${longest} characters` }
  const strange = /[^A-Za-z0-9_\-(),./\s]/.exec(text)
  if (strange) return { why: 'it has a character that no name has' }
  const reader = new Reader(text.match(token) ?? [])
  return reader.all()
}

type Members = Map<string, Selection>

class Reader {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  all(): Selection | NotASelection {
    const members: Members = new Map()
    const why = this.#list(members, []) ?? this.#rest()
    return why === null ? { path: '', members } : { why }
  }

  /** Adds what the list names; says what is wrong, or null. */
  #list(members: Members, way: readonly string[]): string | null {
    do {
      const why = this.#field(members, way)
      if (why !== null) return why
    } while (this.#takes(','))
    return null
  }

  #field(members: Members, way: readonly string[]): string | null {
    const name = this.#peek()
    if (!/^[A-Za-z0-9_-]/.test(name)) return 'a name is missing'
    if (way.length >= deepest) return `it is deeper than ${deepest} names`
    this.#at++
    const here = [...way, name]
    const path = here.join('.')
    const before = members.get(name)
    const isNested = this.#takes('.') || this.#takes('/')
    const isGrouped = !isNested && this.#takes('(')
    if (!isNested && !isGrouped) {
      members.set(name, { path, members: null })
      return null
    }
    // Wanted as a whole and in parts: as a whole.
    const inner: Members = new Map(before?.members ?? [])
    if (before?.members !== null) members.set(name, { path, members: inner })
    if (isNested) return this.#field(inner, here)
    return this.#list(inner, here) ?? (this.#takes(')') ? null : 'a parenthesis is not closed')
  }

  #rest(): string | null {
    const left = this.#peek()
    return left === '' ? null : `"${left.slice(0, 40)}" does not belong where it is`
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? ''
  }

  #takes(token: string): boolean {
    if (this.#peek() !== token) return false
    this.#at++
    return true
  }
}

export interface Trimmed {
  readonly body: Buffer
  /** What was named and is nowhere in the answer, though what should hold it is. */
  readonly missing: readonly string[]
}

/** The wanted members of an answer as they were written. Null when the answer is not JSON. */
export function trimmed(body: Buffer, selection: Selection): Trimmed | null {
  const entered = new Set<Selection>()
  const found = new Set<Selection>()
  const rest = rewriteJson(body, treatmentOf(selection, { entered, found }))
  if (!rest) return null
  const named = [...entered].flatMap(({ members }) => [...(members?.values() ?? [])])
  return { body: rest, missing: named.filter((one) => !found.has(one)).map(({ path }) => path) }
}

interface Seen {
  /** Objects of which something was wanted. */
  readonly entered: Set<Selection>
  readonly found: Set<Selection>
}

function treatmentOf(selection: Selection, seen: Seen): Treatment {
  const { members } = selection
  if (!members) return kept
  const inner = new Map([...members].map(([name, one]) => [name, treatmentOf(one, seen)]))
  return {
    scalar: null,
    marks: null,
    member(name) {
      seen.entered.add(selection)
      const wanted = members.get(name)
      if (wanted) seen.found.add(wanted)
      return inner.get(name) ?? null
    },
  }
}
