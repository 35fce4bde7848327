/**
 * Paths are split before they are decoded, because an id may contain slashes:
 * decoding first would cut it in two.
 */
export function splitRawPath(rawPath: string): readonly string[] {
  return rawPath.split('/').slice(1)
}

const ENCODED_TWICE = /%(?:2F|2B|3D)/i

/**
 * An id in the path is decoded once, and again if it still carries an encoded `/`, `+` or `=`.
 * Undefined when it cannot be what the caller meant: broken escapes, or an id that starts with `/` or
 * contains `//` and was encoded only once. The vendor's edge collapses those slashes before routing.
 */
export function decodeSegment(segment: string): string | undefined {
  const once = decoded(segment)
  if (once === undefined) return undefined
  if (ENCODED_TWICE.test(once)) return decoded(once)
  if (once.startsWith('/') || once.includes('//')) return undefined
  return once
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
