import { createRoute } from '@hono/zod-openapi'
import { Failure } from '../errors.ts'
import {
  keyIdParameter,
  keysReply,
  newKeyReply,
  newKeyRequest,
  revokedReply,
} from './api-key-schemas.ts'
import { jsonBody } from './json-body.ts'
import type { ControlApp, ControlNeeds } from './needs.ts'
import { answers, json } from './route-parts.ts'
import { timestamp, wireApiKey } from './wire.ts'

const tags = ['API keys']

const list = createRoute({
  method: 'get',
  path: '/api-keys',
  operationId: 'listApiKeys',
  tags,
  summary: 'List the API keys of the same owner, revoked ones too',
  responses: answers('The keys, without the keys themselves.', keysReply),
})

const create = createRoute({
  method: 'post',
  path: '/api-keys',
  operationId: 'createApiKey',
  tags,
  summary: 'Create an API key for the same owner',
  middleware: jsonBody,
  request: { body: json(newKeyRequest) },
  responses: answers('The new key. Keep api_key: it is not shown again.', newKeyReply),
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

export function addApiKeyRoutes(app: ControlApp, { keys }: ControlNeeds): void {
  app.openapi(list, async (c) => {
    const found = await keys.list(c.get('key').ownerId)
    return c.json({ api_keys: found.map(wireApiKey) }, 200)
  })
  app.openapi(create, async (c) => {
    const { name } = c.req.valid('json')
    const { key, secret } = await keys.create({ ownerId: c.get('key').ownerId, name })
    return c.json(
      {
        key_id: key.id,
        api_key: secret.reveal(),
        name: key.name,
        creation_time: timestamp(key.createdAt),
      },
      200,
    )
  })
  app.openapi(revoke, async (c) => {
    const { key_id: id } = c.req.valid('param')
    if (!idShape.test(id) || !(await keys.revoke(c.get('key').ownerId, id))) {
      throw new Failure(
        'not_found',
        "There is no such API key of this key's owner. GET /api-keys lists them.",
      )
    }
    return c.json({ key_id: id, revoked: true } as const, 200)
  })
}
