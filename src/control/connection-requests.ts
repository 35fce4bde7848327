import { z } from '@hono/zod-openapi'
import { methodName } from './connection-schemas.ts'
import {
  appField,
  identifierField,
  labelField,
  metadataField,
  tokenField,
} from './request-fields.ts'

const credentialsField = z.object({
  account_id: identifierField,
  client_id: identifierField,
  client_secret: tokenField,
})

export const createRequest = z.object({
  app: appField,
  method: methodName.nullish().openapi({ description: 'OAUTH2 unless named.' }),
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
