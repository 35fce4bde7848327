import { setTimeout as sleep } from 'node:timers/promises'
import { approvalUrl, fingerprint, type Approval, type Request } from '../approvals/approval.ts'
import type { ApprovalStore } from '../approvals/approval-store.ts'
import { plainLine, readableBody } from '../approvals/plain-text.ts'
import { summaryOf, type Fact } from '../approvals/summary.ts'
import type { AppClients } from '../connections/app-clients.ts'
import { accountOf } from '../connections/connection.ts'
import { Failure } from '../errors.ts'
import { decide } from '../policy/decide.ts'
import type { Call } from './call.ts'
import { readFacts, readingsFor } from './facts.ts'
import type { Gate, Subject } from './gate.ts'
import { outbound } from './headers.ts'
import type { Upstream } from './upstream.ts'
import { preferredWaitS } from './preferred-wait.ts'
import { wholeBody } from './whole-body.ts'

export interface ApprovalNeeds {
  readonly approvals: Pick<ApprovalStore, 'standing' | 'ask' | 'get' | 'use'>
  readonly announce: (approval: Approval) => void
  readonly apps: AppClients
  readonly upstream: Upstream
  readonly publicUrl: string
  /** Throws unless the key and the connection are still as good as when the request came. */
  readonly recheck: (call: Call, subject: Subject) => Promise<void>
}

/** Lets a request pass that a person approved. */
export function createApprovalGate(needs: ApprovalNeeds): Gate {
  return (call, subject) =>
    call.verdict?.decision === 'approve' ? approvedOnly(needs, call, subject) : null
}

async function approvedOnly(needs: ApprovalNeeds, call: Call, subject: Subject): Promise<'pass'> {
  const body = await wholeBody(call)
  const sent = { body, reading: readingOf(call) }
  const wish = { call, subject, fingerprint: fingerprintOf(call, subject, sent), ...sent }
  const standing = (await needs.approvals.standing(wish.fingerprint)) ?? (await ask(needs, wish))
  const approval = await decided(needs, wish, standing)
  if (approval.status === 'DENIED') throw denied(needs, approval)
  if (approval.status === 'PENDING') throw required(needs, approval)
  call.takeApproval = () => take(needs, wish, approval)
  return 'pass'
}

/** Behind all others: a yes is not spent on a call that is not sent after all. */
export const takingGate: Gate = (call) => call.takeApproval?.() ?? null

/** What was sent once cannot be sent again with the same yes. */
async function take(needs: ApprovalNeeds, wish: Wish, { id }: Approval): Promise<'pass'> {
  if (await needs.approvals.use(id)) return 'pass'
  throw required(needs, await ask(needs, wish))
}

type Sent = Pick<Request, 'body' | 'reading'>

interface Wish extends Sent {
  readonly call: Call
  readonly subject: Subject
  readonly fingerprint: string
}

/** As they will be sent and all of them: of two, a server may take the first or the last. */
function readingOf({ request }: Call): string[] {
  const headers = outbound(request.rawHeaders, null)
  return headers.flatMap((text, i) => {
    const name = i % 2 === 0 ? text.toLowerCase() : ''
    return /^content-(?!length$)/.test(name) ? [`${name}: ${headers[i + 1] ?? ''}`] : []
  })
}

function fingerprintOf(call: Call, { key, token: { connection } }: Subject, sent: Sent): string {
  return fingerprint({
    keyId: key.id,
    connectionId: connection.id,
    account: accountOf(connection),
    app: call.app.name,
    method: call.request.method ?? '',
    target: call.path + call.query,
    ...sent,
  })
}

async function ask(needs: ApprovalNeeds, wish: Wish): Promise<Approval> {
  const { call, subject, body, reading } = wish
  const { key, matched, token } = subject
  const { connection } = token
  const { facts, mayTell } = await factsOf(needs, wish)
  const about = {
    summary: matched.endpoint.summary,
    account: connection.accountEmail ?? connection.label,
    method: call.request.method ?? '',
    target: call.path + call.query,
  }
  const asked = await needs.approvals.ask({
    fingerprint: wish.fingerprint,
    ownerId: key.ownerId,
    keyId: key.id,
    connectionId: connection.id,
    app: call.app.name,
    operation: matched.endpoint.id,
    details: {
      summary: summaryOf({ ...about, facts }),
      told: summaryOf({
        ...about,
        account: key.restrictions?.profile ? connection.label : about.account,
        facts: mayTell ? facts : [],
      }),
      facts,
      keyName: plainLine(key.name, 100),
      account: about.account,
      method: about.method,
      target: about.target,
      headers: reading.map((line) => plainLine(line, 200)),
      body: readableBody(body),
      bodyBytes: body.length,
    },
  })
  if (!asked) throw tooMany()
  if (asked.isNew) needs.announce(asked.approval)
  return asked.approval
}

/** What it is about, and whether the key could have read that itself: an approval must not tell it more. */
async function factsOf(
  needs: ApprovalNeeds,
  { call, subject: { key, matched, token } }: Wish,
): Promise<{ facts: Fact[]; mayTell: boolean }> {
  const appClient = needs.apps.find(call.app.name)?.appClient
  for (const reading of appClient ? readingsFor(call.app, matched.endpoint, call) : []) {
    const facts = appClient ? await readFacts({ ...needs, appClient }, token, reading) : []
    if (facts.length === 0) continue
    const question = { app: call.app.name, endpoint: reading.endpoint, path: reading.path }
    const { decision } = decide(key.restrictions?.policy ?? null, question)
    // What a profile hides in answers could stand in any fact.
    const hides = key.restrictions?.profile != null
    return { facts, mayTell: decision === 'allow' && !hides }
  }
  return { facts: [], mayTell: true }
}

const pollMs = 500

/** With `Prefer: wait=…` (RFC 7240, section 4.3) the request is held until the person has decided, if that is soon. */
async function decided(
  { approvals, recheck }: ApprovalNeeds,
  { call, subject }: Wish,
  standing: Approval,
): Promise<Approval> {
  const seconds = preferredWaitS(call.request)
  if (seconds === 0 || standing.status !== 'PENDING') return standing
  const { response } = call
  response.setHeader('Preference-Applied', `wait=${seconds}`)
  let approval = standing
  for (let waited = 0; waited < seconds * 1_000; waited += pollMs) {
    await sleep(pollMs, null, { ref: false })
    if (response.destroyed) throw new Failure('approval_required', 'The caller left.')
    approval = (await approvals.get(subject.key.ownerId, standing.id)) ?? standing
    if (approval.usedAt !== null || approval.status !== 'PENDING') break
  }
  if (approval.status === 'APPROVED') await recheck(call, subject)
  return approval
}

function extrasOf({ publicUrl }: ApprovalNeeds, { id, details, expiresAt }: Approval) {
  return {
    approval_id: id,
    approval_url: approvalUrl(publicUrl, id),
    summary: details.told,
    expires_at: new Date(expiresAt).toISOString(),
  }
}

const required = (needs: ApprovalNeeds, approval: Approval): Failure =>
  new Failure(
    'approval_required',
    'A person has to approve this first, and nothing was sent. Give the person approval_url; only somebody with a key without a policy can decide there. After that, send exactly the same request again, within 15 minutes.',
    { extras: extrasOf(needs, approval) },
  )

const denied = (needs: ApprovalNeeds, approval: Approval): Failure =>
  new Failure(
    'approval_denied',
    'A person has denied this, and nothing was sent. Ask the person before you try anything like it again.',
    { extras: extrasOf(needs, approval) },
  )

const tooMany = (): Failure =>
  new Failure(
    'too_many_approvals',
    'Too many requests of this API key wait for a person already. Ask the person to decide on those first.',
    { extras: { retry_after_s: 60 } },
  )
