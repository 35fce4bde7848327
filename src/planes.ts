import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createConnect } from './connect/routes.ts'
import { createControl } from './control/routes.ts'
import { createDashboard } from './dashboard/routes.ts'
import type { Rooms } from './rooms.ts'

/**
 * Everything that answers HTML or JSON of our own, as one web application. The data plane stays outside of it: a web
 * framework would decode, collapse and buffer what has to arrive as sent (docs/decisions/0003-data-plane-outside-the-framework.md).
 */
export function createPlanes(
  rooms: Rooms,
  version: string,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const planes = new Hono()
  planes.route('/', createConnect(rooms))
  planes.route('/', createDashboard(rooms))
  planes.route('/', createControl({ ...rooms, version }))
  const listener = getRequestListener(planes.fetch, { overrideGlobalObjects: false })
  return async (request, response) => {
    await listener(request, response)
  }
}
