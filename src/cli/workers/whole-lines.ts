/** A pipe takes this much at once or not at all (POSIX, PIPE_BUF on Linux): longer writes of several processes may mix. */
const atOnce = 4_096

/** The same text in pieces that end with a line and are small enough, so that the lines of several workers stay whole. */
export function wholeLines(text: string): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const line of text.split(/(?<=\n)/)) {
    if (piece !== '' && Buffer.byteLength(piece) + Buffer.byteLength(line) > atOnce) {
      pieces.push(piece)
      piece = ''
    }
    piece += line
  }
  return piece === '' ? pieces : [...pieces, piece]
}
