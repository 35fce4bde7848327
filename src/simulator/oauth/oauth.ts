import type { Answer } from '../answer.ts'
import type { Incoming } from '../incoming.ts'
import { createRouter } from '../router.ts'
import { decideConsent, showConsent } from './authorize.ts'
import { createCodes } from './codes.ts'
import type { OAuthNeeds, OAuthOffice } from './office.ts'
import { answerRevoke } from './revoke.ts'
import { answerToken } from './token-endpoint.ts'

type Endpoint = {
  readonly method: string
  readonly path: string
  readonly handle: (office: OAuthOffice, incoming: Incoming) => Answer
}

const ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: '/oauth/authorize', handle: showConsent },
  { method: 'POST', path: '/oauth/authorize', handle: decideConsent },
  { method: 'POST', path: '/oauth/token', handle: answerToken },
  { method: 'POST', path: '/oauth/revoke', handle: answerRevoke },
]

/** The OAuth endpoints. Undefined for a path that is none of them. */
export function createOAuth(needs: OAuthNeeds): (incoming: Incoming) => Answer | undefined {
  const find = createRouter(ENDPOINTS)
  const office: OAuthOffice = { ...needs, codes: createCodes(needs.clock) }
  return (incoming) => find(incoming.method, incoming.rawPath)?.route.handle(office, incoming)
}
