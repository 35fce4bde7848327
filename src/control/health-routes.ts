import { createRoute, z } from '@hono/zod-openapi'
import { Failure } from '../errors.ts'
import type { ControlApp, ControlNeeds } from './needs.ts'
import { answers, noKey } from './route-parts.ts'

const shared = { method: 'get' as const, tags: ['Health'], security: noKey }
const statusReply = z.object({ status: z.literal('ok') })
const versionReply = z.object({ name: z.literal('valetkey'), version: z.string() })

const alive = (path: string, operationId: string) =>
  createRoute({
    ...shared,
    path,
    operationId,
    summary: 'Whether the process answers',
    responses: answers('It does.', statusReply),
  })

const ready = (path: string, operationId: string) =>
  createRoute({
    ...shared,
    path,
    operationId,
    summary:
      'Whether requests should be sent here: the database answers, and the server is not about to stop',
    responses: answers('They can.', statusReply),
  })

const version = createRoute({
  ...shared,
  path: '/version',
  operationId: 'getVersion',
  summary: 'Which version this is',
  responses: answers('Name and version.', versionReply),
})

export function addHealthRoutes(
  app: ControlApp,
  { database, version: number, isLeaving }: ControlNeeds,
): void {
  for (const route of [alive('/healthz', 'getHealth'), alive('/health', 'getHealthAlias')]) {
    app.openapi(route, (c) => c.json({ status: 'ok' } as const, 200))
  }
  for (const route of [ready('/readyz', 'getReadiness'), ready('/ready', 'getReadinessAlias')]) {
    app.openapi(route, async (c) => {
      if (isLeaving?.() === true) throw leaving()
      await database.ping().catch(notReady)
      return c.json({ status: 'ok' } as const, 200)
    })
  }
  app.openapi(version, (c) => c.json({ name: 'valetkey', version: number } as const, 200))
}

function notReady(cause: unknown): never {
  throw new Failure(
    'store_unavailable',
    'The database does not answer. The operator has to look at it.',
    {
      cause,
    },
  )
}

const leaving = (): Failure =>
  new Failure('not_ready', 'This Valetkey was told to stop. Send new requests to another one.')
