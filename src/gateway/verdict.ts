import { Failure } from '../errors.ts'
import type { AuthenticatedKey } from '../keys/authenticate.ts'
import { decide, type Verdict } from '../policy/decide.ts'
import type { Call } from './call.ts'
import { isDryRun } from './dry-run-gate.ts'
import type { MatchedEndpoint } from './match.ts'

/**
 * What the key's policy says of a call, before a connection is looked for. Null: the key has no policy. What is denied is refused
 * here; a dry run only tells.
 */
export function verdictOf(
  { restrictions }: AuthenticatedKey,
  { endpoint }: MatchedEndpoint,
  call: Call,
): Verdict | null {
  const policy = restrictions?.policy
  if (!policy) return null
  refuseOtherMethod(call)
  const verdict = decide(policy, { app: call.app.name, endpoint, path: call.path })
  if (verdict.decision === 'deny' && !isDryRun(call.request)) {
    throw new Failure(
      'policy_denied',
      `The policy of this API key denies "${endpoint.id}" (${endpoint.summary}). The rule is: ${verdict.rule}. Somebody with a key that may manage can change it; sending the request again cannot.`,
      { extras: { operation: endpoint.id, rule: verdict.rule } },
    )
  }
  return verdict
}

/** The query's form of a header that is never forwarded: some servers take the method from it. */
function refuseOtherMethod({ query }: Call): void {
  if (query === '') return
  // A semicolon separates too, for servers that follow HTML 4.01, appendix B.2.2.
  for (const name of new URLSearchParams(query.replaceAll(';', '&')).keys()) {
    if (!/^(_method|x[-_](http[-_])?method([-_]override)?)$/i.test(name)) continue
    throw new Failure(
      'invalid_request',
      'The query names another method. A key with a policy may only do what its method says. Leave it out.',
    )
  }
}
