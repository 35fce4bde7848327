import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { AnswerParser, usualRestMs, type AnswerHead, type AnswerReader } from './answer-parser.ts'
import type { Connector } from './connector.ts'
import type { Message } from './message.ts'
import { together } from './together.ts'
import { Disconnected, NotSent, TooLate } from './unanswered.ts'
import { Upload, type UploadEvents } from './upload.ts'

/** Who is told of the answer to one request. */
export interface Receiver {
  /** Nobody waits for this answer any more. */
  readonly isGone: () => boolean
  /** The request is about to be written. */
  onSending: (lane: Lane) => void
  onHead: (head: AnswerHead) => void
  /** False: no more until `resume`. */
  onBody: (bytes: Buffer) => boolean
  onEnd: (trailers: string[]) => void
  onError: (error: Error) => void
}

export interface LaneNeeds {
  readonly origin: URL
  readonly connect: Connector
  /** How long upstream may take for the head of its answer, and between two pieces of it, in milliseconds. */
  readonly headersMs: number
  readonly idleMs: number
  readonly now: () => number
}

/** Who keeps the lanes to one origin. */
export interface LaneKeeper {
  connected: () => void
  notConnected: () => void
  /** From sending a request to the head of its answer, in milliseconds. */
  answered: (ms: number) => void
  /** It is ready for the next request. */
  rests: (lane: Lane) => void
  /** It will carry nothing any more. Told once. */
  ended: (lane: Lane) => void
}

/** How often `tick` has to be called. Time is counted in these, so that no request sets a timer. */
export const tickMs = 500

/** A piece as short as this is a whole answer, or nearly, and waits for the others of its turn. Of a long one, more would pile up. */
const shortBytes = 16_384

const readTogether = together<Lane>('read answers', (lane) => {
  lane.readWhatCame()
})
const sendTogether = together<Lane>('send requests', (lane) => {
  lane.sendWhatWaits()
})

const ticksIn = (ms: number): number => Math.ceil(ms / tickMs) + 1

/** One connection to upstream, for one request at a time (RFC 9112, section 9.3). */
export class Lane implements AnswerReader, UploadEvents {
  readonly bornAt: number
  readonly #needs: LaneNeeds
  readonly #keeper: LaneKeeper
  readonly #socket: Socket
  readonly #parser = new AnswerParser(this)
  #isConnected = false
  /** Not written yet, for want of a connection. */
  #pending: Message | null = null
  /** Written, and to be sent with others. */
  #head: string | null = null
  /** Came, and is to be read with what came on other connections. */
  #came: Buffer | null = null
  #receiver: Receiver | null = null
  #upload: Upload | null = null
  #hasHead = false
  #sentAt = 0
  /** Until `#late`. 0: there is no hurry, or it is not upstream's turn. */
  #ticksLeft = 0

  constructor(needs: LaneNeeds, keeper: LaneKeeper) {
    this.#needs = needs
    this.#keeper = keeper
    this.bornAt = needs.now()
    this.#socket = needs.connect(needs.origin, {
      onReady: () => {
        this.#connected()
      },
      onBytes: (bytes) => {
        this.#arrived(bytes)
      },
    })
    this.#listen()
  }

  /** Whether a request can be sent on it, when it rests. */
  get isUsable(): boolean {
    return !this.#socket.destroyed
  }

  /** To be called when it rests, or is new. */
  send(message: Message, receiver: Receiver): void {
    this.#receiver = receiver
    this.#ticksLeft = 0
    if (this.#isConnected) this.#write(message, receiver)
    else this.#pending = message
  }

  /** Nobody waits for the answer any more. */
  abort(receiver: Receiver): void {
    if (this.#receiver === receiver) this.destroy(new Disconnected('nobody waited any more'))
  }

  /** The receiver has caught up. */
  resume(receiver: Receiver): void {
    if (this.#receiver !== receiver) return
    this.#ticksLeft = ticksIn(this.#needs.idleMs)
    this.#socket.resume()
  }

  destroy(error?: Error): void {
    this.#came = null
    this.#upload?.stop()
    this.#socket.destroy(error)
  }

  /** To be called every `tickMs`. */
  tick(): void {
    if (this.#ticksLeft > 0 && --this.#ticksLeft === 0) this.#late()
  }

  onHead(head: AnswerHead): void {
    this.#hasHead = true
    this.#ticksLeft = ticksIn(this.#needs.idleMs)
    this.#keeper.answered(this.#needs.now() - this.#sentAt)
    this.#receiver?.onHead(head)
  }

  onBody(bytes: Buffer): void {
    this.#ticksLeft = ticksIn(this.#needs.idleMs)
    if (!this.#receiver || this.#receiver.onBody(bytes)) return
    this.#ticksLeft = 0
    this.#socket.pause()
  }

  /** An answer that comes before its request is complete ends the connection: nobody could tell where the next request begins. */
  onEnd(trailers: string[]): void {
    const receiver = this.#receiver
    const { restMs } = this.#parser
    this.#receiver = null
    if (this.#upload || restMs === 0) this.destroy()
    else this.#rest(restMs)
    receiver?.onEnd(trailers)
  }

  onPause(): void {
    if (!this.#hasHead) this.#ticksLeft = ticksIn(this.#needs.headersMs)
  }

  /** The caller's turn: how long it may take is for the server to say. */
  onGoOn(): void {
    if (!this.#hasHead) this.#ticksLeft = 0
  }

  onSent(): void {
    this.#upload = null
    if (!this.#hasHead) this.#ticksLeft = ticksIn(this.#needs.headersMs)
  }

  onError(error: Error): void {
    this.destroy(error)
  }

  #listen(): void {
    let reason: Error | null = null
    this.#socket
      .on('drain', () => {
        this.#upload?.goOn()
      })
      .on('end', () => {
        this.readWhatCame()
        if (!this.#parser.end()) this.destroy()
      })
      .on('error', (error) => {
        reason = error
      })
      .on('close', () => {
        this.readWhatCame()
        this.#closed(reason)
      })
  }

  #connected(): void {
    const message = this.#pending
    this.#pending = null
    this.#isConnected = true
    this.#keeper.connected()
    if (message && this.#receiver) this.#write(message, this.#receiver)
  }

  #write(message: Message, receiver: Receiver): void {
    if (receiver.isGone()) {
      this.#receiver = null
      this.#rest(usualRestMs)
      receiver.onError(new NotSent('nobody waited any more', null))
      return
    }
    receiver.onSending(this)
    this.#hasHead = false
    this.#sentAt = this.#needs.now()
    this.#parser.begin(message.method)
    const { head, body } = message
    if (body instanceof Readable) {
      this.#upload = new Upload(body, message, { socket: this.#socket, events: this })
      return
    }
    if (body) {
      this.#socket.cork()
      this.#socket.write(head, 'latin1')
      this.#socket.write(body)
      this.#socket.uncork()
    } else {
      this.#head = head
      sendTogether(this)
    }
    this.onSent()
  }

  /** The turn is over. */
  sendWhatWaits(): void {
    const head = this.#head
    this.#head = null
    if (head !== null && !this.#socket.destroyed) this.#socket.write(head, 'latin1')
  }

  #arrived(bytes: Buffer): void {
    this.readWhatCame()
    if (bytes.length > shortBytes) {
      this.#read(bytes)
      return
    }
    this.#came = bytes
    readTogether(this)
  }

  /** The turn is over, or something else happens to the connection. */
  readWhatCame(): void {
    const bytes = this.#came
    this.#came = null
    if (bytes) this.#read(bytes)
  }

  #read(bytes: Buffer): void {
    try {
      this.#parser.read(bytes)
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #rest(ms: number): void {
    // The last piece may have been more than its receiver could take.
    if (this.#socket.isPaused()) this.#socket.resume()
    this.#ticksLeft = Math.max(1, Math.floor(ms / tickMs))
    this.#keeper.rests(this)
  }

  #late(): void {
    if (!this.#receiver) this.destroy()
    else this.destroy(new TooLate(this.#hasHead ? 'its answer stopped' : 'no answer came'))
  }

  #closed(reason: Error | null): void {
    const receiver = this.#receiver
    this.#receiver = null
    this.#ticksLeft = 0
    this.#upload?.stop()
    this.#upload = null
    if (!this.#isConnected && reason) this.#keeper.notConnected()
    this.#keeper.ended(this)
    if (!receiver) return
    if (this.#isConnected) receiver.onError(reason ?? new Disconnected('the connection ended'))
    else receiver.onError(notMade(reason))
  }
}

/** A name that is unknown, a port where nobody listens, a certificate that is not trusted: no byte of the request was sent. */
function notMade(error: Error | null): NotSent {
  const code = error && 'code' in error ? ` (${String(error.code)})` : ''
  return new NotSent(`the connection could not be made${code}`, null, { cause: error })
}
