import type { Mask } from '../apps/mask.ts'
import { marking } from './json-characters.ts'
import type { Treatment } from './rewrite-json.ts'

/** What stands where a secret was. It has characters that a passcode cannot have, so that it is not taken for one. */
const masked = '[masked]'
const quoted = JSON.stringify(masked)

/** Names of an answer are a few dozen, but it may hold as many as its sender likes. */
const mostNames = 1_000

/** Hides what the masks describe. Everything else stays as it was written. */
export function masking(masks: readonly Mask[]): Treatment {
  const names = masks.map((mask) => mask.members)
  const hide = hidingOf(masks)
  const known = new Map<string, Treatment>()
  const open: Treatment = {
    member(name) {
      const before = known.get(name)
      if (before) return before
      const found = names.some((pattern) => pattern.test(name)) ? hidden : open
      if (known.size < mostNames) known.set(name, found)
      return found
    },
    scalar: hide && ((source) => withoutSecrets(source, hide)),
    // No link has a parameter without the first, and no address is without the second; the third may be either.
    marks: marking('=@%'),
  }
  return open
}

/** Below the name of a secret every text and number is one, however deep. That there is none, or only a yes or no, may be known. */
const hidden: Treatment = {
  member: () => hidden,
  scalar: (source) => (/^(""|true|false|null)$/.test(source) ? source : quoted),
  marks: null,
}

/** A text without what is secret in it. Takes time in proportion to the text, whatever the text is. */
type Hide = (text: string) => string

function hidingOf(masks: readonly Mask[]): Hide | null {
  const parameters = masks.flatMap((mask) => mask.parameters)
  const inLinks = parameters.length > 0 ? withoutParameters(parameters) : null
  if (!masks.some(({ isAddress }) => isAddress)) return inLinks
  return inLinks ? (text) => withoutAddresses(inLinks(text)) : withoutAddresses
}

function withoutParameters(names: readonly string[]): Hide {
  // A link within a link is percent-encoded.
  const value = new RegExp(
    `((?:(?<![a-z0-9_-])|%3F|%26)(?:${names.join('|')})(?:=|%3D))[^&\\s"'<>#]+`,
    'gi',
  )
  return (text) => text.replace(value, `$1${masked}`)
}

const sign = /@|%40/g
const border = /[\s"'<>()[\]{},;:=&?/\\|]/
const borders = Array.from({ length: 128 }, (_, code) => border.test(String.fromCharCode(code)))

/** Hides each word that has a sign of an address inside. */
function withoutAddresses(text: string): string {
  let [rest, done] = ['', 0]
  sign.lastIndex = 0
  while (sign.test(text)) {
    let to = sign.lastIndex
    let from = to - (text[to - 1] === '@' ? 1 : 3)
    if (isEdge(text, from - 1) || isEdge(text, to)) continue
    while (from > done && !isEdge(text, from - 1)) from--
    while (!isEdge(text, to)) to++
    rest += text.slice(done, from) + masked
    done = sign.lastIndex = to
  }
  return done === 0 ? text : rest + text.slice(done)
}

/** Whether a word cannot go on there. */
function isEdge(text: string, at: number): boolean {
  if (at < 0 || at >= text.length) return true
  return borders[text.charCodeAt(at)] ?? border.test(text.charAt(at))
}

function withoutSecrets(source: string, hide: Hide): string {
  const text = source.includes('\\') ? (JSON.parse(source) as string) : source.slice(1, -1)
  const rest = hide(text)
  if (rest === text) return source
  return rest === masked ? quoted : JSON.stringify(rest)
}
