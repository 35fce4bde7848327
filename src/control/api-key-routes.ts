import { createRoute } from '@hono/zod-openapi'
import { Failure } from '../errors.ts'
import type { ApiKey } from '../keys/key-store.ts'
import { mayManage } from '../keys/restrictions.ts'
import {
  keyChangeRequest,
  keyIdParameter,
  keyReply,
  keysReply,
  newKeyReply,
  newKeyRequest,
  revokedReply,
} from './api-key-schemas.ts'
import { jsonBody } from './json-body.ts'
import { askedRestrictions } from './key-restrictions.ts'
import type { ControlApp, ControlNeeds } from './needs.ts'
import { requireManage } from './rights.ts'
import { answers, json } from './route-parts.ts'
import { wireApiKey } from './wire.ts'

const tags = ['API keys']

const list = createRoute({
  method: 'get',
  path: '/api-keys',
  operationId: 'listApiKeys',
  tags,
  summary: 'List the API keys of the same owner, revoked ones too',
  description: 'A key with a policy sees itself alone.',
  responses: answers('The keys, without the keys themselves.', keysReply),
})

const create = createRoute({
  method: 'post',
  path: '/api-keys',
  operationId: 'createApiKey',
  tags,
  summary: 'Create an API key for the same owner',
  description: 'It can be as wide as the key that asks, and no wider.',
  middleware: jsonBody,
  request: { body: json(newKeyRequest) },
  responses: answers('The new key. Keep api_key: it is not shown again.', newKeyReply),
})

const get = createRoute({
  method: 'get',
  path: '/api-keys/{key_id}',
  operationId: 'getApiKey',
  tags,
  summary: 'Say what an API key may do',
  request: { params: keyIdParameter },
  responses: answers('The key, without the key itself.', keyReply),
})

const update = createRoute({
  method: 'patch',
  path: '/api-keys/{key_id}',
  operationId: 'updateApiKey',
  tags,
  summary: 'Change the name or the restrictions of another API key',
  description: 'What is left out stays. Null takes a restriction away.',
  middleware: jsonBody,
  request: { params: keyIdParameter, body: json(keyChangeRequest) },
  responses: answers('The changed key. All servers know it within a second.', keyReply),
})

const revoke = createRoute({
  method: 'delete',
  path: '/api-keys/{key_id}',
  operationId: 'revokeApiKey',
  tags,
  summary: 'Revoke an API key, also the one that asks',
  request: { params: keyIdParameter },
  responses: answers('The key is revoked. All servers know it within a second.', revokedReply),
})

const idShape = /^[0-9a-f-]{36}$/

export function addApiKeyRoutes(app: ControlApp, needs: ControlNeeds): void {
  const { keys } = needs
  app.openapi(list, async (c) => {
    const asking = c.get('key')
    const found = await keys.list(asking.ownerId)
    const shown = mayManage(asking) ? found : found.filter(({ id }) => id === asking.id)
    return c.json({ api_keys: shown.map(wireApiKey) }, 200)
  })
  app.openapi(create, async (c) => {
    const asking = c.get('key')
    requireManage(asking, 'create API keys')
    const { name, ...wish } = c.req.valid('json')
    const restrictions = askedRestrictions(wish, { ...needs, asking, before: null })
    const { key, secret } = await keys.create({ ownerId: asking.ownerId, name, restrictions })
    return c.json({ ...wireApiKey(key), api_key: secret.reveal() }, 200)
  })
  addSingleKeyRoutes(app, needs)
}

function addSingleKeyRoutes(app: ControlApp, needs: ControlNeeds): void {
  const { keys } = needs
  app.openapi(get, async (c) => {
    const key = await find(needs, c.get('key'), c.req.valid('param').key_id)
    return c.json({ api_key: wireApiKey(key) }, 200)
  })
  app.openapi(update, async (c) => {
    const asking = c.get('key')
    requireManage(asking, 'change API keys')
    const key = await find(needs, asking, c.req.valid('param').key_id)
    const { name, ...wish } = c.req.valid('json')
    const narrows = Object.keys(wish).length > 0
    if (narrows && key.id === asking.id) throw ownRestrictions()
    const changed = await keys.update(asking.ownerId, key.id, {
      ...(name !== undefined && { name }),
      ...(narrows && {
        restrictions: askedRestrictions(wish, { ...needs, asking, before: key.restrictions }),
      }),
    })
    if (!changed) throw unknownKey()
    return c.json({ api_key: wireApiKey(changed) }, 200)
  })
  app.openapi(revoke, async (c) => {
    const asking = c.get('key')
    const { id } = await find(needs, asking, c.req.valid('param').key_id)
    if (!(await keys.revoke(asking.ownerId, id))) throw unknownKey()
    return c.json({ key_id: id, revoked: true } as const, 200)
  })
}

/** A key of the same owner. To a key with a policy, the others do not exist. */
async function find({ keys }: ControlNeeds, asking: ApiKey, id: string): Promise<ApiKey> {
  const mayAsk = idShape.test(id) && (mayManage(asking) || id === asking.id)
  const key = mayAsk ? await keys.get(asking.ownerId, id) : null
  if (!key) throw unknownKey()
  return key
}

const unknownKey = (): Failure =>
  new Failure(
    'not_found',
    "There is no such API key of this key's owner. GET /api-keys lists them.",
  )

const ownRestrictions = (): Failure =>
  new Failure(
    'policy_denied',
    'A key cannot change its own restrictions. Use another key that may manage, or the command line on the machine of the server.',
    { extras: { rule: 'not by itself' } },
  )
