import { z } from '@hono/zod-openapi'
import { apps } from '../apps/registry.ts'

const exampleId = '6f1c2d7e-8a43-4c55-9a3e-0d6c5b1f7a20'
export const exampleTime = '2026-04-10T00:35:13.470000Z'
export const exampleApp = apps[0]?.name ?? 'app'

export const timeSchema = z.string().openapi({ format: 'date-time', example: exampleTime })
const statusSchema = z.enum(['PENDING', 'ACTIVE', 'FAILED']).openapi('ConnectionStatus')
/** Without a name in the description: the generator cannot write a named schema that may also be null. */
export const methodName = z.enum(['OAUTH2', 'SERVER_TO_SERVER'])
export const methodSchema = methodName.openapi('ConnectionMethod', {
  description:
    'OAUTH2: a person consents. SERVER_TO_SERVER: an account brings its own credentials.',
})

const errorSchema = z.object({
  code: z.enum(['expired', 'revoked', 'superseded', 'declined', 'misconfigured']),
  message: z.string(),
  since: timeSchema,
})

export const connectionSchema = z
  .object({
    connection_id: z.string().openapi({ example: exampleId }),
    status: statusSchema,
    creation_time: timeSchema,
    last_updated_time: timeSchema,
    url: z.string().openapi({
      format: 'uri',
      description:
        'For a person to open in a browser. A live connect link while consent is needed, else a page that grants nothing by itself.',
    }),
    app: z.string().openapi({ example: exampleApp }),
    method: methodSchema,
    metadata: z.record(z.string(), z.unknown()).openapi({ description: "The caller's own." }),
    label: z.string().nullable(),
    account_email: z.string().nullable(),
    account_id: z.string().nullable(),
    scopes: z.array(z.string()),
    expires_at: timeSchema
      .nullable()
      .openapi({ description: 'When the present access token ends. It is renewed by itself.' }),
    error: errorSchema.nullable().openapi({
      description:
        'Why it is FAILED. On an ACTIVE connection: its grant was refused, and it fails when its access token ends.',
    }),
  })
  .openapi('Connection')

export const connectionReply = z.object({ connection: connectionSchema })
export const createdReply = z.object({
  connection_id: z.string().openapi({ example: exampleId }),
  connection: connectionSchema,
})
export const listReply = z.object({
  connections: z.array(connectionSchema),
  next_token: z.string().nullable().openapi({ description: 'Null on the last page.' }),
})
export const deletedReply = z.object({
  connection_id: z.string().openapi({ example: exampleId }),
  deleted: z.literal(true),
  revoked: z.boolean().openapi({
    description: 'Whether the authorization server confirmed that the grant has ended.',
  }),
  revocation: z.literal('pending').optional().openapi({
    description:
      'Present when the authorization server did not confirm within three seconds. It is asked again until it does.',
  }),
})

const defaultLimit = 100
const maxLimit = 1_000
const limitReason = `expected a whole number from 1; more than ${maxLimit} are never returned`

export const listRequest = z.object({
  app: z.string().optional().openapi({ description: 'An unknown app has no connections.' }),
  status: statusSchema.optional().openapi({ param: { description: 'PENDING, ACTIVE or FAILED.' } }),
  method: z.string().optional().openapi({ description: 'OAUTH2 or SERVER_TO_SERVER.' }),
  limit: z.coerce
    .number(limitReason)
    .int(limitReason)
    .min(1, limitReason)
    .transform((limit) => Math.min(limit, maxLimit))
    .default(defaultLimit)
    .openapi({
      type: 'integer',
      minimum: 1,
      maximum: maxLimit,
      default: defaultLimit,
      description: `Connections per page, ${maxLimit} at most.`,
    }),
  next_token: z.string().optional().openapi({ description: 'As the last page gave it.' }),
})

export const idParameter = z.object({
  connection_id: z
    .string()
    .openapi({ param: { name: 'connection_id', in: 'path' }, example: exampleId }),
})
