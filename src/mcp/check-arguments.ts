import { fromJsonSchema } from '@modelcontextprotocol/server'
import type { Tool } from './tool.ts'

/** Compiling a schema costs a millisecond, and one process serves every session with the same tools. */
const compiled = new WeakMap<Tool, ReturnType<typeof fromJsonSchema>>()

/** What is wrong with the arguments of a call, as a sentence for the model. Null when nothing is. */
export function wrongArguments(tool: Tool, args: unknown): string | null {
  const schema = compiled.get(tool) ?? fromJsonSchema(tool.input)
  compiled.set(tool, schema)
  const outcome = schema['~standard'].validate(args)
  if (outcome instanceof Promise) throw new TypeError('A JSON Schema is checked at once.')
  if (!outcome.issues) return null
  const issues = outcome.issues.map(({ message }) => message).join('; ')
  return `The arguments do not fit: ${issues}. The tool's input schema says what it takes.`
}
