import { createRoute } from '@hono/zod-openapi'
import { createConnection } from './create-connection.ts'
import { createRequest, updateRequest } from './connection-requests.ts'
import {
  connectionReply,
  createdReply,
  deletedReply,
  idParameter,
  listReply,
  listRequest,
} from './connection-schemas.ts'
import { importConnection } from './import-connection.ts'
import { importRequest } from './import-request.ts'
import { jsonBody } from './json-body.ts'
import {
  deleteConnection,
  findConnection,
  listConnections,
  reconnect,
  shown,
  updateConnection,
} from './manage-connections.ts'
import type { ControlApp, ControlNeeds } from './needs.ts'
import { answers, json } from './route-parts.ts'

const tags = ['Connections']

const list = createRoute({
  method: 'get',
  path: '/connections',
  operationId: 'listConnections',
  tags,
  summary: 'List connections, oldest first',
  request: { query: listRequest },
  responses: answers('The connections of this page.', listReply),
})

const create = createRoute({
  method: 'post',
  path: '/connections',
  operationId: 'createConnection',
  tags,
  summary: 'Create a connection',
  description:
    'A person opens connection.url in a browser and consents. Poll the connection until it is ACTIVE.',
  middleware: jsonBody,
  request: { body: json(createRequest) },
  responses: answers('The new connection.', createdReply),
})

const bringAlong = createRoute({
  method: 'post',
  path: '/connections/import',
  operationId: 'importConnection',
  tags,
  summary: 'Bring along a grant that the same OAuth client obtained elsewhere',
  description:
    'The other program has to stop using the grant: a refresh token works once, and whoever refreshes second loses it.',
  middleware: jsonBody,
  request: { body: json(importRequest) },
  responses: answers('The connection, already ACTIVE. Tokens are never shown.', createdReply),
})

const get = createRoute({
  method: 'get',
  path: '/connections/{connection_id}',
  operationId: 'getConnection',
  tags,
  summary: 'Get a connection',
  request: { params: idParameter },
  responses: answers('The connection.', connectionReply),
})

const update = createRoute({
  method: 'patch',
  path: '/connections/{connection_id}',
  operationId: 'updateConnection',
  tags,
  summary: 'Change the label or the metadata of a connection',
  middleware: jsonBody,
  request: { params: idParameter, body: json(updateRequest) },
  responses: answers('The changed connection.', connectionReply),
})

const renew = createRoute({
  method: 'post',
  path: '/connections/{connection_id}/reconnect',
  operationId: 'reconnectConnection',
  tags,
  summary: 'Get a live consent link for an existing connection, which keeps its id',
  description:
    'A key with a policy gets one only when the connection does not work any more, and it refuses another account than the one that the connection has.',
  request: { params: idParameter },
  responses: answers('The connection. Its url is live for about half an hour.', createdReply),
})

const remove = createRoute({
  method: 'delete',
  path: '/connections/{connection_id}',
  operationId: 'deleteConnection',
  tags,
  summary: 'Delete a connection and revoke its grant',
  request: { params: idParameter },
  responses: answers('The connection is gone, also when revoked is false.', deletedReply),
})

export function addConnectionRoutes(app: ControlApp, needs: ControlNeeds): void {
  app.openapi(list, async (c) =>
    c.json(await listConnections(needs, c.get('key'), c.req.valid('query')), 200),
  )
  app.openapi(create, async (c) => {
    const key = c.get('key')
    const connection = await createConnection(needs, key, c.req.valid('json'))
    return c.json(
      { connection_id: connection.id, connection: await shown(needs, key, connection) },
      200,
    )
  })
  app.openapi(bringAlong, async (c) => {
    const key = c.get('key')
    const connection = await importConnection(needs, key, c.req.valid('json'))
    return c.json(
      { connection_id: connection.id, connection: await shown(needs, key, connection) },
      200,
    )
  })
  addSingleConnectionRoutes(app, needs)
}

function addSingleConnectionRoutes(app: ControlApp, needs: ControlNeeds): void {
  app.openapi(get, async (c) => {
    const key = c.get('key')
    const connection = await findConnection(needs, key, c.req.valid('param').connection_id)
    return c.json({ connection: await shown(needs, key, connection) }, 200)
  })
  app.openapi(update, async (c) => {
    const { connection_id: id } = c.req.valid('param')
    const changes = c.req.valid('json')
    const key = c.get('key')
    const changed = await updateConnection(needs, key, { id, changes })
    return c.json({ connection: await shown(needs, key, changed) }, 200)
  })
  app.openapi(renew, async (c) => {
    const key = c.get('key')
    const connection = await findConnection(needs, key, c.req.valid('param').connection_id)
    return c.json(
      { connection_id: connection.id, connection: await reconnect(needs, key, connection) },
      200,
    )
  })
  app.openapi(remove, async (c) => {
    const { connection_id: id } = c.req.valid('param')
    return c.json(await deleteConnection(needs, c.get('key'), id), 200)
  })
}
