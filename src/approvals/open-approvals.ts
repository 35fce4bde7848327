import type { Approval } from './approval.ts'
import { createAnnouncer, type AnnouncerNeeds } from './announce.ts'
import {
  createApprovalStore,
  type ApprovalStore,
  type ApprovalStoreNeeds,
} from './approval-store.ts'

export interface ApprovalRoom {
  readonly approvals: ApprovalStore
  /** Tells people that something waits for them. */
  readonly announce: (approval: Approval) => void
}

/** The approvals on a store, and the way to whoever decides. */
export function openApprovals(needs: AnnouncerNeeds & ApprovalStoreNeeds): ApprovalRoom {
  return { approvals: createApprovalStore(needs), announce: createAnnouncer(needs) }
}
