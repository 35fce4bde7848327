import type { AccessToken } from '../connections/access-token.ts'
import { accountOf } from '../connections/connection.ts'
import type { LiveConnections, Wish } from '../connections/live-connections.ts'
import { Failure } from '../errors.ts'
import type { AppClient } from '../oauth/app-client.ts'
import { nobodyWaits, refuse, type Call } from './call.ts'
import { redirectTarget, type Destination } from './destination.ts'
import { inbound, outbound, type Form } from './headers.ts'
import { Outflow, type Head } from './outflow.ts'
import { heard } from './limits-gate.ts'
import { hasBody, RequestBody } from './request-body.ts'
import type { AnswerHead } from './answer-parser.ts'
import type { Lane, Receiver } from './lane.ts'
import { isBrokenConnection, type Upstream } from './upstream.ts'
import { countStreamed } from './young-buffers.ts'
import { isTokenError, pairs, standardReason, unanswered } from './upstream-answer.ts'

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
  /** The body again, when an earlier attempt has read it from the caller already. */
  readonly replay: Buffer | null
}

const maxRedirects = 5
/** A 401 longer than this is no token error of an API; it is passed on as it comes. */
const maxHeldBytes = 16_384

interface Held {
  readonly head: Head
  readonly chunks: Buffer[]
  bytes: number
}

/** Sends one attempt to upstream and streams the answer to the caller. Backpressure and aborts travel both ways. */
export class Exchange implements Receiver {
  readonly #needs: ExchangeNeeds
  readonly #call: Call
  readonly #attempt: Attempt
  readonly #outflow: Outflow
  #body: RequestBody | null = null
  /** The connection to upstream, once the request is written. */
  #lane: Lane | null = null
  /** An answer that is not passed on before it is complete: a 401, which may be about our token, or a redirect. */
  #held: Held | null = null
  #redirect: Destination | null = null
  #settled = false

  constructor(needs: ExchangeNeeds, call: Call, attempt: Attempt) {
    this.#needs = needs
    this.#call = call
    this.#attempt = attempt
    this.#outflow = new Outflow(call)
  }

  send(): void {
    const { request, askForBody } = this.#call
    const { destination, token } = this.#attempt
    if (this.isGone()) return
    this.#call.exchange = this
    try {
      const headers = outbound(
        request.rawHeaders,
        destination.bearer ? token.secret.reveal() : null,
        this.#form(),
      )
      const { replay } = this.#attempt
      if (!replay && hasBody(request)) {
        // Only the attempt that reads the body from the caller asks for it.
        askForBody?.()
        this.#body = new RequestBody(request)
      }
      const body = replay ?? this.#body
      const { origin, path } = destination
      const method = request.method ?? 'GET'
      this.#needs.upstream.send(origin, { path, method, headers, body }, this)
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  isGone(): boolean {
    return nobodyWaits(this.#call)
  }

  onSending(lane: Lane): void {
    this.#lane = lane
    if (this.#call.errand) this.#call.errand.sent = true
  }

  onHead({ status, reason, headers: raw }: AnswerHead): void {
    const headers = inbound(raw, {
      requestId: this.#call.requestId,
      connectionId: this.#attempt.token.connection.id,
      vendorPrefix: this.#attempt.appClient.app.headerPrefix,
      now: this.#needs.now,
    })
    const { lane } = this.#call
    if (lane?.hears(status)) headers.push(...heard(lane, status, raw))
    const head = { status, reason: reason === '' ? standardReason(status) : reason, headers }
    if (this.#mayRedirect(status)) {
      this.#redirect = redirectTarget(this.#attempt.appClient, this.#attempt.destination, raw)
    }
    const mayRenew = status === 401 && this.#attempt.destination.bearer && !this.#attempt.renewed
    if (this.#redirect || mayRenew) this.#held = { head, chunks: [], bytes: 0 }
    else this.#outflow.begin(head)
  }

  onBody(chunk: Buffer): boolean {
    countStreamed(chunk.length)
    this.#call.bytes += chunk.length
    const held = this.#held
    if (!held) {
      this.#outflow.write(chunk)
      return this.#mayGoOn()
    }
    held.bytes += chunk.length
    if (this.#redirect) return true
    held.chunks.push(chunk)
    if (held.bytes > maxHeldBytes) this.#releaseHeld()
    return this.#mayGoOn()
  }

  /** Upstream waits while the caller has not caught up. */
  #mayGoOn(): boolean {
    const { sink } = this.#call
    if (!sink.writableNeedDrain) return true
    sink.once('drain', () => this.#lane?.resume(this))
    return false
  }

  onEnd(trailers: string[]): void {
    const { sink } = this.#call
    this.#call.exchange = null
    if (this.#redirect) {
      this.#again({ destination: this.#redirect, redirects: this.#attempt.redirects + 1 })
    } else if (this.#held && this.#isAboutToken(this.#held.chunks)) {
      void this.#withNewToken()
    } else {
      if (this.#held) this.#releaseHeld()
      this.#settled = true
      if (trailers.length > 0) sink.addTrailers(pairs(trailers))
      this.#outflow.end()
    }
  }

  onError(error: Error): void {
    this.#fail(error)
  }

  #fail(error: Error): void {
    const { request, response } = this.#call
    if (this.#settled) return
    // What came of the answer is the caller's, also when the rest never comes.
    this.#outflow.flush()
    this.#settled = true
    this.#call.exchange = null
    if (this.isGone()) return
    const safe = (request.method === 'GET' || request.method === 'HEAD') && !hasBody(request)
    if (safe && !this.#attempt.resent && !response.headersSent && isBrokenConnection(error)) {
      this.#again({ resent: true })
      return
    }
    refuse(this.#call, unanswered(error, this.#attempt.appClient.app.title))
  }

  callerLeft(): void {
    if (this.isGone() && !this.#call.response.writableFinished) this.#lane?.abort(this)
  }

  #form(): Form {
    const { holds, needsJson } = this.#call
    if (needsJson) return 'json'
    return holds ? 'plain' : 'any'
  }

  #mayRedirect(status: number): boolean {
    const { destination, redirects } = this.#attempt
    return (
      destination.followsRedirects &&
      status >= 300 &&
      status < 400 &&
      status !== 304 &&
      redirects < maxRedirects &&
      // A body that was read once cannot be sent to a second address.
      !hasBody(this.#call.request)
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
      const replay = this.#body?.replay() ?? this.#attempt.replay
      if ((replay || !hasBody(this.#call.request)) && this.#mayUse(token)) {
        this.#again({ token, replay, renewed: true })
        return
      }
      // Too large to have been kept, or not what was approved. The caller sends it again, and then the token is good.
      this.#settled = true
      this.#releaseHeld()
      this.#outflow.end()
    } catch (error) {
      this.#settled = true
      if (error instanceof Failure && error.code === 'reconnect_required') {
        refuse(this.#call, error)
        return
      }
      // The token could not be replaced just now: upstream's own 401 is the truth.
      this.#releaseHeld()
      this.#outflow.end()
    }
  }

  /** What a person approved is for the account that they saw, and the connection may just have got another one. */
  #mayUse({ connection }: AccessToken): boolean {
    const approved = this.#call.takeApproval !== null
    return !approved || accountOf(connection) === accountOf(this.#attempt.token.connection)
  }

  /** A download host refuses with a page, the API with its code. */
  #isAboutToken(chunks: readonly Buffer[]): boolean {
    const { destination, appClient } = this.#attempt
    return destination.followsRedirects || isTokenError(chunks, appClient.app.refusedTokenCode)
  }

  #releaseHeld(): void {
    const held = this.#held
    if (!held) return
    this.#held = null
    this.#outflow.begin(held.head)
    for (const chunk of held.chunks) this.#outflow.write(chunk)
  }
}
