import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { Message } from './message.ts'

/** Who is told how it goes. */
export interface UploadEvents {
  /** Upstream does not take more for now. */
  onPause: () => void
  onGoOn: () => void
  /** All of it is written. */
  onSent: () => void
  /** The body cannot be sent as it was announced: upstream has to see a broken request, never another one. */
  onError: (error: Error) => void
}

export interface UploadNeeds {
  readonly socket: Socket
  readonly events: UploadEvents
}

/** The body of a request on its way to upstream, as fast as upstream takes it. The head leaves with its first bytes. */
export class Upload {
  readonly #socket: Socket
  readonly #body: Readable
  readonly #length: number | null
  readonly #events: UploadEvents
  #head: string | null
  #sent = 0
  #isOver = false

  constructor(body: Readable, { head, length }: Message, { socket, events }: UploadNeeds) {
    this.#socket = socket
    this.#body = body
    this.#head = head
    this.#length = length
    this.#events = events
    body.on('data', (chunk: Buffer) => {
      if (!this.#isOver) this.#write(chunk)
    })
    body.on('end', () => {
      if (!this.#isOver) this.#end()
    })
    body.on('error', (error: Error) => {
      this.#fail(error)
    })
    body.on('close', () => {
      this.#fail(new Error('the body ended before it was complete'))
    })
  }

  /** Upstream takes more again. */
  goOn(): void {
    if (this.#isOver || !this.#body.isPaused()) return
    this.#events.onGoOn()
    this.#body.resume()
  }

  /** Nobody needs the rest. */
  stop(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#body.destroy()
  }

  #write(chunk: Buffer): void {
    this.#sent += chunk.length
    if (this.#length !== null && this.#sent > this.#length) {
      this.#fail(new Error('the body is longer than its Content-Length'))
      return
    }
    this.#socket.cork()
    this.#writeHead()
    if (this.#length === null) this.#socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1')
    this.#socket.write(chunk)
    if (this.#length === null) this.#socket.write('\r\n', 'latin1')
    this.#socket.uncork()
    if (!this.#socket.writableNeedDrain) return
    this.#body.pause()
    this.#events.onPause()
  }

  #end(): void {
    if (this.#length !== null && this.#sent !== this.#length) {
      this.#fail(new Error('the body is shorter than its Content-Length'))
      return
    }
    this.#isOver = true
    this.#writeHead()
    if (this.#length === null) this.#socket.write('0\r\n\r\n', 'latin1')
    this.#events.onSent()
  }

  #writeHead(): void {
    if (this.#head !== null) this.#socket.write(this.#head, 'latin1')
    this.#head = null
  }

  #fail(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#body.destroy()
    this.#events.onError(error)
  }
}
