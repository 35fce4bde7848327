import type { Answer } from '../answer.ts'
import type { Clock } from '../clock.ts'
import type { Incoming } from '../incoming.ts'
import { createRouter } from '../router.ts'
import type { Stats } from '../stats.ts'
import type { Vendor } from '../vendor.ts'
import { decideConsent, showConsent } from './authorize.ts'
import { createCodes, type Codes } from './codes.ts'
import type { Grants } from './grants.ts'
import { answerRevoke } from './revoke.ts'
import { answerToken } from './token-endpoint.ts'

export type OAuthNeeds = {
  readonly clock: Clock
  readonly stats: Stats
  readonly vendor: Vendor
  readonly grants: Grants
}

/** What every OAuth endpoint works on. */
export type OAuthOffice = OAuthNeeds & { readonly codes: Codes }

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
