import { auditGate, type AuditGateNeeds } from './audit-gate.ts'
import type { LiveConnections } from '../connections/live-connections.ts'
import type { Authenticator } from '../keys/authenticate.ts'
import { createApprovalGate, takingGate, type ApprovalNeeds } from './approval-gate.ts'
import { dryRunGate } from './dry-run-gate.ts'
import type { Call } from './call.ts'
import type { Gate, Subject } from './gate.ts'
import { idempotencyGate, type IdempotencyNeeds } from './idempotency-gate.ts'
import { limitsGate, type LimitsNeeds } from './limits-gate.ts'
import { presented } from './presented.ts'
import { profileGate } from './profile-gate.ts'
import { verdictOf } from './verdict.ts'

export interface GateNeeds
  extends Omit<ApprovalNeeds, 'recheck'>, IdempotencyNeeds, LimitsNeeds, AuditGateNeeds {
  readonly authenticator: Authenticator
  readonly live: LiveConnections
}

/** What stands between a request and upstream, in this order, as one gate. A policy that denies has spoken before. */
export function createGates(needs: GateNeeds): Gate {
  const recheck = (call: Call, subject: Subject) => standsStill(needs, call, subject)
  return inTurn([
    // Before the gates that may answer: a mask is for what upstream once said too, and a dry run refuses a selection that the call would.
    profileGate,
    dryRunGate,
    idempotencyGate(needs),
    createApprovalGate({ ...needs, recheck }),
    limitsGate(needs),
    auditGate(needs),
    takingGate,
  ])
}

function inTurn(gates: readonly Gate[]): Gate {
  return (call, subject) => passFrom(0, call, subject)

  function passFrom(first: number, call: Call, subject: Subject): ReturnType<Gate> {
    for (let at = first; at < gates.length; at++) {
      const waiting = gates[at]?.(call, subject)
      if (waiting)
        return waiting.then((outcome) =>
          outcome === 'answered' ? outcome : (passFrom(at + 1, call, subject) ?? 'pass'),
        )
    }
    return null
  }
}

/** Throws unless a request that was held would be let in now as it was before: key, policy and connection may have changed. */
async function standsStill(
  { authenticator, live }: GateNeeds,
  call: Call,
  { matched, token }: Subject,
): Promise<void> {
  const key = await authenticator.authenticate(presented(call.request))
  verdictOf(key, matched, call)
  await live.resolve({
    ownerId: key.ownerId,
    app: call.app.name,
    connectionId: token.connection.id,
    scope: key.restrictions?.policy?.connections ?? null,
  })
}
