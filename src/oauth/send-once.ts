import { request as overHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as overHttps } from 'node:https'
import { readAnswer, type Answer } from './read-answer.ts'

/** A question to an authorization server: a form to post, or an address to get. */
export interface Question {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly form?: Form
  readonly limits?: Partial<Limits>
}

export type Form = Readonly<Record<string, string>>

interface Limits {
  readonly connectMs: number
  /** Without a byte. Proxies in front of an endpoint give up earlier, after 60 to 100 seconds. */
  readonly silentMs: number
  /** While bytes come, so does the answer. But not for ever. */
  readonly wholeMs: number
}

const usual: Limits = { connectMs: 10_000, silentMs: 120_000, wholeMs: 600_000 }

/** No answer came, not even the beginning of one. */
export class Unanswered extends Error {
  /** Whether a connection stood, so that the question may have arrived. */
  readonly sent: boolean
  readonly code: string | null

  constructor(cause: Error, sent: boolean) {
    super('no answer', { cause })
    this.sent = sent
    this.code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null
  }
}

/**
 * Asks once, on a connection of its own. A kept one may be closed by the other side while the question is on its way, and
 * then nobody knows whether it arrived. Follows no redirect, because the question holds secrets.
 */
export async function sendOnce(question: Question): Promise<Answer> {
  return readAnswer(await firstBytes(question))
}

function firstBytes({ url, headers, form, limits }: Question): Promise<IncomingMessage> {
  const { connectMs, silentMs, wholeMs } = { ...usual, ...limits }
  const body = form && new URLSearchParams(form).toString()
  const [open, connected] =
    url.protocol === 'https:'
      ? ([overHttps, 'secureConnect'] as const)
      : ([overHttp, 'connect'] as const)
  return new Promise((resolve, reject) => {
    let sent = false
    const request = open(url, {
      ...wire,
      method: body === undefined ? 'GET' : 'POST',
      headers: { accept: 'application/json', ...(body !== undefined && formType), ...headers },
      signal: AbortSignal.timeout(wholeMs),
    })
    const fail = (error: Error): void => {
      reject(new Unanswered(error, sent))
    }
    request.on('error', fail).on('response', resolve)
    request.on('close', () => {
      fail(new Error('closed'))
    })
    request.on('socket', (socket) => {
      socket.setTimeout(connectMs, () => request.destroy(tooSlow()))
      socket.once(connected, () => {
        sent = true
        socket.setTimeout(silentMs)
      })
    })
    request.end(body)
  })
}

/**
 * Takes what a careful parser refuses, such as two lengths or bare line feeds. It guards the answers that follow on the
 * same connection, and here none does.
 */
const wire: RequestOptions = { agent: false, insecureHTTPParser: true, maxHeaderSize: 256 * 1_024 }
const formType = { 'content-type': 'application/x-www-form-urlencoded' }
const tooSlow = (): Error => Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })
