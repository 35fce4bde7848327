import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnswerSink } from './answer.ts'

/** What is asked of a caller's request. Node's own has more: a body, if it has one (`hasBody`). */
export type CallersRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders'> & {
  readonly socket: { readonly remoteAddress?: string | undefined }
}

/** What is asked of the answer to it, whoever puts it on the wire. `close` comes once, when it has left or its caller has. */
export type CallersAnswer = AnswerSink &
  Pick<
    ServerResponse,
    'statusCode' | 'headersSent' | 'destroyed' | 'writableFinished' | 'shouldKeepAlive' | 'socket'
  > & {
    writeHead: (status: number, headers: Record<string, string | number>) => unknown
    end: (body?: string) => unknown
    /** One more header, whatever `writeHead` says. */
    setHeader: (name: string, value: string) => unknown
    destroy: () => unknown
    on: (event: 'close', listener: () => void) => unknown
  }
