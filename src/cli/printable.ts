/*
 * Topics, labels and error messages come from others. An escape sequence in one could repaint the screen, and a mark that turns the
 * direction of writing could make a line read as another (Unicode Technical Report 36, section 2.6).
 */
const repainting = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/** Text of others as a part of one line. */
export const printable = (text: string): string => text.replace(repainting, ' ')

/** Lines of others, for a terminal. */
export const printableLines = (text: string): string =>
  text.replace(repainting, (one) => (one === '\n' || one === '\t' ? one : ' '))

/** The same JSON, with all that could repaint the screen as escapes. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    repainting,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
