import { z } from '@hono/zod-openapi'
import { timeSchema } from './connection-schemas.ts'

const kinds = [
  'proxied',
  'intent',
  'decision',
  'approval',
  'admin',
  'refresh',
  'lost',
  'tampered',
] as const
const nullableText = z.string().nullable()

export const auditRowSchema = z
  .object({
    seq: z.int().openapi({ description: 'Without gaps, over the whole server.' }),
    time: timeSchema,
    kind: z.enum(kinds).openapi({
      description:
        'proxied: the outcome of a call. intent: a destructive call before it was sent. decision: a call refused by what its key allows.',
    }),
    actor: z.enum(['key', 'dashboard', 'person', 'operator', 'server']),
    act: nullableText.openapi({ description: 'What was done, when it was not a call.' }),
    key_id: nullableText,
    owner_id: nullableText,
    connection_id: nullableText,
    app: nullableText,
    endpoint: nullableText,
    method: nullableText,
    path: nullableText.openapi({ description: 'As sent, without the query.' }),
    query: z
      .array(z.string())
      .nullable()
      .openapi({ description: 'Names only; ? for one that the endpoint does not have.' }),
    status: z.int().nullable(),
    error: nullableText.openapi({ description: 'The code of our own error.' }),
    request_id: nullableText,
    bytes: z.int().nullable().openapi({ description: 'Of the body that upstream answered.' }),
    duration_ms: z.int().nullable(),
    detail: nullableText,
    digest: z.string().openapi({ description: "Of the row, in the audit's chain." }),
  })
  .openapi('AuditRow')

export const auditReply = z.object({
  rows: z.array(auditRowSchema),
  next_token: nullableText.openapi({
    description: 'Null on the last page. A page before that may be short, or empty.',
  }),
})

const time = z.iso
  .datetime({ offset: true, error: 'expected a time like 2026-04-10T00:35:13Z' })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', format: 'date-time' })
const maxLimit = 1_000
const limitReason = `expected a whole number from 1 to ${maxLimit}`

export const auditRequest = z.object({
  since: time.optional(),
  until: time.optional(),
  key_id: z.string().optional(),
  connection_id: z.string().optional(),
  request_id: z.string().optional(),
  kind: z.enum(kinds, `expected one of ${kinds.join(', ')}`).optional(),
  order: z
    .enum(['asc', 'desc'], 'expected asc or desc')
    .default('desc')
    .openapi({ type: 'string', default: 'desc', description: 'desc: newest first.' }),
  limit: z.coerce
    .number(limitReason)
    .int(limitReason)
    .min(1, limitReason)
    .max(maxLimit, limitReason)
    .default(100)
    .openapi({ type: 'integer', minimum: 1, maximum: maxLimit, default: 100 }),
  next_token: z
    .string()
    .regex(/^\d{1,15}$/, 'it is not one that this server gave')
    .optional()
    .openapi({ description: 'As the last page gave it.' }),
})
