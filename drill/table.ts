import type { Verdict } from './judge.ts'

export interface Line {
  readonly scenario: string
  readonly engine: string
  readonly verdict: Verdict
  readonly seconds: number
}

const columns: readonly (readonly [title: string, read: (line: Line) => string | number])[] = [
  ['scenario', ({ scenario }) => scenario],
  ['engine', ({ engine }) => engine],
  ['requests', ({ verdict }) => verdict.requests],
  ['token calls', ({ verdict }) => verdict.tokenCalls],
  ['rotations', ({ verdict }) => verdict.rotations],
  ['reused', ({ verdict }) => verdict.reused],
  ['lost', ({ verdict }) => verdict.lost],
  ['died with process', ({ verdict }) => verdict.diedWithProcess],
  ['lost on the wire', ({ verdict }) => verdict.lostOnTheWire],
  ['failed while valid', ({ verdict }) => verdict.failedWhileValid],
  ['seconds', ({ seconds }) => seconds.toFixed(1)],
  ['', ({ verdict }) => (verdict.broken.length === 0 ? 'holds' : 'BROKEN')],
]

/** Rows of equal columns. The first two are words and stand left, the numbers stand right. */
export function table(lines: readonly Line[]): string {
  const rows = [
    columns.map(([title]) => title),
    ...lines.map((line) => columns.map(([, read]) => String(read(line)))),
  ]
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
