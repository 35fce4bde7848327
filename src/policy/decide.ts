import type { Endpoint } from '../apps/app.ts'
import { isMeant } from './path-pattern.ts'
import { isStricter, type Decision, type Exception, type Policy } from './policy.ts'

/** One operation on one path. */
export interface Question {
  readonly app: string
  readonly endpoint: Endpoint
  /** Raw, below the app's name, without the query. */
  readonly path: string
}

export interface Verdict {
  readonly decision: Decision
  /** The rule that decided, in the words of the policy. */
  readonly rule: string
}

/**
 * The one place where a policy decides. An exception that names the operation or path comes before what is said of the effect. Where
 * several exceptions match, the strictest counts, so that their order means nothing.
 */
export function decide(policy: Policy | null, question: Question): Verdict {
  if (policy === null) return unrestricted
  if (policy.apps !== null && !policy.apps.has(question.app))
    return { decision: 'deny', rule: 'apps' }
  let found: Exception | null = null
  for (const exception of policy.exceptions) {
    if (found !== null && !isStricter(exception.decision, found.decision)) continue
    if (concerns(exception, question)) found = exception
  }
  if (found !== null) return { decision: found.decision, rule: `${found.decision} ${found.text}` }
  const { effect } = question.endpoint
  return { decision: policy.effects[effect], rule: `${policy.effects[effect]} effect:${effect}` }
}

const unrestricted: Verdict = { decision: 'allow', rule: 'this key may do everything' }

function concerns(exception: Exception, { app, endpoint, path }: Question): boolean {
  if ('operation' in exception) return exception.operation === endpoint.id
  // HEAD is told by its endpoint, which is a GET.
  const request = { method: endpoint.method, path: `/${app}${path}` }
  return isMeant(exception.pattern, request, exception.decision === 'allow' ? 'every' : 'any')
}
