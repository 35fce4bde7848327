/** What an answer to a request from some byte on holds. */
export type Piece =
  | { readonly kind: 'from'; readonly total: number | null }
  | { readonly kind: 'whole'; readonly total: number | null }
  /** It does not go on from there: what is on disk is of another file. */
  | { readonly kind: 'other' }

interface Head {
  readonly status: number
  readonly contentRange: string | undefined
  readonly contentLength: string | undefined
}

/** Reads the head of an answer to `Range: bytes=have-` (RFC 9110, section 14.4). `total` is what was announced before. */
export function pieceOf(
  head: Head,
  { have, total }: { have: number; total: number | null },
): Piece {
  if (head.status !== 206) return { kind: 'whole', total: numberIn(head.contentLength) }
  const [, from, , size] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(head.contentRange ?? '') ?? []
  const announced = numberIn(size)
  const same = total === null || announced === null || announced === total
  return Number(from ?? NaN) === have && same
    ? { kind: 'from', total: announced ?? total }
    : { kind: 'other' }
}

const numberIn = (text: string | undefined): number | null =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : null
