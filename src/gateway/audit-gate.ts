import type { Audit } from '../audit/trail.ts'
import { entryOfCall } from './audited.ts'
import type { Gate } from './gate.ts'

export interface AuditGateNeeds {
  readonly audit: Pick<Audit, 'durable'>
  readonly now: () => number
}

/** What cannot be taken back is in the audit, on the disk, before it is sent; otherwise it is not sent. */
export function auditGate({ audit, now }: AuditGateNeeds): Gate {
  return (call, { matched }) =>
    matched.endpoint.effect === 'destroy'
      ? audit.durable(entryOfCall(call, 'intent', now())).then(passed)
      : null
}

const passed = (): 'pass' => 'pass'
