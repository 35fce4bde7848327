import type { Mask } from '../apps/mask.ts'
import { marking } from './json-characters.ts'
import type { Treatment } from './rewrite-json.ts'

/** What stands where a secret was. It has characters that a passcode cannot have, so that it is not taken for one. */
const masked = '[masked]'
const quoted = JSON.stringify(masked)

/** Names of an answer are a few dozen, but it may hold as many as its sender likes. */
const mostNames = 1_000

/** Hides in a text of any form what can be found without members: parameters of links, and addresses. */
export function maskingText(masks: readonly Mask[]): (text: string) => string {
  return hidingOf(masks) ?? ((text) => text)
}

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

const harmless = new Set(['""', 'true', 'false', 'null'])

/** Below the name of a secret every text and number is one, however deep. That there is none, or only a yes or no, may be known. */
const hidden: Treatment = {
  member: () => hidden,
  scalar: (source) => (harmless.has(source) ? source : quoted),
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
  return replacing(
    `((?:(?<![a-z0-9_-])|%3F|%26)(?:${names.join('|')})(?:=|%3D))[^&\\s"'<>#]+`,
    `$1${masked}`,
  )
}

// Each word that has a sign of an address inside. It is looked for from the start of a word only, which keeps it linear.
const letter = `[^\\s"'<>()[\\]{},;:=&?/\\\\|]`
const withoutAddresses = replacing(`(?<!${letter})${letter}+(?:@|%40)${letter}+`, masked)

function replacing(pattern: string, by: string): Hide {
  const [some, every] = [new RegExp(pattern, 'i'), new RegExp(pattern, 'gi')]
  // To ask costs less than to replace nothing, and most texts have nothing.
  return (text) => (some.test(text) ? text.replace(every, by) : text)
}

function withoutSecrets(source: string, hide: Hide): string {
  const isPlain = !source.includes('\\')
  const text = isPlain ? source.slice(1, -1) : (JSON.parse(source) as string)
  const rest = hide(text)
  if (rest === text) return source
  if (rest === masked) return quoted
  // What needed no escape before needs none now.
  return isPlain ? `"${rest}"` : JSON.stringify(rest)
}
