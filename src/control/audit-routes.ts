import { createRoute, type z } from '@hono/zod-openapi'
import { search, type AuditFilter, type FoundRow } from '../audit/search.ts'
import { isOperator, type AuthenticatedKey } from '../keys/authenticate.ts'
import { auditReply, auditRequest, type auditRowSchema } from './audit-schemas.ts'
import type { ControlApp, ControlNeeds } from './needs.ts'
import { requireOversight } from './rights.ts'
import { answers } from './route-parts.ts'
import { timestamp } from './wire.ts'

const list = createRoute({
  method: 'get',
  path: '/audit',
  operationId: 'listAudit',
  tags: ['Audit'],
  summary: "List what was called and administered with the owner's keys, newest first",
  request: { query: auditRequest },
  responses: answers(
    'Rows of the audit. None of them has a body, a query value or a token.',
    auditReply,
  ),
})

export function addAuditRoutes(app: ControlApp, { auditStore }: ControlNeeds): void {
  app.openapi(list, async (c) => {
    requireOversight(c.get('key'), 'read the audit')
    const { order, limit, next_token: from, ...wish } = c.req.valid('query')
    const filter = filterOf(wish, c.get('key'))
    const place = { order, limit, from: from === undefined ? null : Number(from) }
    const { rows, next } = await search(auditStore, { filter, ...place })
    return c.json({ rows: rows.map(wireRow), next_token: next === null ? null : `${next}` }, 200)
  })
}

type Wish = Omit<z.output<typeof auditRequest>, 'order' | 'limit' | 'next_token'>

/** Owners see their own rows. What belongs to no owner, such as a new sealing key, is for the operator. */
function filterOf(wish: Wish, key: AuthenticatedKey): AuditFilter {
  return {
    ...(!isOperator(key) && { ownerId: key.ownerId }),
    ...(wish.since !== undefined && { since: wish.since }),
    ...(wish.until !== undefined && { until: wish.until }),
    ...(wish.key_id !== undefined && { keyId: wish.key_id }),
    ...(wish.connection_id !== undefined && { connectionId: wish.connection_id }),
    ...(wish.request_id !== undefined && { requestId: wish.request_id }),
    ...(wish.kind !== undefined && { kind: wish.kind }),
  }
}

function wireRow({ seq, digest, entry }: FoundRow): z.infer<typeof auditRowSchema> {
  return {
    seq,
    time: timestamp(entry.time),
    kind: entry.kind,
    actor: entry.actor,
    act: entry.act,
    key_id: entry.keyId,
    owner_id: entry.ownerId,
    connection_id: entry.connectionId,
    app: entry.app,
    endpoint: entry.endpoint,
    method: entry.method,
    path: entry.path,
    query: entry.query && [...entry.query],
    status: entry.status,
    error: entry.error,
    request_id: entry.requestId,
    bytes: entry.bytes,
    duration_ms: entry.durationMs,
    detail: entry.detail,
    digest,
  }
}
