import type { App, Endpoint } from '../apps/app.ts'
import { decodings } from '../policy/decodings.ts'

declare const proven: unique symbol

/** A request that the endpoint table allows. Only a matcher makes values of this type. */
export interface MatchedEndpoint {
  readonly endpoint: Endpoint
  readonly [proven]: true
}

/** Why a path is not forwarded. `unsafe` comes with the reason in words. */
export type Refusal =
  { readonly kind: 'not_supported' } | { readonly kind: 'unsafe'; readonly reason: string }

/** Decides on the raw, undecoded path below the app's name, without its query. */
export type Matcher = (method: string, rawPath: string) => MatchedEndpoint | Refusal

export function isRefusal(result: MatchedEndpoint | Refusal): result is Refusal {
  return 'kind' in result
}

interface Node {
  readonly literals: Map<string, Node>
  parameter: Node | null
  readonly byMethod: Map<string, MatchedEndpoint>
}

const notSupported: Refusal = { kind: 'not_supported' }

/**
 * Compiles an app's endpoint table into a trie over path segments. Literals are compared byte for byte: an escaped literal
 * is not in the table. A parameter takes any segment, as sent, unless it is a word of the vendor's own paths, or a server
 * that decodes it could read another path.
 */
export function createMatcher(app: App): Matcher {
  const root = emptyNode()
  for (const endpoint of app.endpoints) insert(root, endpoint)
  const words = wordsOf(app)

  return (method, rawPath) => {
    const unsafe = unsafeIn(rawPath)
    if (unsafe !== null) return { kind: 'unsafe', reason: unsafe }
    const segments = splitPath(rawPath)
    const found = walk(root, segments)
    if (!found) return notSupported
    // HEAD is GET without the body (RFC 9110, section 9.3.2).
    const matched = found.node.byMethod.get(method === 'HEAD' ? 'GET' : method)
    if (!matched) return notSupported
    for (const value of found.values) {
      if (words.has(value) && !isSelf(value)) return notSupported
      const reason = ambiguity(value, words)
      if (reason !== null) return { kind: 'unsafe', reason: `a path parameter ${reason}` }
    }
    return matched
  }
}

/** The words of the table count by themselves, so that a new row is safe as it is. Its first segment is a version or our own. */
function wordsOf({ pathWords, endpoints }: App): ReadonlySet<string> {
  const own = endpoints.flatMap(({ path }) => splitPath(path).slice(1))
  return new Set([...pathWords, ...own.filter((segment) => !segment.startsWith('{'))])
}

const emptyNode = (): Node => ({ literals: new Map(), parameter: null, byMethod: new Map() })

function insert(root: Node, endpoint: Endpoint): void {
  let node = root
  for (const segment of splitPath(endpoint.path)) {
    if (segment.startsWith('{')) {
      node = node.parameter ??= emptyNode()
    } else {
      const next = node.literals.get(segment) ?? emptyNode()
      node.literals.set(segment, next)
      node = next
    }
  }
  node.byMethod.set(endpoint.method, { endpoint } as MatchedEndpoint)
}

/** Segments of a path that starts with a slash. A doubled slash shows as an empty segment. */
function splitPath(path: string): string[] {
  const segments: string[] = []
  let at = 1
  // Segment by segment: `split` leaves compiled code, which costs a request four times as much.
  for (let end = path.indexOf('/', at); end >= 0; end = path.indexOf('/', at)) {
    segments.push(path.slice(at, end))
    at = end + 1
  }
  segments.push(path.slice(at))
  return segments
}

/**
 * A doubled slash belongs to the parameter around it: an unescaped meeting UUID may begin with `/` or contain `//`, and
 * has to arrive as sent, to be refused by the vendor and not by us.
 */
function walk(root: Node, segments: readonly string[]): { node: Node; values: string[] } | null {
  let node = root
  let inParameter = false
  const values: string[] = []
  for (let i = 0; i < segments.length; i++) {
    let segment = segments[i] ?? ''
    if (segment === '') {
      const next = segments[++i] ?? ''
      if (next === '') return null
      if (inParameter) {
        values.push(`${values.pop() ?? ''}//${next}`)
        continue
      }
      segment = `/${next}`
    }
    const literal = node.literals.get(segment)
    const to = literal ?? node.parameter
    if (!to) return null
    if (!literal) values.push(segment)
    inParameter = !literal
    node = to
  }
  return { node, values }
}

/** Between slashes of either kind, and also with path parameters, a query or a fragment behind it, where a lenient server ends a segment. */
const dotSegment = /(?:^|[/\\])\.\.?(?:[/\\;?#]|$)/

/** What no server may get from us, wherever in the path it stands. */
function unsafeIn(rawPath: string): string | null {
  // No request target has a fragment (RFC 9112, section 3.2), and some servers end the path there.
  if (rawPath.includes('#')) return 'it contains a "#"'
  if (!rawPath.includes('%') && !rawPath.includes('.') && !rawPath.includes('\\')) return null
  for (const form of decodings(rawPath)) {
    if (/[\u0000-\u001f\u007f]/.test(form)) return 'it contains an escaped control character'
    if (dotSegment.test(form)) return 'it contains a dot segment'
  }
  return null
}

/** The one word that is also a value: the person whose token it is. */
const isSelf = (piece: string): boolean => piece === 'me'

/**
 * Why a server that decodes a parameter could read another path: it turns into a word of the vendor's paths, e.g.
 * `registrants/%71uestions`, or into nothing, or it holds such a word behind an escaped or doubled slash. What stands before
 * such a slash is no word: an escaped meeting UUID may begin with `qa/`.
 */
function ambiguity(value: string, words: ReadonlySet<string>): string | null {
  if (!/[%/\\;]/.test(value)) return null
  for (const form of decodings(value)) {
    const parts = pieces(form)
    const [only = '', ...others] = parts.filter((piece) => piece !== '')
    if (only === '') return 'may be read as empty'
    const possible = others.length === 0 && !isSelf(only) ? [only] : parts.slice(1)
    const word = possible.find((piece) => words.has(piece))
    if (word !== undefined) return `hides "${word}"`
  }
  return null
}

/** Segments as a lenient server may see them: split at either slash, cut off where path parameters, a query or a fragment begin (RFC 3986, section 3). */
function pieces(path: string): string[] {
  return path.split(/[/\\]/).map((piece) => piece.replace(/[;?#].*$/s, ''))
}
