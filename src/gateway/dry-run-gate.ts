import { Failure } from '../errors.ts'
import { respond, type Call } from './call.ts'
import type { CallersRequest } from './caller.ts'
import type { Gate, Subject } from './gate.ts'

const header = 'valetkey-dry-run'

/** Says what would happen to a request instead of sending it. */
export const dryRunGate: Gate = (call, subject) => {
  if (!isDryRun(call.request)) return null
  respond(call, explanation(call, subject))
  return answered
}

const answered = Promise.resolve('answered' as const)

/** Whoever sends the header at all does not want the request to be sent by a spelling mistake. */
export function isDryRun({ headers }: CallersRequest): boolean {
  const value = headers[header]
  if (value === undefined) return false
  if (typeof value === 'string' && /^(true|1|\?1|yes)$/i.test(value.trim())) return true
  throw new Failure('invalid_request', 'Valetkey-Dry-Run is "true" or is not sent at all.')
}

function explanation(call: Call, { key, matched, token }: Subject): Parameters<typeof respond>[1] {
  const { connection } = token
  const { endpoint } = matched
  const { decision, rule } = call.verdict ?? everything
  const hidesAddress = key.restrictions?.profile?.mask.includes('emails') === true
  const body = {
    dry_run: true,
    request_id: call.requestId,
    app: call.app.name,
    operation: endpoint.id,
    summary: endpoint.summary,
    method: call.request.method,
    target: call.path + call.query,
    effect: endpoint.effect,
    decision,
    rule,
    connection: {
      connection_id: connection.id,
      label: connection.label,
      account_email: hidesAddress ? '[masked]' : connection.accountEmail,
    },
    scope: { needed: endpoint.scope, granted: isGranted(endpoint.scope, connection.scopes) },
    rate_class: endpoint.rateClass,
  }
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'valetkey-dry-run': 'true',
      'valetkey-request-id': call.requestId,
    },
    body: JSON.stringify(body),
  }
}

const everything = { decision: 'allow', rule: 'this key may do everything' } as const

/** Null where it cannot be told: upstream named no scopes, or only coarse ones of an older kind. */
function isGranted(needed: string, granted: readonly string[]): boolean | null {
  // A wider form of a scope is the same words and one more, e.g. for all users of an account.
  if (granted.some((scope) => scope === needed || scope.startsWith(`${needed}:`))) return true
  return granted.some((scope) => scope.split(':').length > 2) ? false : null
}
