import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { Client } from 'undici'
import type { Reading as WholeReading } from './targets/answers.ts'

/** It has its own way with reason phrases. */
type Reading = Omit<WholeReading, 'reason'>

/** A connection on which the bytes come, piece by piece, as soon as a request is written. */
class Canned extends Duplex {
  readonly #pieces: Buffer[]

  constructor(pieces: readonly Buffer[]) {
    super()
    this.#pieces = [...pieces]
  }

  override _read(): void {
    return
  }

  override _write(_chunk: unknown, _encoding: string, callback: () => void): void {
    callback()
    setImmediate(() => {
      for (const piece of this.#pieces.splice(0)) this.push(piece)
      this.push(null)
    })
  }
}

/** What undici, whose parser is the one of Node (llhttp), reads in an answer. Null: it is not one, or not a whole one. */
export async function undicisReading(
  method: string,
  pieces: readonly Buffer[],
): Promise<Reading | null> {
  const client = new Client('http://upstream.test', {
    connect: (_options, callback) => {
      // Later, as a connection comes. Of a socket undici only uses what a stream has.
      const socket = new Canned(pieces) as unknown as Socket
      setImmediate(() => {
        callback(null, socket)
      })
    },
  })
  try {
    return await new Promise<Reading | null>((resolve) => {
      client.dispatch({ path: '/', method }, new Handler(resolve))
    })
  } finally {
    await client.destroy()
  }
}

/** As undici's handlers were before it parsed the headers for them: the only ones that get the bytes. */
class Handler {
  readonly #resolve: (reading: Reading | null) => void
  #head: Pick<Reading, 'status' | 'headers'> = { status: 0, headers: [] }
  #body = ''

  constructor(resolve: (reading: Reading | null) => void) {
    this.#resolve = resolve
  }

  onConnect(): void {
    return
  }

  onHeaders(status: number, headers: readonly Buffer[]): boolean {
    if (status >= 200) this.#head = { status, headers: texts(headers) }
    return true
  }

  onData(chunk: Buffer): boolean {
    this.#body += chunk.toString('latin1')
    return true
  }

  onComplete(trailers: readonly (Buffer | string)[] | null): void {
    this.#resolve({ ...this.#head, body: this.#body, trailers: texts(trailers ?? []) })
  }

  onError(): void {
    this.#resolve(null)
  }
}

/** It leaves a blank behind some values; RFC 9112, section 5, has none belong to any. */
const texts = (raw: readonly (Buffer | string)[]): string[] =>
  raw.map((part) =>
    (typeof part === 'string' ? part : part.toString('latin1')).replace(/[\t ]+$/, ''),
  )
