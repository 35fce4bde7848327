/** Bytes from `start` up to and without `end`. */
export type Span = { readonly start: number; readonly end: number }

/**
 * RFC 9110 section 14: what a Range header asks of `size` bytes. Undefined means the whole: there is no header,
 * it is not understood, or it asks for several parts, which a server may ignore (14.2).
 */
export function readRange(
  header: string | undefined,
  size: number,
): Span | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.replaceAll(' ', '') ?? '')
  if (!match) return undefined
  const [, first = '', last = ''] = match
  if (first === '') return last === '' ? undefined : suffix(Number(last), size)
  const start = Number(first)
  const end = last === '' ? size : Math.min(Number(last) + 1, size)
  if (last !== '' && Number(last) < start) return undefined
  return start < size ? { start, end } : 'unsatisfiable'
}

/** The last so many bytes. */
function suffix(count: number, size: number): Span | 'unsatisfiable' {
  if (count === 0 || size === 0) return 'unsatisfiable'
  return { start: Math.max(0, size - count), end: size }
}
