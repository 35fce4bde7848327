import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { createConnect } from './connect/routes.ts'
import { createControl } from './control/routes.ts'
import { createDashboard } from './dashboard/routes.ts'
import type { InnerFetch } from './inner-fetch.ts'
import type { McpEndpoint } from './mcp/http.ts'
import type { Rooms } from './rooms.ts'

/** What the planes are told of the process that they run in. */
export interface AboutServer {
  readonly version: string
  /** The server was told to stop and waits for load balancers to notice. */
  readonly isLeaving: () => boolean
  /** Reaches this server from inside, for the caller of a request. */
  readonly inside: (caller: IncomingMessage) => InnerFetch
}

/**
 * Everything that answers HTML or JSON of our own, as one web application. The data plane stays outside of it: a web
 * framework would decode, collapse and buffer what has to arrive as sent (docs/decisions/0003-data-plane-outside-the-framework.md).
 */
export function createPlanes(
  rooms: Rooms,
  about: AboutServer,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const planes = new Hono<{ Bindings: HttpBindings }>()
  const mcp = mcpEndpoint(rooms, about.version)
  planes.all('/mcp', async (c) => (await mcp())(c.req.raw, about.inside(c.env.incoming)))
  planes.route('/', createConnect(rooms))
  planes.route('/', createDashboard(rooms))
  planes.route('/', createControl({ ...rooms, ...about }))
  const listener = getRequestListener(planes.fetch, { overrideGlobalObjects: false })
  return async (request, response) => {
    await listener(request, response)
  }
}

/** Loaded by the first request to it (docs/decisions/0017-mcp-without-sessions.md). */
function mcpEndpoint({ publicUrl, now, log }: Rooms, version: string): () => Promise<McpEndpoint> {
  let loaded: Promise<McpEndpoint> | null = null
  const onError = (error: Error): void => {
    log.warn('mcp_refused', { error })
  }
  return () =>
    (loaded ??= import('./mcp/http.ts').then(({ createMcpEndpoint }) =>
      createMcpEndpoint({ publicUrl, version, now, onError }),
    ))
}
