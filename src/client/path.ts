/** Values for the named segments of a path. */
export type PathValues = Readonly<Record<string, string | number>>

/**
 * Fills in `/v2/meetings/{meetingId}`. A value that begins with a slash or holds two in a row is encoded twice, as Zoom
 * wants the UUIDs of meetings (Zoom, "Using Zoom APIs": double encode); every other value once.
 */
export function filledPath(pattern: string, values: PathValues = {}): string {
  return pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new TypeError(`The path ${pattern} needs a value for ${name}.`)
    return segment(String(value), name)
  })
}

function segment(value: string, name: string): string {
  // `fetch` would take the dots as steps through the path and ask for something else.
  if (value === '' || value === '.' || value === '..') {
    throw new TypeError(`${name} is "${value}", which is no id.`)
  }
  const once = encodeURIComponent(value)
  return /^\/|\/\//.test(value) ? encodeURIComponent(once) : once
}
