import { auditGate, type AuditGateNeeds } from './audit-gate.ts'
import { dryRunGate } from './dry-run-gate.ts'
import type { Gate } from './gate.ts'

/** What stands between a request and upstream, in this order. A policy that denies has spoken before. */
export function createGates(needs: AuditGateNeeds): readonly Gate[] {
  return [dryRunGate, auditGate(needs)]
}
