import type { Approval } from '../client/objects.ts'
import { facts } from './table.ts'

/** What a person has to see before deciding: exactly what will be sent, and what it is about. */
export function approvalFacts(it: Approval): string {
  return facts([
    ['id', it.approval_id],
    ['status', it.status],
    ['what', it.summary],
    ...it.facts.map(({ name, value }) => [name, value] as const),
    ['request', `${it.method} /${it.app}${it.target}`],
    ...it.headers.map((line) => ['header', line] as const),
    ['body', it.body === null ? null : `${it.body} (${it.body_bytes} bytes)`],
    ['account', it.account_email],
    ['connection', it.connection_id],
    ['asked by', `${it.key_name} (${it.key_id})`],
    ['asked at', it.creation_time],
    ['until', it.expires_at],
    ['decided', it.decision_time],
    ['decided by', it.decided_by],
  ])
}
