import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { describeErrors } from '../errors.ts'
import type { ControlEnv } from './needs.ts'

const codes = describeErrors().map(({ code }) => code)

/** What `errors.ts` writes, described. RFC 9457 allows further members, so readers have to expect them. */
const problemSchema = z
  .looseObject({
    type: z.string().openapi({ example: 'urn:valetkey:error:connection_not_found' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({
      description: 'What happened, whose fault it is, and what to do next.',
    }),
    instance: z.string().openapi({ description: 'The path of the request, without its query.' }),
    code: z.enum(codes).openapi({ description: 'Stable. Branch on this one.' }),
    request_id: z
      .string()
      .openapi({ description: 'The id that the log lines of the server carry.' }),
    message: z.string().openapi({ description: 'The same as detail.' }),
    error: z.object({ code: z.string(), message: z.string() }),
  })
  .openapi('Problem', { description: 'RFC 9457 problem details.' })

/** The reference that every route lists. One component, because every route fails in the same form. */
export const problemResponse = { default: { $ref: '#/components/responses/Problem' } } as const

export function registerProblemResponse(app: OpenAPIHono<ControlEnv>): void {
  app.openAPIRegistry.register('Problem', problemSchema)
  const table = describeErrors().map(
    ({ code, status, title }) => `- \`${code}\` (${status}): ${title}`,
  )
  app.openAPIRegistry.registerComponent('responses', 'Problem', {
    description: `The request did not succeed. The header \`valetkey-error\` repeats the code.\n\n${table.join('\n')}`,
    headers: {
      'valetkey-error': { schema: { type: 'string' }, description: 'The code of the problem.' },
      'valetkey-request-id': { schema: { type: 'string' } },
    },
    content: {
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    },
  })
}
