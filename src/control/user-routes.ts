import { createRoute, z } from '@hono/zod-openapi'
import { Failure } from '../errors.ts'
import { mayManage } from '../keys/restrictions.ts'
import type { ControlApp, ControlNeeds } from './needs.ts'
import { answers } from './route-parts.ts'

const userSchema = z.object({
  user_id: z.string(),
  email: z.string().nullable().openapi({ description: 'Null unless the owner is named by one.' }),
  name: z.string(),
})

const userReply = z
  .object({ user: userSchema })
  .extend(userSchema.shape)
  .extend({
    auth_type: z.literal('api_key'),
    manage: z.boolean().openapi({
      description: 'Whether the key may manage: keys, approvals, imports and deletions.',
    }),
  })

const whoami = createRoute({
  method: 'get',
  path: '/user',
  operationId: 'getUser',
  tags: ['User'],
  summary: 'Say whom the API key belongs to',
  responses: answers('The owner. The members stand twice, for readers of either form.', userReply),
})

export function addUserRoutes(app: ControlApp, { owners }: ControlNeeds): void {
  app.openapi(whoami, async (c) => {
    const key = c.get('key')
    const owner = await owners.get(key.ownerId)
    if (!owner) throw new Failure('invalid_api_key', 'Invalid API key: its owner was removed.')
    const email = /^[^\s@]+@[^\s@]+$/.test(owner.name) ? owner.name : null
    const user = { user_id: owner.id, email, name: owner.name }
    return c.json({ user, ...user, auth_type: 'api_key', manage: mayManage(key) } as const, 200)
  })
}
