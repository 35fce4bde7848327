import { Transform, type TransformCallback } from 'node:stream'
import type { Terminal } from './terminal.ts'

const everyMs = 200
/** Short transfers need no bar. */
const fromMs = 1_000

interface Course {
  readonly name: string
  readonly total: number | null
  readonly now: () => number
  /** What was there before. */
  readonly from?: number
}

/** Counts what passes and, on a terminal, says how far it is. Changes nothing of it. */
export function progress({ stderr }: Terminal, { name, total, now, from = 0 }: Course): Transform {
  const startedAt = now()
  let shownAt = startedAt + fromMs - everyMs
  let shown = false
  let bytes = from
  const show = (end: string) => {
    const share =
      total === null || total === 0
        ? ''
        : ` of ${size(total)} ${bar(bytes / total)} ${percent(bytes, total)}`
    const said = ` ${size(bytes)}${share}`
    stderr.write(`\r\x1b[K${shortened(name, stderr.columns - said.length - 1)}${said}${end}`)
    shown = true
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      bytes += chunk.length
      if (stderr.isTTY && now() - shownAt >= everyMs) {
        shownAt = now()
        show('')
      }
      done(null, chunk)
    },
    flush(done) {
      if (shown) show('\n')
      done()
    },
  })
}

/** The end of a path says more than its beginning. A line that wrapped could not be written over. */
const shortened = (name: string, room: number): string =>
  name.length > room ? `…${name.slice(name.length - Math.max(room - 1, 0))}` : name

const cells = 20
const bar = (share: number): string => {
  const full = Math.min(Math.floor(share * cells), cells)
  return `[${'#'.repeat(full)}${'.'.repeat(cells - full)}]`
}

const percent = (part: number, whole: number): string => `${Math.floor((part / whole) * 100)} %`

function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), 4)
  return `${(bytes / 1_000 ** power).toFixed(1)} ${['kB', 'MB', 'GB', 'TB'][power - 1] ?? 'B'}`
}
