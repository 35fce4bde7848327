import { createRoute, z } from '@hono/zod-openapi'
import type { Endpoint } from '../apps/app.ts'
import type { ConfiguredApp } from '../connections/app-clients.ts'
import { Failure } from '../errors.ts'
import { decide } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import { exampleApp, methodSchema } from './connection-schemas.ts'
import type { ControlApp, ControlNeeds } from './needs.ts'
import { answers } from './route-parts.ts'

const tags = ['Apps']

const appSchema = z
  .object({
    name: z.string().openapi({ example: exampleApp }),
    title: z.string(),
    configured: z.boolean().openapi({
      description: 'Whether the operator has set an OAuth client, so that people can consent.',
    }),
    methods: z.array(methodSchema),
    scopes: z.array(z.string()),
  })
  .openapi('App')

const endpointSchema = z
  .object({
    id: z.string(),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: z.string().openapi({ description: "Below the app's name." }),
    url: z.string().openapi({ description: 'Where this server answers it.' }),
    query: z.array(z.string()),
    summary: z.string(),
    effect: z.enum(['read', 'write', 'destroy']),
    rate_class: z.string(),
    scope: z.string(),
    decision: z.enum(['allow', 'approve', 'deny']).openapi({
      description:
        "What the asking key's policy says. Rules about the path of a single thing are not known here.",
    }),
  })
  .openapi('Endpoint')

const appsReply = z.object({ apps: z.array(appSchema) })
const endpointsReply = z.object({ app: z.string(), endpoints: z.array(endpointSchema) })

const list = createRoute({
  method: 'get',
  path: '/apps',
  operationId: 'listApps',
  tags,
  summary: 'List the apps that can be connected',
  responses: answers('All apps, set up or not.', appsReply),
})

const endpoints = createRoute({
  method: 'get',
  path: '/apps/{app}/endpoints',
  operationId: 'listEndpoints',
  tags,
  summary: 'List the endpoints that this server passes on',
  request: {
    params: z.object({
      app: z.string().openapi({ param: { name: 'app', in: 'path' }, example: exampleApp }),
    }),
  },
  responses: answers('Every method and path. Anything else is refused.', endpointsReply),
})

export function addAppRoutes(app: ControlApp, { apps, publicUrl }: ControlNeeds): void {
  app.openapi(list, (c) => c.json({ apps: apps.all().map(wireApp) }, 200))
  app.openapi(endpoints, (c) => {
    const found = apps.find(c.req.valid('param').app)?.appClient.app
    if (!found) throw new Failure('not_found', 'There is no such app. GET /apps lists them.')
    const base = `${publicUrl}/${found.name}`
    const policy = c.get('key').restrictions?.policy ?? null
    return c.json(
      {
        app: found.name,
        endpoints: found.endpoints.map((row) => ({
          ...wireEndpoint(row, base),
          decision: decisionOn(policy, found.name, row),
        })),
      },
      200,
    )
  })
}

function wireApp({ appClient: { app, client } }: ConfiguredApp): z.infer<typeof appSchema> {
  return {
    name: app.name,
    title: app.title,
    configured: client !== null,
    methods: app.serverToServerGrant === null ? ['OAUTH2'] : ['OAUTH2', 'SERVER_TO_SERVER'],
    scopes: [...app.scopes],
  }
}

const decisionOn = (policy: Policy | null, app: string, endpoint: Endpoint) =>
  decide(policy, { app, endpoint, path: endpoint.path }).decision

function wireEndpoint(
  endpoint: Endpoint,
  base: string,
): Omit<z.infer<typeof endpointSchema>, 'decision'> {
  const { id, method, path, summary, effect, scope } = endpoint
  return {
    ...{ id, method, path, url: base + path, query: [...endpoint.query] },
    ...{ summary, effect, rate_class: endpoint.rateClass, scope },
  }
}
