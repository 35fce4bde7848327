import type { z } from '@hono/zod-openapi'
import { Failure } from '../errors.ts'

const shown = 5

/** Turns what the validator found into one sentence that names fields and reasons. Never quotes a value: it may be a secret. */
export function invalid(error: z.ZodError, target: string): Failure {
  const reasons = error.issues
    .slice(0, shown)
    .map((issue) => `${place(issue.path, target)}: ${issue.message}`)
  const rest = error.issues.length - reasons.length
  const more = rest > 0 ? `; and ${rest} more` : ''
  return new Failure('invalid_request', `${reasons.join('; ')}${more}.`)
}

function place(path: readonly PropertyKey[], target: string): string {
  if (path.length > 0) return path.map(String).join('.').slice(0, 100)
  return target === 'json' ? 'body' : target
}
