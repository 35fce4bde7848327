import type { ServerResponse } from 'node:http'

/** An answer that is not given before somebody has seen all of it. */
export interface WholeAnswer {
  readonly status: number
  readonly reason: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Buffer
}

/** Looks at the whole answer before the caller does, and says what the caller gets. */
export type Hold = (answer: WholeAnswer) => WholeAnswer | Promise<WholeAnswer>

/** What an answer is written to: the response itself, or something that stands in for it. */
export type AnswerSink = Pick<ServerResponse, 'writableEnded' | 'writableNeedDrain'> & {
  writeHead: (status: number, reason: string, headers: string[]) => unknown
  write: (chunk: Buffer) => boolean
  end: (chunk?: Buffer) => unknown
  addTrailers: (trailers: [string, string][]) => void
  once: (event: 'drain', listener: () => void) => unknown
}
