import type { AgentView } from '../apps/agent-view.ts'
import type { App, Endpoint } from '../apps/app.ts'
import { parametersOf } from '../apps/endpoint-parameters.ts'
import { inputSchema } from '../apps/input-schema.ts'
import { isObject, object, string, type Json } from './tool.ts'

/** Beside what the endpoint takes. */
const common = {
  connection: string('Id of the connection to use.'),
  fields: string('Members of the answer to give, separated by commas, or "all".'),
}

/** Everything that a tool of an endpoint takes. Numbers are welcome as ids: that is how most answers write them. */
export function wholeInput(app: App, endpoint: Endpoint): Json {
  const { properties, required } = inputSchema(app, endpoint)
  const inPath = parametersOf(app, endpoint).path.map(
    ({ name }) => [name, { ...properties[name], type: ['string', 'integer'] }] as const,
  )
  return object({ ...properties, ...Object.fromEntries(inPath), ...common }, required)
}

/** The part of it that a list of tools shows: an agent pays for each word of it in every conversation. */
export function shownInput(whole: Json, endpoint: Endpoint, view: AgentView): Json {
  const properties = isObject(whole['properties']) ? whole['properties'] : {}
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const required = Array.isArray(whole['required']) ? whole['required'].map(String) : []
  // Ids as text alone: clients that translate schemas for their model refuse a tool with a list of types.
  const shown = [...new Set([...inPath, ...view.takes, ...required])].map(
    (name) => [name, inPath.includes(name) ? string() : shortened(properties[name])] as const,
  )
  return object({ ...Object.fromEntries(shown), connection: string(), fields: string() }, required)
}

function shortened(schema: unknown): Json {
  if (!isObject(schema)) return {}
  const { type, description, enum: values, format } = schema
  const needsWords = isNumeric(values) || type === 'object' || schema['pattern'] !== undefined
  return {
    ...(values === undefined ? { type } : { enum: values }),
    ...(format !== undefined && { format }),
    ...(needsWords && { description }),
  }
}

const isNumeric = (values: unknown): boolean =>
  Array.isArray(values) && typeof values[0] === 'number'

/** The members that the answer has at most, unless others are asked for. */
export function output(endpoint: Endpoint, view: AgentView | undefined): Json {
  if (!view) return object()
  if (endpoint.list !== null) {
    return object({ [endpoint.list]: { type: 'array' }, next_page_token: string() })
  }
  const names = new Set(view.gives.map((path) => path.split('.')[0] ?? ''))
  const types = [...names].map(
    (name) => [name, { type: view.notText?.[name] ?? 'string' }] as const,
  )
  return object(Object.fromEntries(types))
}
