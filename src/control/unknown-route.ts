import { Failure } from '../errors.ts'
import type { ControlApp } from './needs.ts'

/** Says what was asked for, and what exists instead: other methods of the same path, or the list of everything. */
export function unknownRoute(
  app: ControlApp,
  request: { readonly method: string; readonly path: string },
): Failure {
  const asked = `${request.method} ${request.path.slice(0, 200)}`
  const methods = methodsOf(app, request.path)
  return methods.length > 0
    ? new Failure('not_found', `There is no ${asked}. This path answers ${methods.join(', ')}.`)
    : new Failure(
        'not_found',
        `There is no ${asked}. GET /docs shows what exists, GET /openapi.json says it for programs.`,
      )
}

function methodsOf(app: ControlApp, path: string): string[] {
  const asked = path.split('/')
  const methods = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route' && answers(definition.route.path.split('/'), asked)
      ? [definition.route.method.toUpperCase()]
      : [],
  )
  return [...new Set(methods)]
}

const answers = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length &&
  pattern.every((segment, i) => segment.startsWith('{') || segment === path[i])
