/**
 * Text that others wrote, as one line that cannot pose as something else: no control characters, no marks that turn the direction of
 * writing (Unicode Technical Report 36, section 2.6), no letters that nobody sees, no marks piled up over other lines, and no longer
 * than `max`.
 */
export function plainLine(text: string, max: number): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]/gu, ' ')
    .replace(piles, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  // A cut between the halves of a character would leave a half.
  const characters = Array.from(line)
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : line
}

/** No writing puts more marks on one letter, and each makes it higher. */
const piles = /(\p{M}{4})\p{M}+/gu

/** So many bytes of a body are kept for the person to read. */
export const maxShown = 4_096

/** The beginning of a body as a person can read it. Line breaks stay; everything else that is not a character to see is marked. */
export function readableBody(body: Buffer): string | null {
  if (body.length === 0) return null
  const text = body
    .subarray(0, maxShown)
    .toString('utf8')
    .replace(/[^\P{C}\n\t]/gu, '\u{fffd}')
    .replace(piles, '$1\u{fffd}')
  return body.length > maxShown ? `${text}…` : text
}
