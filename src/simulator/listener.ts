import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from './answer.ts'
import type { Clock } from './clock.ts'
import type { Effect, Faults } from './faults.ts'
import { incoming, rawPathOf, readBody, type Incoming } from './incoming.ts'
import type { Entry, Journal } from './journal.ts'
import { send, sendThenCut } from './send.ts'

export type ListenerNeeds = {
  readonly clock: Clock
  readonly faults: Faults
  readonly journal: Journal
  readonly handle: (incoming: Incoming) => Answer
  /** The answer for a fault that asks for a status. */
  readonly injected: (incoming: Incoming, effect: Effect) => Answer
  /** The control surface: neither written down nor subject to faults. */
  readonly control: (incoming: Incoming) => Answer | undefined
}

/** Reads a request, lets the faults have their way, and writes what `handle` says. */
export function createListener(needs: ListenerNeeds): RequestListener {
  return (message, response) => {
    const served = rawPathOf(message.url ?? '/').startsWith('/_simulator')
      ? serveControl(needs, message, response)
      : serve(needs, message, response)
    served.catch((error: unknown) => {
      confess(response, error)
    })
  }
}

/** A mistake of the simulator must not look like weather: say it, unless the caller has left. */
function confess(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  response.writeHead(500, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ simulator_error: String(error) }))
}

async function serveControl(
  { control }: ListenerNeeds,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = control(incoming(message, await readBody(message)))
  await send(response, answer ?? { status: 404, headers: {}, body: '' })
}

async function serve(
  needs: ListenerNeeds,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const entry = note(needs, message, response)
  const effect = needs.faults.take(entry.method, rawPathOf(entry.url))
  if (effect?.reset) {
    message.socket.resetAndDestroy()
    return
  }
  entry.body = await readBody(message)
  if (effect?.delayMs !== undefined) await wait(effect.delayMs)
  const request = incoming(message, entry.body)
  const answer =
    effect?.status === undefined ? needs.handle(request) : needs.injected(request, effect)
  if (effect?.dropResponse) {
    message.socket.destroy()
    return
  }
  entry.status = answer.status
  if (effect?.truncateAfter === undefined) await send(response, answer)
  else await sendThenCut(response, answer, effect.truncateAfter)
}

function note(needs: ListenerNeeds, message: IncomingMessage, response: ServerResponse): Entry {
  const entry: Entry = {
    at: needs.clock.now(),
    method: message.method ?? 'GET',
    url: message.url ?? '/',
    headers: message.headers,
    body: undefined,
    status: null,
    aborted: false,
  }
  needs.journal.add(entry)
  response.on('close', () => {
    entry.aborted = !response.writableFinished
  })
  return entry
}
