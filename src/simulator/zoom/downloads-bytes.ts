import { createCipheriv, createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Span } from './downloads-range.ts'

const CHUNK = 64 * 1024
const BLOCK = 16
const ZEROES = Buffer.alloc(CHUNK)

export type Source = {
  /** The same name gives the same bytes. */
  readonly name: string
  /** What the file begins with; the rest is noise. */
  readonly head: Buffer
}

/**
 * The bytes of a file, made as they are read and never stored. The noise is AES in counter mode over zeroes: any
 * place in it can be reached without what comes before, and it is the same each time.
 */
export function createBytes({ name, head }: Source, { start, end }: Span): Readable {
  return Readable.from(chunks({ name, head }, { start, end }), { objectMode: false })
}

function* chunks({ name, head }: Source, { start, end }: Span): Iterable<Buffer> {
  const fromHead = head.subarray(start, end)
  if (fromHead.length > 0) yield fromHead
  let at = start + fromHead.length
  const noise = noiseFrom(name, at)
  while (at < end) {
    const chunk = noise(Math.min(CHUNK, end - at))
    yield chunk
    at += chunk.length
  }
}

function noiseFrom(name: string, at: number): (count: number) => Buffer {
  const key = createHash('sha256').update(name).digest()
  const counter = Buffer.alloc(BLOCK)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / BLOCK)), 8)
  const cipher = createCipheriv('aes-256-ctr', key, counter)
  cipher.update(ZEROES.subarray(0, at % BLOCK))
  return (count) => cipher.update(ZEROES.subarray(0, count))
}
