import { createHash } from 'node:crypto'

/** `PENDING` until a person decides, and then for good. What was used or has ended counts no more. */
export type ApprovalStatus = 'PENDING' | 'APPROVED' | 'DENIED'

/** One request that a person has to decide on. */
export interface Approval {
  readonly id: string
  readonly ownerId: string
  readonly keyId: string
  readonly connectionId: string
  readonly app: string
  /** The operation's id in the endpoint table. */
  readonly operation: string
  readonly status: ApprovalStatus
  readonly createdAt: number
  /** Until when the decision can be made, or, once it is made, until when it counts. */
  readonly expiresAt: number
  readonly decidedAt: number | null
  /** Id of the key that decided, or `operator`. */
  readonly decidedBy: string | null
  readonly usedAt: number | null
  readonly details: ApprovalDetails
}

/** What the person gets to see. Sealed in the store: it holds what people wrote. */
export interface ApprovalDetails {
  readonly summary: string
  /** The same as far as the key itself may read what it is about. */
  readonly told: string
  /** What is known of the thing that it is about, as upstream told it. Not ours: to be shown as text and no more. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly keyName: string
  readonly account: string | null
  readonly method: string
  /** Path and query below the app's name, as they will be sent. */
  readonly target: string
  /** Those that say how the body is read, a line each. */
  readonly headers: readonly string[]
  /** The beginning of the body as text, or null when there is none. */
  readonly body: string | null
  readonly bodyBytes: number
}

/** Long enough for a person to be found, short enough that nobody forgets what it was about. */
export const pendingForMs = 60 * 60_000
/** The caller repeats its request meanwhile. */
export const approvedForMs = 15 * 60_000
/** A no holds this long against the same request. */
export const deniedForMs = 60 * 60_000
/** So many requests of one key may wait at once: a person who is flooded approves blindly. */
export const mostPending = 20

/** Everything that makes a request the one that was approved. Another byte is another request. */
export interface Request {
  readonly keyId: string
  readonly connectionId: string
  /** Whose account the connection is for. */
  readonly account: string
  readonly app: string
  readonly method: string
  readonly target: string
  /** Headers that say how the body is read, a line each. */
  readonly reading: readonly string[]
  readonly body: Buffer
}

export function fingerprint(request: Request): string {
  const { keyId, connectionId, account, app, method, target, reading, body } = request
  const bodyHash = createHash('sha256').update(body).digest('hex')
  const parts = [keyId, connectionId, account, app, method, target, reading, bodyHash]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

export type ApprovalState = ApprovalStatus | 'USED' | 'EXPIRED'

/** How an approval stands at a moment. What was used stays used; everything else ends. */
export function stateOf(approval: Approval, now: number): ApprovalState {
  if (approval.usedAt !== null) return 'USED'
  return approval.expiresAt <= now ? 'EXPIRED' : approval.status
}

/** Where a person decides. The address is no secret: it asks for a sign-in. */
export const approvalUrl = (publicUrl: string, id: string): string =>
  `${publicUrl}/dashboard/approvals/${id}`
