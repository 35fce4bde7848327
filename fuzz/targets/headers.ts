import { validateHeaderName, validateHeaderValue } from 'node:http'
import { inbound, outbound, type Inbound } from '../../src/gateway/headers.ts'
import type { Dice } from '../dice.ts'
import { same, type Target } from '../hunt.ts'

/** RFC 9110, section 7.6.1, and the fields that its section 11.7 keeps between neighbours. */
const ofOneHop =
  /^(connection|proxy-connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-authenticate|proxy-authorization)$/
/** What is the caller's own business with us. */
const saidToUs =
  /^(host|authorization|cookie|expect|x-api-key|maton-connection|x-maton-.*|valetkey-.*)$/
const sessionsOfUpstream = /^(set-cookie2?|valetkey-.*)$/

export interface Outgoing {
  readonly raw: string[]
  readonly bearer: string | null
}

/** The caller's headers to upstream: end-to-end ones as they came, none of one hop or with a second spelling, and the token at the end. */
export function outboundTarget(subject: typeof outbound = outbound): Target<Outgoing> {
  return {
    name: 'headers-outbound',
    share: 25,
    make: (dice) => ({
      raw: rawHeaders(dice),
      bearer: dice.chance(90) ? dice.text(40, [0x30, 0x7a]) : null,
    }),
    check({ raw, bearer }) {
      const kept = pairsOf(raw).filter(
        ([name]) => isForAll(raw, name) && !saidToUs.test(lower(name)) && !name.includes('_'),
      )
      const token = bearer === null ? [] : [['authorization', `Bearer ${bearer}`]]
      const sent = subject(raw, bearer)
      same(sent, [...kept, ...token].flat())
      mustBeSendable(sent)
    },
  }
}

export interface Incoming {
  readonly raw: string[]
  readonly now: number
}

/** Upstream's headers to the caller. */
export function inboundTarget(subject: typeof inbound = inbound): Target<Incoming> {
  return {
    name: 'headers-inbound',
    share: 20,
    make: (dice) => ({
      raw: rawHeaders(dice),
      now: Date.UTC(2026, 0, 1) + dice.below(2 ** 31),
    }),
    check({ raw, now }) {
      const context: Inbound = {
        requestId: 'req_1',
        connectionId: 'c1',
        vendorPrefix: 'x-zoom-',
        now: () => now,
      }
      const sent = subject(raw, context)
      const kept = pairsOf(raw)
        .filter(([name]) => isForAll(raw, name) && !sessionsOfUpstream.test(lower(name)))
        .flatMap((pair) => (lower(pair[0]) === 'retry-after' ? retryAfter(pair, context) : [pair]))
      const ours = [
        ['Valetkey-Connection', 'c1'],
        ['Valetkey-Request-Id', 'req_1'],
      ]
      same(sent, [...kept, ...ours].flat())
      mustBeSendable(sent)
    },
  }
}

/** Zoom's form counted by hand from its parts; what is no instant stays as it is (RFC 9110, section 10.2.3). */
function retryAfter(
  [name, value]: [string, string],
  { now, vendorPrefix }: Inbound,
): [string, string][] {
  const at = instantOf(value)
  if (at === null) return [[name, value]]
  return [
    [name, String(Math.max(0, Math.ceil((at - now()) / 1_000)))],
    [`${vendorPrefix}retry-after`, value],
  ]
}

function instantOf(value: string): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:(\.\d+))?Z)?$/.exec(value)
  if (!parts) return null
  const [year, month, day, hour, minute, second, fraction] = parts
    .slice(1)
    .map((part) => Number(part || 0))
  const at = Date.UTC(
    year ?? 0,
    (month ?? 1) - 1,
    day,
    hour,
    minute,
    second,
    Math.floor((fraction ?? 0) * 1_000),
  )
  // A 31st of June is no date: it must not roll over into July.
  const known =
    new Date(at).toISOString().slice(0, 19) === value.slice(0, 19).padEnd(19, 'T00:00:00')
  return known ? at : null
}

/** Not of this hop by its name, and not named by any Connection field of the message. Framing is not up to that field. */
function isForAll(raw: readonly string[], name: string): boolean {
  const options = pairsOf(raw)
    .filter(([field]) => lower(field) === 'connection')
    .flatMap(([, value]) => value.split(','))
    .map((option) => lower(option.replace(/^[ \t]+|[ \t]+$/g, '')))
  const named = options.includes(lower(name)) && lower(name) !== 'content-length'
  return !ofOneHop.test(lower(name)) && !named
}

function mustBeSendable(sent: readonly string[]): void {
  for (const [name, value] of pairsOf(sent)) {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  }
}

function pairsOf(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, i) =>
    i % 2 === 0 ? [[name, raw[i + 1] ?? ''] as [string, string]] : [],
  )
}

const lower = (text: string): string =>
  text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x20))

const names = `
  accept content-type content-length x-custom link etag retry-after location x-zm-trackingid x-ratelimit-limit
  connection keep-alive te trailer transfer-encoding upgrade proxy-authenticate proxy-authorization proxy-connection
  host authorization cookie set-cookie set-cookie2 expect x-api-key maton-connection x-maton-connection x-maton-agent
  valetkey-connection valetkey-error valetkey-anything valetkey connections x-connection`
  .trim()
  .split(/\s+/)

/** As Node's parser hands them over: names are tokens, values hold no line end and no NUL. */
function rawHeaders(dice: Dice): string[] {
  return dice
    .list(8, () => {
      const name = dice.chance(85)
        ? dice.pick(names)
        : dice.text(6, [0x61, 0x7a]) || "!#$%&'*+-.^_`|~"
      return [dice.miscased(name), valueOf(dice, name)]
    })
    .flat()
}

function valueOf(dice: Dice, name: string): string {
  if (name === 'connection') {
    const option = () =>
      dice.miscased(dice.chance(80) ? dice.pick(names) : dice.text(4, [0x20, 0xff]))
    return dice.list(4, option).join(dice.pick([',', ', ', ' ,\t', ',,']))
  }
  if (name === 'retry-after') return delay(dice)
  return dice.chance(80) ? dice.text(12, [0x20, 0x7e]) : dice.text(12, [0x80, 0xff])
}

function delay(dice: Dice): string {
  const two = (end: number) => String(dice.below(end)).padStart(2, '0')
  const date = `20${two(40)}-${two(14)}-${two(33)}`
  const time = `T${dice.pick([two(24), '25'])}:${two(61)}:${two(61)}`
  return dice.pick([
    () => `${date}${time}Z`,
    () => `${date}${time}.${two(10)}0Z`,
    () => date,
    () => two(99),
    () => dice.damaged(`${date}${time}Z`).replace(/[\x00-\x1f\x7f]/g, '-'),
    () => 'Fri, 01 May 2026 00:01:30 GMT',
  ])()
}
