import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../errors.ts'
import { readIdempotencyKey, repeatOf, type StoredAnswer } from '../idempotency/attempt.ts'
import { fingerprintOf } from '../idempotency/fingerprint.ts'
import { aliveForMs, type IdempotencyStore, type Slot } from '../idempotency/idempotency-store.ts'
import type { Log } from '../log.ts'
import type { Call, Errand } from './call.ts'
import type { Gate, Subject } from './gate.ts'
import type { WholeAnswer } from './answer.ts'
import { giveAnswer } from './whole-answer.ts'
import { wholeBody } from './whole-body.ts'

export interface IdempotencyNeeds {
  readonly idempotency: IdempotencyStore
  readonly log: Log
}

/** How long a repeated request waits for the first one. */
const patienceMs = 30_000
const pollMs = 100

/**
 * `Idempotency-Key` on POST (draft-ietf-httpapi-idempotency-key-header; Zoom itself has nothing like it). The slot is reserved durably before
 * the request is sent and the answer is kept before it is given, so whatever dies in between, nothing is sent twice.
 */
export function idempotencyGate(needs: IdempotencyNeeds): Gate {
  return (call, subject) => {
    if (call.request.method !== 'POST') return null
    const value = call.request.headers['idempotency-key']
    return value === undefined ? null : once(needs, call, { subject, value: String(value) })
  }
}

interface Asked {
  readonly subject: Subject
  readonly value: string
}

async function once(
  needs: IdempotencyNeeds,
  call: Call,
  { subject, value }: Asked,
): Promise<'pass' | 'answered'> {
  const idempotencyKey = readIdempotencyKey(value)
  if (idempotencyKey === null) {
    throw new Failure(
      'invalid_request',
      'Idempotency-Key has to be 1 to 255 visible ASCII characters, e.g. a UUID.',
    )
  }
  const slot = { keyId: subject.key.id, idempotencyKey, claim: randomUUID() }
  const fingerprint = fingerprintOf({
    method: 'POST',
    target: `/${call.app.name}${call.path}${call.query}`,
    connectionId: subject.token.connection.id,
    contentType: call.request.headers['content-type'] ?? null,
    body: await wholeBody(call),
  })
  const first = await firstAnswer(needs, call, { slot, fingerprint })
  if (first === 'ours') {
    // Nobody would tell of the end of a request whose caller left before it had begun.
    if (call.response.destroyed) return needs.idempotency.release(slot).then(() => 'answered')
    carryOut(needs, call, slot)
    return 'pass'
  }
  if (first) giveAnswer(call, replayed(call, first))
  return 'answered'
}

/** The answer of the first request with this key, or `ours`: this is the first one. Null: the caller left while it waited. */
async function firstAnswer(
  { idempotency }: IdempotencyNeeds,
  call: Call,
  { slot, fingerprint }: { slot: Slot; fingerprint: string },
): Promise<StoredAnswer | 'ours' | null> {
  for (let waited = 0; !call.response.destroyed; waited += pollMs) {
    const first = await idempotency.begin(slot, fingerprint)
    if (!first) return 'ours'
    const repeat = repeatOf(first, fingerprint, await idempotency.now())
    if (repeat.kind === 'replay') return repeat.answer
    if (repeat.kind === 'mismatch') throw mismatch()
    if (repeat.kind === 'unknown') throw outcomeUnknown()
    if (waited >= patienceMs) throw stillUnderWay()
    await sleep(pollMs)
  }
  return null
}

/** Sees to it that the slot ends as the request does: with its answer, free when it was never sent, unknown otherwise. */
function carryOut(needs: IdempotencyNeeds, call: Call, slot: Slot): void {
  const { idempotency, log } = needs
  const trouble = (error: unknown): void => {
    log.error('idempotency_failed', { request_id: call.requestId }, error)
  }
  const alive = setInterval(() => {
    idempotency.keepAlive(slot).catch(trouble)
  }, aliveForMs / 3)
  alive.unref()
  const errand: Errand = {
    sent: false,
    ended() {
      if (call.errand !== errand) return
      call.errand = null
      clearInterval(alive)
      const end = errand.sent ? idempotency.giveUp(slot) : idempotency.release(slot)
      end.catch(trouble)
    },
  }
  call.errand = errand
  const keep = async (answer: WholeAnswer): Promise<WholeAnswer> => {
    await (
      wasNotCarriedOut(answer) ? idempotency.release(slot) : idempotency.settle(slot, answer)
    ).catch(trouble)
    return { ...answer, headers: [...answer.headers, 'Idempotency-Key', slot.idempotencyKey] }
  }
  // Before all others: what is kept is the vendor's answer, whatever a key's profile makes of it.
  call.holds = [keep, ...(call.holds ?? [])]
}

/** Zoom refuses these before it does anything (Zoom, "Errors": 401, 429), so the same request may be sent again. */
const wasNotCarriedOut = ({ status }: WholeAnswer): boolean => status === 401 || status === 429

/** The vendor's answer as it came, under the names of this request. */
function replayed(call: Call, { headers, ...answer }: StoredAnswer): WholeAnswer {
  const kept: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (!/^(?:valetkey-|ratelimit|date$)/i.test(name)) kept.push(name, headers[i + 1] ?? '')
  }
  const own = ['Valetkey-Request-Id', call.requestId, 'Idempotent-Replayed', 'true']
  const connection = call.connectionId === null ? [] : ['Valetkey-Connection', call.connectionId]
  return { ...answer, headers: [...kept, ...connection, ...own] }
}

const mismatch = (): Failure =>
  new Failure(
    'idempotency_key_reused',
    'This Idempotency-Key came with another request before. A new request needs a new key; a repeated one has to be the same byte for byte, on the same connection.',
  )

const outcomeUnknown = (): Failure =>
  new Failure(
    'outcome_unknown',
    'The first request with this Idempotency-Key may or may not have been carried out: its answer was lost, so it is not sent again. Look whether it happened. If it did not, send it with a new key.',
  )

const stillUnderWay = (): Failure =>
  new Failure(
    'conflict',
    'The first request with this Idempotency-Key is still under way. Send it again with the same key in a moment.',
    { extras: { retry_after_s: 2 } },
  )
