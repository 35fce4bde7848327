import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { CallersAnswer } from '../gateway/caller.ts'
import { fieldLine, isReason } from '../gateway/fields.ts'
import type { BareRequest } from './bare-request.ts'

/** What is as short as this is copied, to leave in one piece with what stands around it. */
const shortBytes = 16_384

/** How the end of the body is told (RFC 9112, section 6.3). */
type Framing = 'length' | 'chunks' | 'none'

/** Who has the connection. */
export interface AnswerKeeper {
  /** Seconds for which the connection is kept when nobody uses it. */
  readonly keepsForS: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** To be called when the last byte is with the kernel, or cannot get there. */
  readonly sent: (error?: Error | null) => void
}

/**
 * The answer to a bare request, as Node's own `ServerResponse` would put it on the wire (docs/decisions/0031-bare-requests.md). Framing is
 * its business: whoever writes a head names no `Connection` and no `Transfer-Encoding`. Of listeners it keeps one for each event.
 */
export class BareAnswer implements CallersAnswer {
  readonly socket: Socket
  readonly #keeper: AnswerKeeper
  /** Written, and not sent: it leaves with what comes first of the body. */
  #head = ''
  #framing: Framing = 'none'
  #more: string[] | null = null
  #trailers = ''
  #onClose: (() => void) | null = null
  #onDrain: (() => void) | null = null
  statusCode = 200
  shouldKeepAlive: boolean
  headersSent = false
  writableEnded = false
  writableFinished = false
  destroyed = false

  constructor(
    { socket }: BareRequest,
    keeper: AnswerKeeper,
    { shouldKeepAlive }: Pick<BareAnswer, 'shouldKeepAlive'>,
  ) {
    this.socket = socket
    this.#keeper = keeper
    this.shouldKeepAlive = shouldKeepAlive
  }

  get writableNeedDrain(): boolean {
    return !this.destroyed && !this.writableEnded && this.socket.writableNeedDrain
  }

  on(_event: 'close', listener: () => void): void {
    this.#onClose = listener
  }

  once(_event: 'drain', listener: () => void): void {
    this.#onDrain = listener
  }

  setHeader(name: string, value: string): void {
    this.#more ??= []
    this.#more.push(name, value)
  }

  writeHead(status: number, headers: Record<string, string | number>): void
  writeHead(status: number, reason: string, headers: readonly string[]): void
  writeHead(
    status: number,
    reason: string | Record<string, string | number>,
    headers: readonly string[] = [],
  ): void {
    this.#head =
      typeof reason === 'string'
        ? this.#textOf(status, reason, headers)
        : this.#textOf(status, STATUS_CODES[status] ?? '', flat(reason))
    this.statusCode = status
    this.headersSent = true
  }

  /** False: the caller has not caught up, and `drain` tells when it has. */
  write(chunk: Buffer): boolean {
    if (this.destroyed || this.writableEnded) return false
    this.#send(chunk, false)
    return !this.socket.writableNeedDrain
  }

  end(chunk?: Buffer | string): void {
    if (this.destroyed || this.writableEnded) return
    this.writableEnded = true
    this.#send(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk ?? nothing), true)
  }

  addTrailers(trailers: readonly (readonly [string, string])[]): void {
    for (const [name, value] of trailers) this.#trailers += fieldLine(name, value)
  }

  destroy(): void {
    this.socket.destroy()
  }

  drained(): void {
    const listener = this.#onDrain
    this.#onDrain = null
    listener?.call(this)
  }

  /** It is over: all of it has left, or its connection has ended before. */
  close({ isWhole }: { isWhole: boolean }): void {
    this.writableFinished = isWhole
    this.destroyed = true
    this.#onClose?.call(this)
  }

  #send(chunk: Buffer, isLast: boolean): void {
    let before = this.#head
    let after = ''
    this.#head = ''
    const body = this.#framing === 'none' ? nothing : chunk
    if (this.#framing === 'chunks') {
      if (body.length > 0) {
        before += `${body.length.toString(16)}\r\n`
        after = '\r\n'
      }
      if (isLast) after += `0${this.#trailers}\r\n\r\n`
    }
    const { socket } = this
    const sent = isLast ? this.#keeper.sent : undefined
    if (body.length <= shortBytes) {
      socket.write(inOne(before, body, after), sent)
      return
    }
    socket.cork()
    if (before !== '') socket.write(before, 'latin1')
    socket.write(body, after === '' ? sent : undefined)
    if (after !== '') socket.write(after, 'latin1', sent)
    socket.uncork()
  }

  /** Throws when a name or a value holds what cannot be sent. */
  #textOf(status: number, reason: string, headers: readonly string[]): string {
    const all = this.#more ? [...headers, ...this.#more] : headers
    if (!isReason(reason)) throw new TypeError('A reason phrase cannot be sent.')
    let text = `HTTP/1.1 ${status} ${reason}`
    let saysLength = false
    let saysDate = false
    for (let i = 0; i < all.length; i += 2) {
      const name = all[i] ?? ''
      // Nearly all other names have other lengths, and need no look.
      if (name.length === 14) saysLength ||= name.toLowerCase() === 'content-length'
      else if (name.length === 4) saysDate ||= name.toLowerCase() === 'date'
      text += fieldLine(name, all[i + 1] ?? '')
    }
    // Whoever sends an answer without a date has to add one (RFC 9110, section 6.6.1).
    if (!saysDate) text += `\r\nDate: ${new Date(this.#keeper.now()).toUTCString()}`
    text += this.shouldKeepAlive
      ? `\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${this.#keeper.keepsForS}`
      : '\r\nConnection: close'
    this.#framing = framingOf(status, saysLength)
    return (
      text + (this.#framing === 'chunks' ? '\r\nTransfer-Encoding: chunked\r\n\r\n' : '\r\n\r\n')
    )
  }
}

const nothing = Buffer.alloc(0)

function framingOf(status: number, saysLength: boolean): Framing {
  if (status === 204 || status === 304) return 'none'
  return saysLength ? 'length' : 'chunks'
}

const flat = (headers: Record<string, string | number>): string[] =>
  Object.entries(headers).flatMap(([name, value]) => [name, String(value)])

/** Three writes cost more than the copy. */
function inOne(before: string, body: Buffer, after: string): Buffer {
  if (before === '' && after === '') return body
  const all = Buffer.allocUnsafe(before.length + body.length + after.length)
  all.write(before, 'latin1')
  all.set(body, before.length)
  all.write(after, before.length + body.length, 'latin1')
  return all
}
