import { STATUS_CODES } from 'node:http'
import type { Dispatcher } from 'undici'
import type { AccessToken } from '../connections/access-token.ts'
import type { LiveConnections, Wish } from '../connections/live-connections.ts'
import { Failure } from '../errors.ts'
import type { AppClient } from '../oauth/app-client.ts'
import { refuse, type Call } from './call.ts'
import { redirectTarget, type Destination } from './destination.ts'
import { inbound, outbound } from './headers.ts'
import { hasBody, RequestBody } from './request-body.ts'
import { isBrokenConnection, unansweredBy, type Upstream } from './upstream.ts'

export interface ExchangeNeeds {
  readonly upstream: Upstream
  readonly live: LiveConnections
  readonly now: () => number
}

/** What one attempt is made with. Each later attempt has used up one of its reasons to exist. */
export interface Attempt {
  readonly appClient: AppClient
  readonly destination: Destination
  readonly wish: Wish
  readonly token: AccessToken
  /** Upstream said 401 once already: its next answer is the answer. */
  readonly renewed: boolean
  /** A kept-alive connection broke under a safe request once already. */
  readonly resent: boolean
  readonly redirects: number
}

/** What undici reports when an answer begins. */
type UpstreamHead = [status: number, raw: Buffer[], resume: () => void, statusText: string]

const maxRedirects = 5
/** A 401 longer than this is no token error of an API; it is passed on as it comes. */
const maxHeldBytes = 16_384

/** Sends one attempt to upstream and streams the answer to the caller. Backpressure and aborts travel both ways. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #needs: ExchangeNeeds
  readonly #call: Call
  readonly #attempt: Attempt
  readonly #replayable: boolean
  #abort: ((error?: Error) => void) | null = null
  /** An answer that is not passed on before it is complete: a 401, which may be about our token, or a redirect. */
  #held: {
    status: number
    statusText: string
    headers: string[]
    chunks: Buffer[]
    bytes: number
  } | null = null
  #redirect: Destination | null = null
  #settled = false

  constructor(needs: ExchangeNeeds, call: Call, attempt: Attempt) {
    this.#needs = needs
    this.#call = call
    this.#attempt = attempt
    this.#replayable = !hasBody(call.request)
  }

  send(): void {
    const { request, response, expectsContinue } = this.#call
    const { destination, token } = this.#attempt
    if (response.destroyed) return
    response.once('close', this.#callerLeft)
    if (expectsContinue) response.writeContinue()
    try {
      const headers = outbound(
        request.rawHeaders,
        destination.bearer ? token.secret.reveal() : null,
      )
      const body = this.#replayable ? null : new RequestBody(request)
      const { origin, path } = destination
      this.#needs.upstream.send(
        { origin, path, method: request.method ?? 'GET', headers, body },
        this,
      )
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort
    if (this.#call.response.destroyed) abort()
  }

  onHeaders(...[status, raw, resume, statusText]: UpstreamHead): boolean {
    // Interim answers (RFC 9110, section 15.2) concern this hop only.
    if (status < 200) return true
    const { response, requestId } = this.#call
    const headers = inbound(raw, {
      requestId,
      connectionId: this.#attempt.token.connection.id,
      vendorPrefix: this.#attempt.appClient.app.headerPrefix,
      now: this.#needs.now(),
    })
    this.#redirect = this.#mayRedirect(status)
      ? redirectTarget(this.#attempt.appClient, this.#attempt.destination, raw)
      : null
    if (
      this.#redirect ||
      (status === 401 &&
        this.#replayable &&
        !this.#attempt.renewed &&
        this.#attempt.destination.bearer)
    ) {
      this.#held = { status, statusText, headers, chunks: [], bytes: 0 }
      return true
    }
    response.on('drain', resume)
    response.writeHead(status, reasonPhrase(status, statusText), headers)
    return true
  }

  onData(chunk: Buffer): boolean {
    const held = this.#held
    if (!held) return this.#call.response.write(chunk)
    held.bytes += chunk.length
    if (this.#redirect) return true
    held.chunks.push(chunk)
    if (held.bytes > maxHeldBytes) this.#releaseHeld()
    return true
  }

  onComplete(trailers: string[] | null): void {
    const { response } = this.#call
    response.off('close', this.#callerLeft)
    if (this.#redirect) {
      this.#again({ destination: this.#redirect, redirects: this.#attempt.redirects + 1 })
    } else if (
      this.#held &&
      isTokenError(this.#held.chunks, this.#attempt.appClient.app.refusedTokenCode)
    ) {
      void this.#withNewToken()
    } else {
      if (this.#held) this.#releaseHeld()
      this.#settled = true
      if (trailers && trailers.length > 0) response.addTrailers(pairs(trailers))
      response.end()
    }
  }

  onError(error: Error): void {
    this.#fail(error)
  }

  #fail(error: Error): void {
    const { request, response } = this.#call
    if (this.#settled) return
    this.#settled = true
    response.off('close', this.#callerLeft)
    if (response.destroyed) return
    const safe = request.method === 'GET' || request.method === 'HEAD'
    if (
      safe &&
      this.#replayable &&
      !this.#attempt.resent &&
      !response.headersSent &&
      isBrokenConnection(error)
    ) {
      this.#again({ resent: true })
      return
    }
    refuse(this.#call, unanswered(error, this.#attempt.appClient.app.title))
  }

  readonly #callerLeft = (): void => {
    if (!this.#call.response.writableFinished) this.#abort?.(new Error('the caller left'))
  }

  #mayRedirect(status: number): boolean {
    const { destination, redirects } = this.#attempt
    return (
      destination.followsRedirects &&
      status >= 300 &&
      status < 400 &&
      status !== 304 &&
      redirects < maxRedirects
    )
  }

  #again(change: Partial<Attempt>): void {
    this.#settled = true
    new Exchange(this.#needs, this.#call, { ...this.#attempt, ...change }).send()
  }

  /** Upstream refused the token before any effect: one new token, one more try. */
  async #withNewToken(): Promise<void> {
    try {
      const { wish } = this.#attempt
      const token = await this.#needs.live.resolveAfter(wish, this.#attempt.token)
      this.#again({ token, renewed: true })
    } catch (error) {
      this.#settled = true
      if (error instanceof Failure && error.code === 'reconnect_required') {
        refuse(this.#call, error)
        return
      }
      // The token could not be replaced just now: upstream's own 401 is the truth.
      this.#releaseHeld()
      this.#call.response.end()
    }
  }

  #releaseHeld(): void {
    const held = this.#held
    if (!held) return
    this.#held = null
    const { response } = this.#call
    response.writeHead(held.status, reasonPhrase(held.status, held.statusText), held.headers)
    for (const chunk of held.chunks) response.write(chunk)
  }
}

/** A reason phrase that cannot be sent again as it came is replaced by the standard one. */
function reasonPhrase(status: number, sent: string): string {
  return /^[\t\x20-\x7e\x80-\xff]+$/.test(sent) ? sent : (STATUS_CODES[status] ?? '')
}

/** Whether a 401 is about the token itself, and not about what it may do. */
function isTokenError(chunks: readonly Buffer[], code: number): boolean {
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    return typeof body === 'object' && body !== null && 'code' in body && body.code === code
  } catch {
    return false
  }
}

function pairs(raw: readonly (string | Buffer)[]): [string, string][] {
  const list: [string, string][] = []
  for (let i = 0; i + 1 < raw.length; i += 2) list.push([latin1(raw[i]), latin1(raw[i + 1])])
  return list
}

const latin1 = (part: string | Buffer | undefined): string =>
  typeof part === 'string' ? part : (part?.toString('latin1') ?? '')

function unanswered(error: Error, title: string): Failure {
  const code = unansweredBy(error)
  return new Failure(
    code,
    code === 'upstream_timeout'
      ? `${title} took too long to answer. Whether it acted on the request is unknown; look before you send a write again.`
      : `${title} gave no whole answer: the connection could not be made or broke. Whether it acted on the request is unknown; look before you send a write again.`,
    { cause: error },
  )
}
