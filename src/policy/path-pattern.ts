import { decodings } from './decodings.ts'

/** A pattern over whole paths, the app's name first: `*` is one segment, `**` at the end is any number of them. */
export interface PathPattern {
  readonly method: string | null
  readonly segments: readonly string[]
}

/** Null when the text is not a pattern. */
export function parsePathPattern(text: string): PathPattern | null {
  const [, method, path] = /^(?:([A-Z]+) )?(\/[\x21-\x7e]*)$/.exec(text) ?? []
  if (path === undefined || /[?#;%\\]/.test(path)) return null
  const segments = path.slice(1).split('/')
  const wellFormed = segments.every(
    (segment, i) =>
      segment === '*' ||
      (segment === '**' && i === segments.length - 1) ||
      /^[^*]+$/.test(segment.replace(/^\.{1,2}$/, '*')),
  )
  return wellFormed ? { method: method ?? null, segments } : null
}

/**
 * Whether a raw path is meant by the pattern. One path has many spellings (escapes, doubled slashes, `;parameters`), and the
 * server behind us decides how it reads them. So what forbids counts when any reading of the path matches, and what allows
 * only when all of them do.
 */
export function isMeant(
  pattern: PathPattern,
  request: { readonly method: string; readonly path: string },
  readings: 'any' | 'every',
): boolean {
  if (pattern.method !== null && pattern.method !== request.method) return false
  const forms = readingsOf(request.path)
  if (readings === 'every') return forms.every((form) => fits(pattern.segments, form))
  const lowered = pattern.segments.map((segment) => segment.toLowerCase())
  return forms.some((form) =>
    fits(
      lowered,
      form.map((segment) => segment.trim().toLowerCase()),
    ),
  )
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  const open = pattern.at(-1) === '**'
  const fixed = open ? pattern.slice(0, -1) : pattern
  if (open ? path.length < fixed.length : path.length !== fixed.length) return false
  return fixed.every((segment, i) => (segment === '*' ? path[i] !== '' : segment === path[i]))
}

/**
 * The path as sent and as servers may read it: decoded once to three times, up to an escaped `?` or `#`, without empty segments,
 * without `;parameters`.
 */
function readingsOf(path: string): string[][] {
  return decodings(path).flatMap((text) => [
    ...splittings(text),
    ...splittings(text.replace(/[?#].*$/s, '')),
  ])
}

function splittings(text: string): string[][] {
  const segments = text.slice(1).split(/[/\\]/)
  const bare = segments.map((segment) => segment.replace(/;.*$/s, ''))
  return [segments, bare, bare.filter(Boolean)]
}
