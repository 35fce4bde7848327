import type { Mask } from '../apps/mask.ts'
import type { Treatment } from './rewrite-json.ts'

/** What stands where a secret was. It has characters that a passcode cannot have, so that it is not taken for one. */
const masked = '[masked]'

/** Hides what the masks describe. Everything else stays as it was written. */
export function masking(masks: readonly Mask[]): Treatment {
  const members = masks.map((mask) => mask.members)
  const hidings = masks.flatMap(hidingsOf)
  const open: Treatment = {
    member: (name) => (members.some((pattern) => pattern.test(name)) ? hidden : open),
    scalar: hidings.length === 0 ? null : (source) => withoutSecrets(source, hidings),
  }
  return open
}

/** Below the name of a secret every text and number is one, however deep. That there is none, or only a yes or no, may be known. */
const hidden: Treatment = {
  member: () => hidden,
  scalar: (source) => (/^(""|true|false|null)$/.test(source) ? source : JSON.stringify(masked)),
}

/** A text without what is secret in it. */
type Hide = (text: string) => string

/** Each takes time in proportion to the text, whatever the text is. */
function hidingsOf({ parameters, isAddress }: Mask): Hide[] {
  const inLinks = parameters.map((name): Hide => {
    // A link within a link is percent-encoded.
    const value = new RegExp(`((?:(?<![a-z0-9_-])|%3F|%26)${name}(?:=|%3D))[^&\\s"'<>#]+`, 'gi')
    return (text) => text.replace(value, `$1${masked}`)
  })
  return isAddress ? [...inLinks, withoutAddresses] : inLinks
}

const withoutAddresses: Hide = (text) =>
  text.replace(/[^\s"'<>()[\]{},;:=&?/\\|]+/g, (word) =>
    /.(?:@|%40)./i.test(word) ? masked : word,
  )

function withoutSecrets(source: string, hidings: readonly Hide[]): string {
  if (!source.startsWith('"')) return source
  const text = JSON.parse(source) as string
  const rest = hidings.reduce((left, hide) => hide(left), text)
  return rest === text ? source : JSON.stringify(rest)
}
