/** RFC 9112, section 5; no folded lines, no space before the colon. Blanks behind the value are taken off below. */
const fieldLine =
  /([!#$%&'*+\-.^_`|~\dA-Za-z]+):[\t ]*((?:[\x21-\x7e\x80-\xff][\t\x20-\x7e\x80-\xff]*)?)\r\n/y

/** Names and values in turn, of the header lines from a place on, in latin1. Null: one of them is none. */
export function fieldsIn(text: string, from: number): string[] | null {
  const fields: string[] = []
  let at = from
  while (at < text.length) {
    fieldLine.lastIndex = at
    const match = fieldLine.exec(text)
    if (!match) return null
    const [line, name = '', value = ''] = match
    fields.push(name, withoutBlanksBehind(value))
    at += line.length
  }
  return fields
}

/** `trimEnd` would also take what is a blank in Unicode, and a value is bytes. */
function withoutBlanksBehind(value: string): string {
  let end = value.length
  while (end > 0 && (value[end - 1] === ' ' || value[end - 1] === '\t')) end -= 1
  return value.slice(0, end)
}
