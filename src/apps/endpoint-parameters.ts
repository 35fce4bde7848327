import type { App, Endpoint } from './app.ts'
import type { Parameter } from './parameter.ts'

/** Everything that an endpoint takes, by where it goes. */
export interface EndpointParameters {
  readonly path: readonly Parameter[]
  readonly query: readonly Parameter[]
  /** Null when the endpoint takes no body. */
  readonly body: readonly Parameter[] | null
}

export function parametersOf(app: App, endpoint: Endpoint): EndpointParameters {
  const named = (name: string) => parameterNamed(app, endpoint, name)
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  return { path: inPath.map(named), query: endpoint.query.map(named), body: endpoint.body }
}

function parameterNamed(app: App, endpoint: Endpoint, name: string): Parameter {
  const found = app.parameters[`${endpoint.id}.${name}`] ?? app.parameters[name]
  // A name that the dictionary lacks is still passed on; test/contract/endpoints.test.ts says which one it is.
  return found ?? { name, type: 'string', description: '' }
}
