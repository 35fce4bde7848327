import { createRoute, z } from '@hono/zod-openapi'
import { createPages } from '../web/pages.ts'
import { docsBody } from './docs-page.ts'
import type { ControlApp, ControlNeeds } from './needs.ts'
import { problemResponse, registerProblemResponse } from './problem-responses.ts'
import { answers, noKey } from './route-parts.ts'

const shared = { method: 'get' as const, tags: ['Documentation'], security: noKey }

const documentReply = z.looseObject({ openapi: z.string() })

const openapi = createRoute({
  ...shared,
  path: '/openapi.json',
  operationId: 'getOpenApi',
  summary: 'This description, for programs',
  responses: answers('An OpenAPI 3.1 document.', documentReply),
})

const docs = createRoute({
  ...shared,
  path: '/docs',
  operationId: 'getDocs',
  summary: 'This description, for people',
  responses: {
    200: { description: 'A page.', content: { 'text/html': { schema: z.string() } } },
    ...problemResponse,
  },
})

const description =
  'Control plane of a self-hosted gateway: a caller shows an API key, the gateway swaps it for an OAuth token. ' +
  'Send the key as "Authorization: Bearer <key>". Unknown query parameters and unknown body members are ignored.'

/** Registered last: the document describes every route before it and itself. It cannot change while the process lives. */
export function addDocumentRoutes(app: ControlApp, { publicUrl, version }: ControlNeeds): void {
  const registry = app.openAPIRegistry
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of this server (RFC 6750, section 2.1).',
  })
  registry.registerComponent('securitySchemes', 'apiKeyHeader', {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'The same key, for older clients.',
  })
  registerProblemResponse(app)
  const describe = () =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Valetkey',
        version,
        description,
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
      servers: [{ url: publicUrl }],
      security: [{ bearer: [] }, { apiKeyHeader: [] }],
    })
  let known: ReturnType<typeof describe> | undefined
  const document = () => (known ??= describe())

  app.openapi(openapi, (c) => {
    const reply: z.infer<typeof documentReply> = { ...document() }
    return c.json(reply, 200)
  })
  const pages = createPages({ publicUrl })
  app.openapi(docs, (c) => {
    const body = docsBody(document())
    return pages.show(c, { status: 200, title: 'API', width: 'wide', body })
  })
}
