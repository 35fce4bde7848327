/** Headers that concern one connection only (RFC 9110, section 7.6.1), in either direction. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** What a caller's request never takes along: the caller's credentials, and what is said to us alone. */
const notForwarded = new Set([
  ...hopByHop,
  'host',
  'authorization',
  'x-api-key',
  'cookie',
  'expect',
  'maton-connection',
  // Some servers let these turn a POST into a DELETE. What the endpoint table allowed is what has to be done.
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
])
const notForwardedPrefixes = ['valetkey-', 'x-maton-']

/** What upstream's answer never brings back: cookies of the vendor's web site, and headers in our own name. */
const notReturned = new Set([...hopByHop, 'set-cookie', 'set-cookie2', 'retry-after'])
const notReturnedPrefixes = ['valetkey-']

/** Lower-cased names, remembered: a few dozen spellings make up all traffic. Bounded, because callers choose them. */
const lowerCased = new Map<string, string>()
function lower(name: string): string {
  const known = lowerCased.get(name)
  if (known !== undefined) return known
  const lowered = name.toLowerCase()
  if (lowerCased.size < 1_000) lowerCased.set(name, lowered)
  return lowered
}

/**
 * The headers of the request to upstream, as a flat list of names and values in the order they came.
 * First everything is dropped that `Connection` names, then the token is put on: the other way round a caller could
 * strip the token by naming it (RFC 9110, section 7.6.1).
 */
export function outbound(raw: readonly string[], bearer: string | null): string[] {
  const named = namedByConnection(raw)
  const headers: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const lowered = lower(name)
    if (
      notForwarded.has(lowered) ||
      startsWithAny(lowered, notForwardedPrefixes) ||
      named?.has(lowered)
    )
      continue
    headers.push(name, raw[i + 1] ?? '')
  }
  if (bearer !== null) headers.push('authorization', `Bearer ${bearer}`)
  return headers
}

/** What the answer to the caller carries besides upstream's own headers. */
export interface Inbound {
  readonly requestId: string
  readonly connectionId: string
  /** Prefix of the header that keeps the vendor's own form of `Retry-After`. */
  readonly vendorPrefix: string
  /** Epoch milliseconds, to turn an instant into a delay. */
  readonly now: number
}

/** The headers of the answer to the caller: upstream's end-to-end headers as they came, then ours. */
export function inbound(raw: readonly Buffer[] | readonly string[], context: Inbound): string[] {
  const pairs =
    typeof raw[0] === 'string'
      ? (raw as readonly string[])
      : raw.map((part) => part.toString('latin1'))
  const named = namedByConnection(pairs)
  const headers: string[] = []
  for (let i = 0; i < pairs.length; i += 2) {
    const name = pairs[i] ?? ''
    const value = pairs[i + 1] ?? ''
    const lowered = lower(name)
    if (lowered === 'retry-after' && !named?.has(lowered))
      pushRetryAfter(headers, { name, value }, context)
    if (
      notReturned.has(lowered) ||
      startsWithAny(lowered, notReturnedPrefixes) ||
      named?.has(lowered)
    )
      continue
    headers.push(name, value)
  }
  headers.push(
    'Valetkey-Connection',
    context.connectionId,
    'Valetkey-Request-Id',
    context.requestId,
  )
  return headers
}

/** Standard clients read seconds or an HTTP date (RFC 9110, section 10.2.3). Zoom also sends an ISO 8601 instant, which is translated and kept beside. */
function pushRetryAfter(
  headers: string[],
  sent: { name: string; value: string },
  context: Inbound,
): void {
  const instant = instantOf(sent.value)
  if (instant === null) {
    headers.push(sent.name, sent.value)
    return
  }
  const seconds = Math.max(0, Math.ceil((instant - context.now) / 1_000))
  headers.push(sent.name, String(seconds), `${context.vendorPrefix}retry-after`, sent.value)
}

/** Only what every reader takes for the same moment: with its zone, and no 30th of February that a parser would move to March. */
function instantOf(value: string): number | null {
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z)?$/.exec(value) ?? []
  const instant = day === undefined ? NaN : Date.parse(value)
  return Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(day ?? '')
    ? null
    : instant
}

function namedByConnection(raw: readonly string[]): Set<string> | null {
  let named: Set<string> | null = null
  for (let i = 0; i < raw.length; i += 2) {
    if (lower(raw[i] ?? '') !== 'connection') continue
    for (const token of (raw[i + 1] ?? '').split(',')) {
      const name = token.trim().toLowerCase()
      // Framing is settled by the parsers on both sides and is nobody's to strip.
      if (name !== '' && name !== 'content-length' && name !== 'keep-alive' && name !== 'close') {
        named ??= new Set()
        named.add(name)
      }
    }
  }
  return named
}

function startsWithAny(name: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => name.startsWith(prefix))
}
