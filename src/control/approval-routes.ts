import { createRoute } from '@hono/zod-openapi'
import { approvalUrl, stateOf, type Approval } from '../approvals/approval.ts'
import { Failure } from '../errors.ts'
import type { ApiKey } from '../keys/key-store.ts'
import { mayOversee } from '../keys/restrictions.ts'
import {
  approvalParameter,
  approvalReply,
  approvalsReply,
  approvalsRequest,
  type WireApproval,
} from './approval-schemas.ts'
import type { ControlApp, ControlNeeds } from './needs.ts'
import { requireOversight } from './rights.ts'
import { answers } from './route-parts.ts'
import { timestamp } from './wire.ts'

const tags = ['Approvals']

const list = createRoute({
  method: 'get',
  path: '/approvals',
  operationId: 'listApprovals',
  tags,
  summary: 'List requests that a person had to decide on, newest first',
  description: 'A key with a policy or a mask sees its own requests alone.',
  request: { query: approvalsRequest },
  responses: answers('The approvals of 30 days at most.', approvalsReply),
})

const get = createRoute({
  method: 'get',
  path: '/approvals/{approval_id}',
  operationId: 'getApproval',
  tags,
  summary: 'Get an approval',
  request: { params: approvalParameter },
  responses: answers('The approval.', approvalReply),
})

const deciding = (verb: 'approve' | 'deny', summary: string) =>
  createRoute({
    method: 'post',
    path: `/approvals/{approval_id}/${verb}`,
    operationId: `${verb}Request`,
    tags,
    summary,
    description:
      'Needs a key without a policy and without a mask, and another one than the key that asked.',
    request: { params: approvalParameter },
    responses: answers('The decision. It is made once.', approvalReply),
  })

const approve = deciding('approve', 'Let one request pass, once')
const deny = deciding('deny', 'Refuse a request')

const idShape = /^[0-9a-f-]{36}$/

export function addApprovalRoutes(app: ControlApp, needs: ControlNeeds): void {
  app.openapi(list, async (c) => {
    const asking = c.get('key')
    const { status, limit } = c.req.valid('query')
    const found = await needs.approvals.list(asking.ownerId, {
      ...(!mayOversee(asking) && { keyId: asking.id }),
      pending: status === 'PENDING',
      limit,
    })
    return c.json({ approvals: found.map((one) => wireApproval(needs, asking, one)) }, 200)
  })
  app.openapi(get, async (c) => {
    const approval = await find(needs, c.get('key'), c.req.valid('param').approval_id)
    return c.json({ approval: wireApproval(needs, c.get('key'), approval) }, 200)
  })
  app.openapi(approve, async (c) => {
    const approval = await decide(needs, c.get('key'), {
      id: c.req.valid('param').approval_id,
      approve: true,
    })
    return c.json({ approval: wireApproval(needs, c.get('key'), approval) }, 200)
  })
  app.openapi(deny, async (c) => {
    const approval = await decide(needs, c.get('key'), {
      id: c.req.valid('param').approval_id,
      approve: false,
    })
    return c.json({ approval: wireApproval(needs, c.get('key'), approval) }, 200)
  })
}

async function find({ approvals }: ControlNeeds, asking: ApiKey, id: string): Promise<Approval> {
  const approval = idShape.test(id) ? await approvals.get(asking.ownerId, id) : null
  if (approval && (mayOversee(asking) || approval.keyId === asking.id)) return approval
  throw new Failure('not_found', 'There is no such approval. GET /approvals lists them.')
}

async function decide(
  needs: ControlNeeds,
  asking: ApiKey,
  { id, approve: yes }: { id: string; approve: boolean },
): Promise<Approval> {
  requireOversight(asking, 'decide on approvals')
  const approval = await find(needs, asking, id)
  if (approval.keyId === asking.id) {
    throw new Failure(
      'policy_denied',
      'The key that asks cannot be the key that decides. A person decides, with a key of their own.',
      { extras: { rule: 'not by itself' } },
    )
  }
  const { ownerId, id: by } = asking
  const decided = await needs.approvals.decide({ ownerId, id, approve: yes, by })
  if (decided) {
    needs.log.info('approval_decided', { approval_id: id, decision: decided.status, by })
    return decided
  }
  throw new Failure(
    'conflict',
    `There is nothing to decide: the request is ${stateOf(approval, needs.now())}. The caller may ask again.`,
  )
}

function wireApproval(
  { publicUrl, now }: ControlNeeds,
  asking: ApiKey,
  approval: Approval,
): WireApproval {
  const { details } = approval
  const all = mayOversee(asking)
  return {
    approval_id: approval.id,
    status: stateOf(approval, now()),
    summary: all ? details.summary : details.told,
    url: approvalUrl(publicUrl, approval.id),
    app: approval.app,
    operation: approval.operation,
    method: details.method,
    target: details.target,
    headers: [...details.headers],
    body: details.body,
    body_bytes: details.bodyBytes,
    facts: all ? details.facts.map(([name, value]) => ({ name, value })) : [],
    connection_id: approval.connectionId,
    account_email: details.account,
    key_id: approval.keyId,
    key_name: details.keyName,
    creation_time: timestamp(approval.createdAt),
    expires_at: timestamp(approval.expiresAt),
    decision_time: approval.decidedAt === null ? null : timestamp(approval.decidedAt),
    decided_by: approval.decidedBy,
  }
}
