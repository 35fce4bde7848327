import { createRoute, z } from '@hono/zod-openapi'
import { createConnection } from './create-connection.ts'
import { createRequest } from './connection-requests.ts'
import {
  connectionReply,
  createdReply,
  deletedReply,
  listReply,
  listRequest,
} from './connection-schemas.ts'
import { jsonBody } from './json-body.ts'
import { deleteConnection, findConnection, listConnections, shown } from './manage-connections.ts'
import type { ControlApp, ControlNeeds } from './needs.ts'
import { answers, json } from './route-parts.ts'

/** The first generation of clients posts everything to verbs. These are the same functions as behind /connections. */
const shared = {
  method: 'post' as const,
  tags: ['Connections, for older clients'],
  middleware: jsonBody,
}

const idRequest = z.object({ connection_id: z.string() })

const create = createRoute({
  ...shared,
  path: '/create-connection',
  operationId: 'createConnectionRpc',
  summary: 'As POST /connections',
  request: { body: json(createRequest) },
  responses: answers('The new connection.', createdReply),
})

const list = createRoute({
  ...shared,
  path: '/list-connections',
  operationId: 'listConnectionsRpc',
  summary: 'As GET /connections',
  request: { body: json(listRequest) },
  responses: answers('The connections of this page.', listReply),
})

const get = createRoute({
  ...shared,
  path: '/get-connection',
  operationId: 'getConnectionRpc',
  summary: 'As GET /connections/{connection_id}',
  request: { body: json(idRequest) },
  responses: answers('The connection.', connectionReply),
})

const remove = createRoute({
  ...shared,
  path: '/delete-connection',
  operationId: 'deleteConnectionRpc',
  summary: 'As DELETE /connections/{connection_id}',
  request: { body: json(idRequest) },
  responses: answers('The connection is gone, also when revoked is false.', deletedReply),
})

export function addRpcRoutes(app: ControlApp, needs: ControlNeeds): void {
  app.openapi(create, async (c) => {
    const key = c.get('key')
    const connection = await createConnection(needs, key, c.req.valid('json'))
    return c.json(
      { connection_id: connection.id, connection: await shown(needs, key, connection) },
      200,
    )
  })
  app.openapi(list, async (c) =>
    c.json(await listConnections(needs, c.get('key'), c.req.valid('json')), 200),
  )
  app.openapi(get, async (c) => {
    const { connection_id: id } = c.req.valid('json')
    const key = c.get('key')
    const connection = await findConnection(needs, key, id)
    return c.json({ connection: await shown(needs, key, connection) }, 200)
  })
  app.openapi(remove, async (c) => {
    const { connection_id: id } = c.req.valid('json')
    return c.json(await deleteConnection(needs, c.get('key'), id), 200)
  })
}
