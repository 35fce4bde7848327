import { fieldsIn } from './fields.ts'
import { MalformedAnswer } from './unanswered.ts'

/** How an answer begins. */
export interface AnswerHead {
  readonly status: number
  /** The reason phrase, as sent. */
  readonly reason: string
  /** Names and values in turn, as sent, in latin1. */
  readonly headers: string[]
}

/** Who is told of an answer: of its head, then of its body piece by piece, then of its end. */
export interface AnswerReader {
  onHead: (head: AnswerHead) => void
  onBody: (bytes: Buffer) => void
  /** Trailers: names and values in turn, as sent. */
  onEnd: (trailers: string[]) => void
}

/** The same limit as Node's for the head of a request. */
const maxHeadBytes = 16_384
/** A chunk's size and what a server may say behind it. */
const maxSizeLineBytes = 1_024
/** How long a server that says nothing of it keeps a connection that nobody uses: some do not for longer. */
export const usualRestMs = 4_000
const longestRestMs = 10 * 60_000
/** Ours ends before the server's does, so that a request and the end of the connection do not cross. */
const restMarginMs = 2_000

/** RFC 9112, section 4. */
const statusLine = /HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?\r\n/y
/** RFC 9112, section 7.1: a size, and extensions that mean nothing to us. Thirteen digits are as much as a number can count. */
const sizeLine =
  /([\da-f]{1,13})(?:;[!#$%&'*+\-.^_`|~\da-z]+(?:=(?:[!#$%&'*+\-.^_`|~\da-z]+|"[\t !#-[\]-~]*"))?)*\r\n/iy

/** What comes next. */
type Part =
  | 'head'
  | 'body'
  | 'body until the end'
  | 'size'
  | 'chunk'
  | 'end of chunk'
  | 'trailers'
  | 'nothing'

/**
 * Reads answers of HTTP/1.1 from a connection that carries one at a time (RFC 9112). It is strict: what two readers could understand
 * in two ways is an error, and the connection is not used again. It never copies a body that comes in one piece.
 */
export class AnswerParser {
  readonly #reader: AnswerReader
  #next: Part = 'nothing'
  #method = ''
  /** Bytes that are still to come, of the body or of a chunk. */
  #left = 0
  /** The beginning of a line whose end has not come. */
  #rest: Buffer | null = null
  #pieces: Buffer[] = []
  #trailers: string[] = []
  /** After an answer: for how long, in milliseconds, the connection may wait for the next request. 0: it cannot have one. */
  restMs = 0

  constructor(reader: AnswerReader) {
    this.#reader = reader
  }

  /** The answer to a request with this method is expected next. */
  begin(method: string): void {
    this.#method = method
    this.#next = 'head'
    this.#trailers = []
  }

  /** Takes what has come. Throws a `MalformedAnswer`; after that nothing more can be read. */
  read(bytes: Buffer): void {
    const all = this.#rest ? Buffer.concat([this.#rest, bytes]) : bytes
    this.#rest = null
    if (this.#isOver()) throw new MalformedAnswer('it sent what was not asked for')
    let at = 0
    while (at < all.length && !this.#isOver()) {
      const behind = this.#step(all, at)
      if (behind === at) {
        this.#rest = all.subarray(at)
        break
      }
      at = behind
    }
    this.#handOver()
    if (!this.#isOver()) return
    if (at < all.length) this.restMs = 0
    this.#reader.onEnd(this.#trailers)
  }

  /** The connection has ended. Returns whether that was the end of an answer, of one that says no other end. */
  end(): boolean {
    if (this.#next !== 'body until the end') return false
    this.#next = 'nothing'
    this.#reader.onEnd(this.#trailers)
    return true
  }

  /** Asked anew each time: a step changes it. */
  #isOver(): boolean {
    return this.#next === 'nothing'
  }

  /** Reads one part, and says where the next one begins. At the same place: more has to come first. */
  #step(all: Buffer, at: number): number {
    switch (this.#next) {
      case 'head':
        return this.#head(all, at)
      case 'size':
        return this.#size(all, at)
      case 'end of chunk':
        return this.#endOfChunk(all, at)
      case 'trailers':
        return this.#lastLines(all, at)
      case 'body until the end':
        this.#pieces.push(at === 0 ? all : all.subarray(at))
        return all.length
      case 'body':
      case 'chunk':
        return this.#counted(all, at)
      case 'nothing':
        return at
    }
  }

  #counted(all: Buffer, at: number): number {
    const behind = Math.min(all.length, at + this.#left)
    this.#pieces.push(all.subarray(at, behind))
    this.#left -= behind - at
    if (this.#left === 0) this.#next = this.#next === 'chunk' ? 'end of chunk' : 'nothing'
    return behind
  }

  #head(all: Buffer, at: number): number {
    const end = endOf(all, at, { mark: '\r\n\r\n', most: maxHeadBytes })
    if (end < 0) return at
    const text = all.toString('latin1', at, end - 2)
    statusLine.lastIndex = 0
    const [line, minor, digits, reason = ''] = statusLine.exec(text) ?? []
    if (line === undefined) throw new MalformedAnswer('its status line is not one of HTTP/1.1')
    const head = { status: Number(digits), reason, headers: linesOf(text, line.length) }
    // Interim answers concern this hop only (RFC 9110, section 15.2). Nobody asked for another protocol.
    if (head.status === 101) throw new MalformedAnswer('it changes the protocol')
    if (head.status < 200 && minor === '0')
      throw new MalformedAnswer('it is an interim one of HTTP/1.0')
    if (head.status >= 200) {
      this.#frame(head, minor === '1')
      this.#reader.onHead(head)
    }
    return end
  }

  /** Where the body ends, and whether another answer can follow it (RFC 9112, sections 6.3 and 9.3). */
  #frame({ status, headers }: AnswerHead, isModern: boolean): void {
    const { length, isChunked, isLast, rest } = framingOf(headers)
    this.restMs = isLast || !isModern ? 0 : rest
    if (isChunked && !isModern) throw new MalformedAnswer('it has chunks in HTTP/1.0')
    if (isChunked && length !== null)
      throw new MalformedAnswer('it has both a Content-Length and a Transfer-Encoding')
    if (status === 204 && length !== null && length > 0)
      throw new MalformedAnswer('it is a 204 with a Content-Length')
    this.#left = length ?? 0
    const hasNoBody = this.#method === 'HEAD' || status === 204 || status === 304
    if (hasNoBody || length === 0) this.#next = 'nothing'
    else if (isChunked) this.#next = 'size'
    else if (length !== null) this.#next = 'body'
    else {
      this.#next = 'body until the end'
      this.restMs = 0
    }
    // Servers exist that send a body all the same.
    if (this.#method === 'HEAD') this.restMs = 0
  }

  #size(all: Buffer, at: number): number {
    const end = endOf(all, at, { mark: '\r\n', most: maxSizeLineBytes })
    if (end < 0) return at
    sizeLine.lastIndex = 0
    const [line, digits = ''] = sizeLine.exec(all.toString('latin1', at, end)) ?? []
    if (line === undefined) throw new MalformedAnswer('the size of a chunk is not a number')
    this.#left = parseInt(digits, 16)
    this.#next = this.#left === 0 ? 'trailers' : 'chunk'
    return end
  }

  #endOfChunk(all: Buffer, at: number): number {
    if (all.length - at < 2) return at
    if (all[at] !== 0x0d || all[at + 1] !== 0x0a)
      throw new MalformedAnswer('a chunk is longer than its size')
    this.#next = 'size'
    return at + 2
  }

  #lastLines(all: Buffer, at: number): number {
    // Without any trailer the empty line comes at once.
    const none = all[at] === 0x0d && all[at + 1] === 0x0a
    const end = none ? at + 2 : endOf(all, at, { mark: '\r\n\r\n', most: maxHeadBytes })
    if (end < 0) return at
    this.#trailers = linesOf(all.toString('latin1', at, end - 2), 0)
    this.#next = 'nothing'
    return end
  }

  /** Many small chunks that came together are passed on together. */
  #handOver(): void {
    const [first] = this.#pieces
    if (!first) return
    const body = this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#reader.onBody(body)
  }
}

/** Where the mark ends that begins at or behind a place. -1: it has not come yet. */
function endOf(all: Buffer, at: number, { mark, most }: { mark: string; most: number }): number {
  const found = all.indexOf(mark, at, 'latin1')
  const end = found < 0 ? all.length : found + mark.length
  if (end - at > most) throw new MalformedAnswer(`more than ${most} bytes came without their end`)
  return found < 0 ? -1 : end
}

function linesOf(text: string, from: number): string[] {
  const fields = fieldsIn(text, from)
  if (!fields) throw new MalformedAnswer('one of its header lines is not one')
  return fields
}

interface Framing {
  readonly length: number | null
  readonly isChunked: boolean
  /** The server closes the connection behind this answer. */
  readonly isLast: boolean
  readonly rest: number
}

/** What headers say of where the answer ends and of what comes behind it. */
function framingOf(headers: readonly string[]): Framing {
  let length: number | null = null
  let isChunked = false
  let isLast = false
  let rest = usualRestMs
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    // Nearly all other names have other lengths, and need no look.
    if (name.length !== 10 && name.length !== 14 && name.length !== 17) continue
    const value = headers[i + 1] ?? ''
    switch (name.toLowerCase()) {
      case 'content-length':
        if (length !== null || !/^\d{1,15}$/.test(value))
          throw new MalformedAnswer('its Content-Length is not one number')
        length = Number(value)
        break
      case 'transfer-encoding':
        // Others were not asked for, and nobody behind us could undo them.
        if (isChunked || value.toLowerCase() !== 'chunked')
          throw new MalformedAnswer('its Transfer-Encoding is not "chunked"')
        isChunked = true
        break
      case 'connection':
        isLast ||= value !== 'keep-alive' && optionsIn(value).includes('close')
        break
      case 'keep-alive':
        rest = restIn(value)
        break
    }
  }
  return { length, isChunked, isLast, rest }
}

const optionsIn = (connection: string): string[] =>
  connection.split(',').map((option) => option.trim().toLowerCase())

/** `timeout=60`: the seconds for which the server keeps a connection that nobody uses. */
function restIn(keepAlive: string): number {
  const seconds = /(?:^|[\s,])timeout=(\d{1,6})/i.exec(keepAlive)?.[1]
  if (seconds === undefined) return usualRestMs
  return Math.min(Math.max(Number(seconds) * 1_000 - restMarginMs, 0), longestRestMs)
}
