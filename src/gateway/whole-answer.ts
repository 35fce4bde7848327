import { Failure } from '../errors.ts'
import { maxBytes, tooLarge } from '../profiles/largest-answer.ts'
import type { AnswerSink, Hold, WholeAnswer } from './answer.ts'
import { refuse, type Call } from './call.ts'

/** Where the answer of this call goes: straight to the caller, or past those who have to see it first. */
export function sinkOf(call: Call): AnswerSink {
  return call.holds ? new HeldAnswer(call, call.holds) : call.response
}

/** Gives an answer that did not come from upstream just now. */
export function giveAnswer(call: Call, { status, reason, headers, body }: WholeAnswer): void {
  const sink = new HeldAnswer(call, call.holds ?? [])
  sink.writeHead(status, reason, [...headers])
  sink.end(body)
}

/** Stands in for the response while the answer comes in. Nothing here waits for the caller: the size is bounded. */
class HeldAnswer implements AnswerSink {
  readonly #holds: readonly Hold[]
  readonly #call: Call
  #head: Omit<WholeAnswer, 'body'> | null = null
  #chunks: Buffer[] = []
  #bytes = 0
  writableEnded = false
  readonly writableNeedDrain = false

  constructor(call: Call, holds: readonly Hold[]) {
    this.#call = call
    this.#holds = holds
  }

  /** Also called again when a request is repeated: what came before is forgotten then. */
  writeHead(status: number, reason: string, headers: string[]): void {
    this.#head = { status, reason, headers }
    this.#chunks = []
    this.#bytes = 0
  }

  write(chunk: Buffer): boolean {
    this.#bytes += chunk.length
    if (this.#bytes <= maxBytes) this.#chunks.push(chunk)
    else this.#chunks = []
    return true
  }

  end(chunk?: Buffer): void {
    if (chunk) this.write(chunk)
    this.writableEnded = true
    this.#deliver().catch((error: unknown) => {
      refuse(this.#call, error instanceof Failure ? error : notHeld(error))
    })
  }

  /** Trailers belong to a chunked answer (RFC 9112, section 7.1.2), and this one has a length. */
  addTrailers(): void {
    return
  }

  once(): void {
    return
  }

  async #deliver(): Promise<void> {
    if (!this.#head) return
    if (this.#bytes > maxBytes) throw tooLarge()
    let answer: WholeAnswer = { ...this.#head, body: Buffer.concat(this.#chunks) }
    for (const hold of this.#holds) answer = await hold(answer)
    this.#write(answer)
    this.#call.errand?.ended()
  }

  #write({ status, reason, headers, body }: WholeAnswer): void {
    const { request, response } = this.#call
    if (response.destroyed) return
    const hasNone = request.method === 'HEAD' || status === 204 || status === 304
    response.writeHead(status, reason, hasNone ? [...headers] : withLength(headers, body.length))
    response.end(hasNone ? undefined : body)
  }
}

function withLength(headers: readonly string[], length: number): string[] {
  const others: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (name.toLowerCase() !== 'content-length') others.push(name, headers[i + 1] ?? '')
  }
  return [...others, 'content-length', String(length)]
}

const notHeld = (cause: unknown): Failure =>
  new Failure(
    'internal',
    'The answer came, and something failed inside Valetkey before it could be given.',
    {
      cause,
    },
  )
