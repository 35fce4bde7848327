import { z } from '@hono/zod-openapi'
import { exampleApp } from './connection-schemas.ts'

/** Text for people: one line, no control characters (PostgreSQL cannot store NUL, terminals obey some of the others). */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'may not be empty')
    .max(max, `at most ${max} characters`)
    .regex(/^[^\x00-\x1f\x7f-\x9f]*$/, 'may not contain control characters')

const maxDepth = 8

export const labelField = line(200).openapi({
  example: 'Work account',
  description: 'For people who have several connections.',
})
export const nameField = line(100).openapi({
  example: 'laptop agent',
  description: 'Tells keys apart when one has to be revoked.',
})
export const appField = z.string().max(64, 'at most 64 characters').openapi({
  example: exampleApp,
  description: 'GET /apps lists them.',
})

export const metadataField = z
  .record(z.string(), z.unknown())
  .refine((metadata) => isWithin(metadata, maxDepth), `at most ${maxDepth} levels deep`)
  .openapi({
    type: 'object',
    additionalProperties: true,
    example: { team: 'support' },
    description: 'Yours. It is kept and shown, and never read.',
  })

/** What goes into an Authorization header: visible ASCII (RFC 6749, appendix A). A line break there would be a second header. */
const visible = (max: number) =>
  z
    .string()
    .min(1, 'may not be empty')
    .max(max, `at most ${max} characters`)
    .regex(/^[\x21-\x7e]+$/, 'only visible ASCII characters')

export const tokenField = visible(16_384).openapi({ format: 'password' })
export const identifierField = visible(255)

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((member) => isWithin(member, levels - 1))
}
