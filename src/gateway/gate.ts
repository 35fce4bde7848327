import type { AccessToken } from '../connections/access-token.ts'
import type { Wish } from '../connections/live-connections.ts'
import type { AuthenticatedKey } from '../keys/authenticate.ts'
import type { Call } from './call.ts'
import type { MatchedEndpoint } from './match.ts'

/** Who wants to call what, with whose token: known before anything is sent. */
export interface Subject {
  readonly key: AuthenticatedKey
  readonly matched: MatchedEndpoint
  /** Which connection it asked for, and the one it got with a good token. */
  readonly wish: Wish
  readonly token: AccessToken
}

/**
 * One thing that a request has to pass before it is sent. Null: passed at once, without waiting and without cost. A gate refuses by
 * throwing a `Failure`; one that gives an answer of its own says `answered`.
 */
export type Gate = (call: Call, subject: Subject) => Promise<'pass' | 'answered'> | null
