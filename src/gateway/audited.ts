import { safePath, type Entry } from '../audit/entry.ts'
import type { Call } from './call.ts'

/** The row of the audit about a call. Of the query it has the names that the endpoint table knows, and never a value. */
export function entryOfCall(call: Call, kind: Entry['kind'], time: number): Entry {
  const { request, response, matched } = call
  const isAnswered = kind !== 'intent'
  return {
    time,
    kind,
    actor: 'key',
    act: null,
    keyId: call.keyId,
    ownerId: call.ownerId,
    connectionId: call.connectionId,
    app: call.app.name,
    endpoint: matched?.endpoint.id ?? null,
    method: request.method ?? null,
    path: safePath(call.path),
    query: namesIn(call),
    status: isAnswered && response.headersSent ? response.statusCode : null,
    error: isAnswered ? call.refusedWith : null,
    requestId: call.requestId,
    bytes: isAnswered ? call.bytes : null,
    durationMs: isAnswered ? time - call.startedAt : null,
    detail: isAnswered && !response.writableFinished ? 'the answer did not arrive whole' : null,
  }
}

/** A refusal that comes from what the key may do, and not from the call. */
const decisions = new Set(['policy_denied', 'approval_required', 'approval_denied'])

export const kindOf = ({ refusedWith }: Call): Entry['kind'] =>
  refusedWith !== null && decisions.has(refusedWith) ? 'decision' : 'proxied'

function namesIn({ query, matched }: Call): string[] | null {
  if (query === '' || !matched) return null
  const known = matched.endpoint.query
  const names = query
    .slice(1)
    .split('&', 50)
    .map((part) => {
      const end = part.indexOf('=')
      return end < 0 ? part : part.slice(0, end)
    })
  // A name that the table does not know is the caller's own text, and could be anything.
  return names.map((name) => (known.includes(name) ? name : '?'))
}
