import type { z } from '@hono/zod-openapi'
import { problemResponse } from './problem-responses.ts'

/** The body of a request: required, because a missing one is read as an empty object. */
export const json = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
})

/** What a route answers: one success, or the shared problem. */
export const answers = <T extends z.ZodType>(description: string, schema: T) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...problemResponse,
})

/** For routes that need no key. */
export const noKey: [] = []
