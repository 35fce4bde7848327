import { Readable } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import type { CallersRequest } from './caller.ts'
import { countStreamed } from './young-buffers.ts'

/** Bytes of a body that are kept until upstream has accepted the token. A meeting fits many times over; an upload does not. */
const replayLimit = 65_536

/**
 * The caller's body on its way to upstream. It exists so that upstream's client may destroy the body (upstream answered
 * early, the connection broke) without destroying the caller's socket, on which our answer still has to travel.
 */
export class RequestBody extends Readable {
  readonly #source: IncomingMessage
  #copy: Buffer[] | null = []
  #copied = 0

  constructor(source: IncomingMessage) {
    super()
    this.#source = source
    source.on('data', (chunk: Buffer) => {
      countStreamed(chunk.length)
      this.#remember(chunk)
      if (!this.destroyed && !this.push(chunk)) source.pause()
    })
    source.on('end', () => {
      if (!this.destroyed) this.push(null)
    })
    // The caller left in the middle of its body: upstream has to see a broken request, never a shorter one.
    source.on('close', () => {
      if (!source.complete)
        this.destroy(new Error('the caller left before its request was complete'))
    })
    source.pause()
  }

  /** The whole body once more, if it was small and has arrived completely: for the one case in which it may be sent again. */
  replay(): Buffer | null {
    return this.#copy && this.#source.complete ? Buffer.concat(this.#copy) : null
  }

  #remember(chunk: Buffer): void {
    this.#copied += chunk.length
    if (this.#copied > replayLimit) this.#copy = null
    this.#copy?.push(chunk)
  }

  override _read(): void {
    this.#source.resume()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // What the caller still sends is read and thrown away, so that it gets to read our answer.
    this.#source.resume()
    callback(error)
  }
}

/** Whether a request has a body at all (RFC 9112, section 6: framing headers decide, not the method). */
export function hasBody(request: CallersRequest): request is IncomingMessage {
  const length = request.headers['content-length']
  return (
    request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
  )
}
