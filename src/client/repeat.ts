import { secondsIn } from './errors.ts'
import { pause, pauseMs, type Failed, type Repeatable } from './retry.ts'
import { send, type ClientOptions, type RequestOptions } from './send.ts'

export interface Repeating {
  readonly method: string
  readonly path: string
  readonly wish: RequestOptions
}

/** Sends a request, and sends it again after a failure that allows it. */
export type Repeater = (request: Repeating) => Promise<Response>

export function createRepeater(options: ClientOptions): Repeater {
  const { retries = 2 } = options
  let keysUnderstood = false
  return async ({ method, path, wish }) => {
    const repeatable = repeatableOf(method)
    const headers = { ...(repeatable === 'keyed' && newKey()), ...lowerCased(wish.headers) }
    for (let attempt = 0; ; attempt++) {
      const answer = await answerOf(
        () => send(options, { method, path }, { ...wish, headers }),
        wish,
      )
      keysUnderstood ||= answer.response?.headers.has('idempotency-key') ?? false
      const failed = failureOf(answer, keysUnderstood)
      const wait =
        failed && attempt < retries
          ? pauseMs(repeatable, failed, { attempt, random: Math.random() })
          : null
      if (wait === null) return outcome(answer)
      await answer.response?.body?.cancel()
      await pause(wait, wish.signal)
    }
  }
}

function repeatableOf(method: string): Repeatable {
  if (method === 'GET' || method === 'HEAD') return 'safe'
  return method === 'POST' ? 'keyed' : 'never'
}

/** One key for all sendings of one call, so that the server can tell a repetition from a second wish. */
function newKey(): { 'idempotency-key': string } {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { 'idempotency-key': hex }
}

const lowerCased = (headers: RequestOptions['headers'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

type Answer =
  | { readonly response: Response; readonly error?: never }
  | { readonly response?: never; readonly error: unknown }

async function answerOf(ask: () => Promise<Response>, { signal }: RequestOptions): Promise<Answer> {
  try {
    return { response: await ask() }
  } catch (error) {
    if (signal?.aborted) throw error
    return { error }
  }
}

function outcome({ response, error }: Answer): Response {
  if (response) return response
  throw error
}

/** Null when there is nothing to repair. */
function failureOf({ response }: Answer, keysUnderstood: boolean): Failed | null {
  if (!response) return { status: null, own: false, retryAfterSeconds: null, keysUnderstood }
  const { status, headers } = response
  if (status < 400) return null
  const own = headers.has('valetkey-error')
  return { status, own, retryAfterSeconds: secondsIn(headers.get('retry-after')), keysUnderstood }
}
