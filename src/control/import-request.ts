import { z } from '@hono/zod-openapi'
import { exampleTime } from './connection-schemas.ts'
import { appField, labelField, metadataField, tokenField } from './request-fields.ts'

/** RFC 6749, section 3.3: a scope is visible ASCII without quotes and backslashes. */
const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'is not a scope')

/** The last moment that RFC 3339 can write. */
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
/** Seconds stay below this until the year 5138, milliseconds have been above it since 1973. */
const leastMs = 100_000_000_000

const epochMs = (value: number): number => (value >= leastMs ? value : value * 1_000)

const expiryReason =
  'expected an RFC 3339 time with its offset, or seconds or milliseconds since 1970'

const expiry = z
  .union(
    [
      z.int(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
      z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
    ],
    expiryReason,
  )
  .transform(epochMs)
  .refine((ms) => ms >= 0 && ms <= lastMs, expiryReason)

const scopesReason = 'expected a list of scopes, or one text with spaces between them'

const scopes = z.union(
  [
    z.string().transform((text) => text.split(/[ ,]+/).filter((part) => part !== '')),
    z.array(z.string()),
  ],
  scopesReason,
)

export const importRequest = z
  .object({
    app: appField,
    access_token: tokenField.openapi({ description: 'As the token endpoint gave it.' }),
    refresh_token: tokenField.nullish().openapi({
      description: 'Left out, the connection ends with the access token.',
    }),
    expires_at: expiry.nullish().openapi({
      type: ['string', 'integer'],
      example: exampleTime,
      description:
        'When the access token ends: RFC 3339, or seconds or milliseconds since 1970. Left out, the token is renewed at its first use.',
    }),
    scopes: scopes
      .pipe(z.array(scope))
      .nullish()
      .openapi({
        type: ['array', 'string'],
        items: { type: 'string' },
        description: 'A list, or one text with spaces between them.',
      }),
    label: labelField.nullish(),
    metadata: metadataField.nullish(),
  })
  .refine((grant) => grant.expires_at != null || grant.refresh_token != null, {
    path: ['expires_at'],
    message:
      'needed, because without a refresh_token nothing else tells when the access token ends',
  })
