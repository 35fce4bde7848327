import { isObject } from './tool.ts'

/*
 * Characters that a person does not see and a model reads all the same: Unicode tags, which spell whole hidden sentences,
 * zero-width signs, marks that turn the direction of writing, and control characters other than white space
 * (Unicode Technical Report 36, "Unicode Security Considerations").
 */
const hidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu

/** The same value without hidden characters in any of its texts. */
export function harmless(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(hidden, '')
  if (Array.isArray(value)) return value.map(harmless)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.replace(hidden, ''), harmless(member)]),
  )
}
