import type { Context } from 'hono'
import type { Approval } from '../approvals/approval.ts'
import type { Handler } from './access.ts'
import { approvalBody, approvalsBody } from './approvals-page.ts'
import { gone, nothingToDecide } from './endings.ts'
import { showCard, showEnding, showSection } from './frame.ts'
import type { DashboardRoom, Visitor } from './needs.ts'
import { notice } from './notices.ts'

const mostShown = 100

export const showApprovals: Handler = async (room, c, { ownerId }) => {
  const body = approvalsBody({
    basePath: room.pages.basePath,
    apps: room.apps,
    approvals: await room.approvals.list(ownerId, { limit: mostShown }),
    said: notice(c.req.query('notice')),
    now: room.now(),
  })
  return showSection(room, c, { title: 'Approvals', section: 'approvals', body })
}

/** Shows and changes nothing: mail scanners and previews open links. */
export const showApproval: Handler = async (room, c, visitor) => {
  const approval = await named(room, c, visitor)
  if (!approval) return showEnding(room, c, gone('approval'))
  const own = approval.keyId === visitor.keyId
  const view = { basePath: room.pages.basePath, apps: room.apps, now: room.now() }
  const body = approvalBody(view, approval, { own })
  return showCard(room, c, { title: 'An approval', body })
}

const decision =
  (approve: boolean): Handler =>
  async (room, c, visitor) => {
    const { ownerId, keyId: by } = visitor
    const id = c.req.param('id') ?? ''
    const decided = await room.approvals.decide({ ownerId, id, approve, by })
    if (!decided) return showEnding(room, c, nothingToDecide())
    room.log.info('approval_decided', { approval_id: id, decision: decided.status, by })
    const said = approve ? 'approved' : 'denied'
    return room.pages.seeOther(c, `${room.pages.basePath}/dashboard/approvals?notice=${said}`)
  }

export const approve = decision(true)
export const deny = decision(false)

function named(
  { approvals }: DashboardRoom,
  c: Context,
  { ownerId }: Visitor,
): Promise<Approval | null> {
  return approvals.get(ownerId, c.req.param('id') ?? '')
}
