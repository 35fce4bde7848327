import { z } from '@hono/zod-openapi'
import { timeSchema } from './connection-schemas.ts'
import { nameField } from './request-fields.ts'

export const apiKeySchema = z
  .object({
    key_id: z.string(),
    name: z.string(),
    creation_time: timeSchema,
    revocation_time: timeSchema.nullable(),
  })
  .openapi('ApiKey')

export const keysReply = z.object({ api_keys: z.array(apiKeySchema) })
export const newKeyRequest = z.object({ name: nameField })
export const newKeyReply = z.object({
  key_id: z.string(),
  api_key: z.string().openapi({
    format: 'password',
    description: 'The key itself. It is shown this once and cannot be read again.',
  }),
  name: z.string(),
  creation_time: timeSchema,
})
export const revokedReply = z.object({ key_id: z.string(), revoked: z.literal(true) })
export const keyIdParameter = z.object({
  key_id: z.string().openapi({ param: { name: 'key_id', in: 'path' } }),
})
