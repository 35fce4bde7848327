import { bySpelling } from './by-spelling.ts'

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
  // Some servers let these turn a POST into a DELETE, or one path into another. What the endpoint table allowed is what has to be done.
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
])
const notForwardedPrefixes = ['valetkey-', 'x-maton-']

/** What upstream's answer never brings back: cookies of the vendor's web site, and headers in our own name. */
const notReturned = new Set([...hopByHop, 'set-cookie', 'set-cookie2'])
const notReturnedPrefixes = ['valetkey-']

/** How an answer is asked for: as the caller does, whole and plain, because it is held, or as JSON too, because it is read. */
export type Form = 'any' | 'plain' | 'json'

/** What asks for an answer in another form, and what is asked for instead. */
const forms: Readonly<Record<Form, { ask: ReadonlySet<string>; instead: readonly string[] }>> = {
  any: { ask: new Set(), instead: [] },
  plain: {
    ask: new Set(['accept-encoding', 'range', 'if-range']),
    instead: ['accept-encoding', 'identity'],
  },
  json: {
    ask: new Set(['accept-encoding', 'range', 'if-range', 'accept', 'accept-charset']),
    instead: ['accept', 'application/json', 'accept-encoding', 'identity'],
  },
}

/** What has to be done with a header. */
type Fate = 'pass' | 'drop' | 'connection' | 'retry-after'

const fates = (isDropped: (lowered: string) => boolean): ((name: string) => Fate) =>
  bySpelling((name) => {
    const lowered = name.toLowerCase()
    if (lowered === 'connection') return 'connection'
    if (isDropped(lowered)) return 'drop'
    return lowered === 'retry-after' ? lowered : 'pass'
  })

// Servers behind a CGI-like interface read an underscore as a hyphen (RFC 3875, section 4.1.18): with one, every name here and every
// header that an approval counts would have a second spelling. nginx drops such names for the same reason.
const outboundFate = fates(
  (name) =>
    notForwarded.has(name) ||
    name.includes('_') ||
    notForwardedPrefixes.some((prefix) => name.startsWith(prefix)),
)
const inboundFate = fates(
  (name) => notReturned.has(name) || notReturnedPrefixes.some((prefix) => name.startsWith(prefix)),
)

/**
 * The headers of the request to upstream, as a flat list of names and values in the order they came.
 * First everything is dropped that `Connection` names, then the token is put on: the other way round a caller could
 * strip the token by naming it (RFC 9110, section 7.6.1).
 */
export function outbound(
  raw: readonly string[],
  bearer: string | null,
  form: Form = 'any',
): string[] {
  let headers: string[] = []
  let named: Set<string> | null = null
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    const fate = outboundFate(name)
    if (fate === 'connection') named = addNamed(named, value)
    else if (fate !== 'drop') headers.push(name, value)
  }
  if (named) headers = without(headers, named)
  if (form !== 'any') {
    const { ask, instead } = forms[form]
    headers = [...without(headers, ask), ...instead]
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
  /** Epoch milliseconds, to turn an instant into a delay. Most answers have none. */
  readonly now: () => number
}

/** The headers of the answer to the caller: upstream's end-to-end headers as they came, then ours. */
export function inbound(raw: readonly string[], context: Inbound): string[] {
  let headers: string[] = []
  let named: Set<string> | null = null
  let mustWait = false
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    const fate = inboundFate(name)
    if (fate === 'drop') continue
    if (fate === 'connection') {
      named = addNamed(named, value)
      continue
    }
    if (fate === 'retry-after') mustWait = true
    headers.push(name, value)
  }
  if (named) headers = without(headers, named)
  if (mustWait) headers = withDelay(headers, context)
  const { connectionId, requestId } = context
  headers.push('Valetkey-Connection', connectionId, 'Valetkey-Request-Id', requestId)
  return headers
}

/** Standard clients read seconds or an HTTP date (RFC 9110, section 10.2.3). Zoom also sends an ISO 8601 instant, which is translated and kept beside. */
function withDelay(headers: readonly string[], { now, vendorPrefix }: Inbound): string[] {
  const told: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const value = headers[i + 1] ?? ''
    const instant = inboundFate(name) === 'retry-after' ? instantOf(value) : null
    if (instant === null) {
      told.push(name, value)
      continue
    }
    const seconds = Math.max(0, Math.ceil((instant - now()) / 1_000))
    told.push(name, String(seconds), `${vendorPrefix}retry-after`, value)
  }
  return told
}

/** Only what every reader takes for the same moment: with its zone, and no 30th of February that a parser would move to March. */
function instantOf(value: string): number | null {
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z)?$/.exec(value) ?? []
  const instant = day === undefined ? NaN : Date.parse(value)
  return Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(day ?? '')
    ? null
    : instant
}

/** Usually `keep-alive` or `close`, which name nothing. */
function addNamed(named: Set<string> | null, value: string): Set<string> | null {
  if (value === 'keep-alive' || value === 'close') return named
  for (const token of value.split(',')) {
    const name = token.trim().toLowerCase()
    // Framing is settled by the parsers on both sides and is nobody's to strip.
    if (name === '' || name === 'content-length' || name === 'keep-alive' || name === 'close')
      continue
    named ??= new Set()
    named.add(name)
  }
  return named
}

function without(headers: readonly string[], named: ReadonlySet<string>): string[] {
  const kept: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (!named.has(name.toLowerCase())) kept.push(name, headers[i + 1] ?? '')
  }
  return kept
}
