import { bySpelling } from './by-spelling.ts'

/** RFC 9112, section 5: no folded lines, no space before the colon. */
const fieldLines = /(?:[!#$%&'*+\-.^_`|~\dA-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/y

/**
 * Names and values in turn, of the header lines from a place on, in latin1. Null: one of them is none. They are looked at once, as a whole,
 * and then cut: a match for each line would be an array for each, too.
 */
export function fieldsIn(text: string, from: number): string[] | null {
  fieldLines.lastIndex = from
  if (!fieldLines.test(text)) return null
  const fields: string[] = []
  let at = from
  while (at < text.length) {
    const colon = text.indexOf(':', at)
    const end = text.indexOf('\r', colon)
    fields.push(text.slice(at, colon), withoutBlanks(text, colon + 1, end))
    at = end + 2
  }
  return fields
}

/** `trim` would also take what is a blank in Unicode, and a value is bytes. */
function withoutBlanks(text: string, start: number, end: number): string {
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09

const token = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/
/** A letter above U+00FF cannot be sent either: latin1 keeps its last eight bits, and those can be a line end. */
const unsendable = /[^\t\x20-\x7e\x80-\xff]/

/** What stands before a value: the end of the line before, the name and a colon. Throws for a name that is none. */
const startOf = bySpelling((name) => {
  if (!token.test(name)) throw new TypeError('A header holds what cannot be sent.')
  return `\r\n${name}: `
})

/** A header line as it goes behind the one before, without its own end. Throws when it holds what cannot be sent. */
export function fieldLine(name: string, value: string): string {
  if (unsendable.test(value)) throw new TypeError('A header holds what cannot be sent.')
  return startOf(name) + value
}

/** Whether a reason phrase may be sent. */
export const isReason = (text: string): boolean => !unsendable.test(text)
