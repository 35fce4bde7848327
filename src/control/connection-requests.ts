import { z } from '@hono/zod-openapi'
import { methodSchema } from './connection-schemas.ts'
import { appField, labelField, metadataField, tokenField } from './request-fields.ts'

const identifier = tokenField.max(255, 'at most 255 characters').openapi({ format: '' })

const credentialsField = z
  .object({
    account_id: identifier,
    client_id: identifier,
    client_secret: tokenField,
  })
  .openapi('ServerToServerCredentials')

export const createRequest = z.object({
  app: appField,
  method: methodSchema.nullish(),
  label: labelField.nullish(),
  metadata: metadataField.nullish(),
  credentials: credentialsField.nullish().openapi({
    description:
      'Only for SERVER_TO_SERVER. Left out, a person enters them on the page behind url, so that no agent sees them.',
  }),
})

export const updateRequest = z
  .object({
    label: labelField.nullish().openapi({ description: 'Null removes it.' }),
    metadata: metadataField.optional().openapi({ description: 'Replaces the whole object.' }),
  })
  .refine(
    ({ label, metadata }) => label !== undefined || metadata !== undefined,
    'expected label or metadata; nothing else can be changed',
  )
