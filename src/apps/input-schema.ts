import type { App, Endpoint } from './app.ts'
import { parametersOf } from './endpoint-parameters.ts'
import type { Parameter } from './parameter.ts'

/** A JSON Schema (2020-12) of an object. */
export interface InputSchema {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, object>>
  readonly required: readonly string[]
  readonly additionalProperties: boolean
}

/** An input of `inputSchema`, taken apart again. */
export interface SplitInput {
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  /** Null when the endpoint takes no body. */
  readonly body: Readonly<Record<string, unknown>> | null
}

/**
 * What a caller gives to an endpoint, flat: path, query and body members side by side. No row of the table has two of
 * one name. Members of a body that the table does not name are welcome, because vendors add some all the time.
 */
export function inputSchema(app: App, endpoint: Endpoint): InputSchema {
  const { path, query, body } = parametersOf(app, endpoint)
  const partial = endpoint.method === 'PATCH'
  const properties = [...path, ...query].map((it) => [it.name, schemaOf(it, false)] as const)
  const members = (body ?? []).map((it) => [it.name, schemaOf(it, partial)] as const)
  return {
    type: 'object',
    properties: Object.fromEntries([...properties, ...members]),
    required: requiredIn([...path, ...query, ...(body ?? [])]),
    additionalProperties: body !== null,
  }
}

/** Puts each member of a flat input where it belongs. What nobody knows goes into the body, or else into the query. */
export function splitInput(
  app: App,
  endpoint: Endpoint,
  input: Readonly<Record<string, unknown>>,
): SplitInput {
  const known = parametersOf(app, endpoint)
  const [inPath, inQuery] = [namesIn(known.path), namesIn(known.query)]
  const defaults = known.path.flatMap((it) =>
    it.default === undefined ? [] : [[it.name, it.default] as const],
  )
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  const path = given.filter(([name]) => inPath.has(name))
  const rest = given.filter(([name]) => !inPath.has(name))
  const query = rest.filter(([name]) => known.body === null || inQuery.has(name))
  const body = rest.filter(([name]) => known.body !== null && !inQuery.has(name))
  return {
    path: Object.fromEntries([...defaults, ...path]),
    query: Object.fromEntries(query),
    body: known.body === null ? null : Object.fromEntries(body),
  }
}

const namesIn = (parameters: readonly Parameter[]): ReadonlySet<string> =>
  new Set(parameters.map(({ name }) => name))

const requiredIn = (parameters: readonly Parameter[]): string[] =>
  parameters.filter(({ required }) => required === true).map(({ name }) => name)

/** RFC 3339 with or without an offset: without one it is a local time, whose zone another member names. */
const startTime = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:?\\d{2})?$'

type Shape = Omit<Parameter, 'name' | 'description'> & { readonly description?: string }

/** `partial`: the body of a change. What it leaves out stays as it is, so no default may be offered for it. */
function schemaOf(shape: Shape, partial: boolean): object {
  const { type, description, format, items, properties } = shape
  const required = requiredIn(properties ?? [])
  const members = properties?.map((it) => [it.name, schemaOf(it, partial)] as const)
  const keywords = {
    type,
    description,
    enum: shape.enum,
    default: partial ? undefined : shape.default,
    minimum: shape.minimum,
    maximum: shape.maximum,
    maxLength: shape.maxLength,
    ...(format === 'start-time' ? { pattern: startTime } : { format }),
    items: items && schemaOf(items, partial),
    properties: members && Object.fromEntries(members),
    required: required.length > 0 ? required : undefined,
  }
  return Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined))
}
