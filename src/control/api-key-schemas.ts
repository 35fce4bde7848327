import { z } from '@hono/zod-openapi'
import { maskNames } from '../apps/mask.ts'
import { presetNames } from '../policy/policy.ts'
import { timeSchema } from './connection-schemas.ts'
import { nameField } from './request-fields.ts'

const decisionSchema = z.enum(['allow', 'approve', 'deny'])
const namesSchema = z.array(z.string())

const policySchema = z
  .object({
    preset: z.enum(presetNames).nullable(),
    apps: namesSchema.nullable().openapi({ description: 'Null: every app.' }),
    connections: namesSchema.nullable().openapi({ description: 'Null: every connection.' }),
    allow: namesSchema,
    approve: namesSchema,
    deny: namesSchema,
    effects: z
      .object({ read: decisionSchema, write: decisionSchema, destroy: decisionSchema })
      .openapi({ description: 'What decides where no operation and no path is named.' }),
  })
  .openapi('Policy')

export const apiKeySchema = z
  .object({
    key_id: z.string(),
    name: z.string(),
    creation_time: timeSchema,
    revocation_time: timeSchema.nullable(),
    manage: z.boolean().openapi({
      description:
        'Whether it may create and change keys, approve, and delete connections. Only a key whose policy restricts nothing may.',
    }),
    policy: policySchema,
    expires_at: timeSchema.nullable(),
    cidrs: namesSchema.nullable().openapi({ description: 'Null: it may be used from anywhere.' }),
    requests_per_second: z.int().nullable(),
    daily_writes: z.int().nullable(),
    mask: namesSchema.nullable().openapi({ description: 'What is hidden in answers to it.' }),
  })
  .openapi('ApiKey')

export const keysReply = z.object({ api_keys: z.array(apiKeySchema) })
export const keyReply = z.object({ api_key: apiKeySchema })
export const newKeyReply = apiKeySchema.extend({
  api_key: z.string().openapi({
    format: 'password',
    description: 'The key itself. It is shown this once and cannot be read again.',
  }),
})
export const revokedReply = z.object({ key_id: z.string(), revoked: z.literal(true) })
export const keyIdParameter = z.object({
  key_id: z.string().openapi({ param: { name: 'key_id', in: 'path' } }),
})

const names = z.array(z.string().min(1).max(300)).max(200)

/** Strict: a rule under a mistyped name would protect nothing. */
const policyField = z
  .union([
    z.enum(presetNames),
    z.strictObject({
      preset: z.enum(presetNames).nullish(),
      apps: names.nullish(),
      connections: names.nullish(),
      allow: names.optional(),
      approve: names.optional(),
      deny: names.optional(),
    }),
  ])
  .openapi({
    description:
      'A preset by name, or a preset and what differs from it. allow, approve and deny take operation ids, path patterns and effect:read, effect:write, effect:destroy. Without a preset nothing is allowed but what is named.',
  })

const restrictionFields = {
  policy: policyField.nullish().openapi({ description: 'Null or left out: full.' }),
  expires_in: z.int().min(1).max(3_153_600_000).optional().openapi({
    description: 'Seconds from now. Instead of expires_at.',
  }),
  expires_at: z.iso.datetime({ offset: true }).nullish().openapi({ format: 'date-time' }),
  cidrs: z
    .array(z.string().max(64))
    .min(1)
    .max(50)
    .nullish()
    .openapi({ example: ['10.0.0.0/8'], description: 'Networks it may be used from.' }),
  requests_per_second: z.int().min(1).max(100_000).nullish(),
  daily_writes: z.int().min(0).max(1_000_000_000).nullish(),
  mask: z
    .union([z.literal('all'), z.array(z.enum(maskNames)).min(1).max(50)])
    .nullish()
    .openapi({ description: 'What is hidden in the answers that the key gets from apps.' }),
}

export const newKeyRequest = z.strictObject({ name: nameField, ...restrictionFields })
export const keyChangeRequest = z
  .strictObject({ name: nameField.optional(), ...restrictionFields })
  .refine((changes) => Object.keys(changes).length > 0, 'expected something to change')

export type RestrictionWish = Omit<z.output<typeof newKeyRequest>, 'name'>
