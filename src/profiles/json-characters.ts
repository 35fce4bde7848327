/**
 * What each byte is to whoever reads a JSON string (RFC 8259, section 7). A table of 256 numbers is asked eight million times in the
 * time in which a regular expression is asked for some hundred thousand short strings.
 */
export type Characters = Uint8Array

/** Bits, so that a string can be told by all that is in it. From `quote` on, a string does not go on. */
const plain = 0
/** One of those that somebody looks for. */
export const marked = 1
/** Part of a character beyond ASCII. */
export const wide = 2
export const escape = 4
export const quote = 8
export const control = 16

export const unmarked: Characters = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x20) return control
  if (byte === 0x22) return quote
  if (byte === 0x5c) return escape
  return byte < 0x80 ? plain : wide
})

export function marking(wanted: string): Characters {
  const characters = Uint8Array.from(unmarked)
  for (const one of wanted) characters[one.charCodeAt(0)] = marked
  return characters
}

const short = new Set(Array.from('"\\/bfnrt', (letter) => letter.charCodeAt(0)))
const byNumber = /\\u[0-9a-fA-F]{4}/y

/** How many characters the escape has that stands here; 0 when it is none. */
export function escapeLength(text: string, at: number): number {
  if (short.has(text.charCodeAt(at + 1))) return 2
  byNumber.lastIndex = at
  return byNumber.test(text) ? 6 : 0
}
