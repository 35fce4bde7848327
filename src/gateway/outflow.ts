import { nobodyWaits, refuse, type Call } from './call.ts'
import { endWithOthers, mayEndWithOthers } from './end-with-others.ts'
import { together } from './together.ts'
import { unanswered } from './upstream-answer.ts'

/** How an answer begins. Names and values of headers in turn. */
export interface Head {
  readonly status: number
  readonly reason: string
  readonly headers: string[]
}

const beginTogether = together<Outflow>('begin answers', (outflow) => {
  outflow.turnIsOver()
})

/**
 * An answer on its way to the caller. What comes in one turn of the event loop leaves at its end, with what leaves of other answers: a
 * short answer whole and in one piece. Until then the head can still be asked to close the connection.
 */
export class Outflow {
  readonly #call: Call
  #head: Head | null = null
  /** Of the body, what came last. It ends the answer if nothing is to follow. */
  #chunk: Buffer | null = null
  #isComplete = false
  #isWaiting = false

  constructor(call: Call) {
    this.#call = call
  }

  begin(head: Head): void {
    this.#head = head
    this.#flushSoon()
  }

  write(chunk: Buffer): void {
    if (this.#chunk) this.flush()
    this.#chunk = chunk
    this.#flushSoon()
  }

  end(): void {
    this.#isComplete = true
    this.#flushSoon()
  }

  /** Passes on what is there. Nobody above could answer for what is thrown here, such as a head of upstream's that Node does not let out. */
  flush(isTurnsEnd = false): void {
    if (nobodyWaits(this.#call)) return
    const [head, chunk, isComplete] = [this.#head, this.#chunk, this.#isComplete]
    this.#head = null
    this.#chunk = null
    this.#isComplete = false
    const { sink, response, app } = this.#call
    try {
      if (head) sink.writeHead(head.status, head.reason, head.headers)
      const isShort = isTurnsEnd && isComplete && head && chunk && sink === response
      if (isShort && mayEndWithOthers(response, head.headers)) endWithOthers(response, chunk)
      else if (isComplete) sink.end(chunk ?? undefined)
      else if (chunk) sink.write(chunk)
    } catch (error) {
      refuse(this.#call, unanswered(error as Error, app.title))
    }
  }

  turnIsOver(): void {
    this.#isWaiting = false
    this.flush(true)
  }

  #flushSoon(): void {
    if (this.#isWaiting) return
    this.#isWaiting = true
    beginTogether(this)
  }
}
